"""The backends that every conformance test runs against, and a short way to run a script in a box."""

import os
import tempfile
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from autograder.backends import CHOSEN
from autograder.contracts import Box, BoxResult, Mount, Sandbox
from autograder.protocol.jobs import ScriptJob
from autograder.records import Limits, Outcome
from autograder.sandbox.backend import TENSORFLOW
from autograder.sandbox.forkserver.backend import ForkServer

SLOW = pytest.param("podman", marks=pytest.mark.slow)
LIMITS = Limits(wall_s=20, cpu_s=20, memory_mb=256, processes=64, output_mb=1, disk_mb=8)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "needs(*layers): holds where the backend has at least one of these layers")


def opened(backend: Sandbox) -> Iterator[Sandbox]:
    """Yield a backend where it can run boxes; skip where it cannot, with the reason."""
    layers = backend.layers()
    if any(layer.active for layer in layers):
        yield backend
    backend.close()
    if not any(layer.active for layer in layers):
        pytest.skip(f"{backend.name} cannot run here: {layers[0].reason}")


@pytest.fixture(scope="session")
def forkserver() -> Iterator[Sandbox]:
    yield from opened(ForkServer())


OWN = ["bubblewrap", "forkserver", "process", SLOW]


@pytest.fixture(scope="session", params=[os.environ["SANDBOX"]] if "SANDBOX" in os.environ else OWN)
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """Every backend in turn."""
    if request.param == "forkserver":
        yield request.getfixturevalue("forkserver")
    else:
        yield from opened(CHOSEN.find(request.param)(threads=None, framework=TENSORFLOW))


@pytest.fixture(autouse=True)
def _weak_where_declared(request: pytest.FixtureRequest) -> None:
    """Expect a test to fail exactly where the backend says that it lacks every layer that the test needs."""
    marker = request.node.get_closest_marker("needs")
    if marker is None:
        return
    layers = {layer.name: layer for layer in request.getfixturevalue("sandbox").layers()}
    if not any(layers[name].active for name in marker.args):
        reason = "; ".join(f"{name}: {layers[name].reason}" for name in marker.args)
        request.node.add_marker(pytest.mark.xfail(reason=reason, strict=True))


@pytest.fixture
def box_of(tmp_path: Path) -> Callable[..., Box]:
    """Make a box that runs a script."""

    def make(
        script: str,
        *,
        mounts: Sequence[Mount] = (),
        arguments: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
        **limits: float,
    ) -> Box:
        source = tmp_path / f"script-{len(list(tmp_path.iterdir()))}.py"
        source.write_text(textwrap.dedent(script))
        return Box(
            job=ScriptJob("script.py", tuple(arguments)),
            mounts=(Mount(source, "in/script.py"), *mounts),
            limits=replace(LIMITS, **limits),
            environment=environment or {},
        )

    return make


@pytest.fixture
def run_script(sandbox: Sandbox, box_of: Callable[..., Box]) -> Iterator[Callable[..., BoxResult]]:
    """Run a script in a box and return how it ended; the box is freed at the end of the test."""
    with ExitStack() as stack:

        def run(script: str, *, cancelled: Event | None = None, **options) -> BoxResult:
            return stack.enter_context(sandbox.run(box_of(script, **options), cancelled=cancelled))

        yield run


@pytest.fixture
def printed(run_script: Callable[..., BoxResult]) -> Callable[..., str]:
    """Run a script that must end well, and return what it printed."""

    def run(script: str, **options) -> str:
        result = run_script(script, **options)
        assert result.outcome is Outcome.OK, (result.outcome, result.reason, result.stderr)
        return result.stdout

    return run


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder of the host that file permissions let every user read and write."""
    with tempfile.TemporaryDirectory(prefix="autograder-host-") as folder:
        path = Path(folder)
        path.chmod(0o777)
        yield path
