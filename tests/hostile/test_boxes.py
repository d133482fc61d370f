"""Every hostile program is stopped by a box, and works without one."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest

from autograder import wire
from autograder.contracts import Box, Mount, Sandbox
from autograder.errors import WireError
from autograder.protocol.jobs import ScriptJob
from autograder.records import Outcome
from autograder.sandbox.bubblewrap import Bubblewrap
from autograder.sandbox.process import PlainProcess
from tests.hostile.corpus import PROMISES, Entry, entries
from tests.hostile.host import Host
from tests.hostile.published import published, tables
from tests.sandbox.conftest import opened

ENTRIES = entries("boxes")
DECODERS = {
    "array": lambda data: wire.decode_npy(data, max_items=1_000_000),
    "json": wire.decode_json,
    "png": wire.decode_png,
}
DANGEROUS = {"kill_everything"}
"""Would end the tests where nothing stops it."""


@pytest.fixture(scope="session")
def host() -> Iterator[Host]:
    with ExitStack() as stack:
        yield Host(stack)


@pytest.fixture(scope="session")
def bubblewrap() -> Iterator[Sandbox]:
    yield from opened(Bubblewrap())


@pytest.fixture(scope="session")
def process() -> Iterator[Sandbox]:
    yield from opened(PlainProcess())


@pytest.fixture(autouse=True)
def _a_token(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN", host.marker)


def attacked(sandbox: Sandbox, entry: Entry, host: Host, folder: Path) -> tuple[Outcome, str]:
    """Return how a box with the attack ended, and all that was said and seen."""
    for name, text in entry.files().items():
        (folder / name).write_text(text)
    job = ScriptJob("payload.py", (json.dumps(host.targets()),))
    box = Box(job, tuple(Mount(folder / name, f"in/{name}") for name in entry.files()), entry.box_limits())
    with (folder / "payload.py").open() as inherited:
        os.set_inheritable(inherited.fileno(), True)
        with sandbox.run(box) as result:
            said = "\n".join((result.reason, result.stdout, result.stderr, *_taken(entry, result.harvest)))
            return result.outcome, said + "".join(f"\nGOT {seen}" for seen in host.reached())


def _taken(entry: Entry, harvest) -> Iterator[str]:
    """Yield what the grader took of a result that it must refuse."""
    if len(harvest.names()) > 1000:
        yield "GOT too many names"
    if not (entry.harvest or entry.decode):
        return
    try:
        data = harvest.read(entry.harvest or "trick", max_bytes=2**22)
        yield f"GOT {DECODERS[entry.decode](data)!r:.80}" if entry.decode else f"GOT {data[:80]!r}"
    except WireError:
        return


def check_blocked(sandbox: Sandbox, entry: Entry, host: Host, folder: Path) -> None:
    outcome, said = attacked(sandbox, entry, host, folder)
    assert not entry.got_something(said), said
    assert entry.was_seen(outcome.value, said), (outcome, said[-3000:])


@pytest.mark.parametrize("name", ENTRIES)
def test_a_forked_box_stops(name, forkserver, host, tmp_path):
    check_blocked(forkserver, ENTRIES[name], host, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", ENTRIES)
def test_a_bubblewrap_box_stops(name, bubblewrap, host, tmp_path):
    check_blocked(bubblewrap, ENTRIES[name], host, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", ENTRIES)
def test_a_plain_process_stops_or_says_that_it_does_not(name, process, host, tmp_path):
    entry = ENTRIES[name]
    layers = {layer.name: layer.active for layer in process.layers()}
    if name in DANGEROUS and not any(layers[layer] for layer in entry.layers):
        pytest.skip("NOT RUN: nothing here would stop it from ending the tests")
    _, said = attacked(process, entry, host, tmp_path)
    active = any(layers[layer] for layer in entry.layers)
    if entry.weak == "through" and not active:
        assert entry.got_something(said), "the page on security says that this gets through"
    if entry.weak != "through":
        assert not entry.got_something(said), said
    assert not (entry.got_something(said) and entry.layers and all(layers[layer] for layer in entry.layers))


@pytest.mark.parametrize("name", ENTRIES)
def test_it_works_without_protection(name, host, tmp_path):
    entry = ENTRIES[name]
    if entry.needs == "root" and os.geteuid() != 0:
        pytest.skip("NO CONTROL: needs root")
    if entry.needs == "gpu" and not Path("/dev/nvidiactl").exists():
        pytest.skip("NO CONTROL: THIS MACHINE HAS NO GPU")
    said = host.bare(entry, tmp_path)
    if "UNAVAILABLE" in said or said.startswith("unshare: "):
        pytest.skip(f"NO CONTROL: {said.strip()[-200:]}")
    assert entry.got_something(said), said


def test_every_promise_is_attacked() -> None:
    kinds: Mapping[str, int] = {}
    for folder in ("boxes", "submissions"):
        for entry in entries(folder).values():
            kinds = {**kinds, entry.promise: kinds.get(entry.promise, 0) + 1}
    assert kinds.keys() == PROMISES.keys()
    assert sum(kinds.values()) >= 80


def test_the_page_on_security_is_current() -> None:
    assert published() == tables(), "run python -m tests.hostile.published"
