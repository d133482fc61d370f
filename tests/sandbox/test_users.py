"""The conformance suite once more, as the other kinds of user that a grader may run as."""

import os
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import autograder

PLAIN = 12345
HOSTILE = Path(__file__).parents[1] / "hostile"
SUITES = {
    "conformance": (str(Path(__file__).with_name("conformance.py")),),
    "programs": (str(HOSTILE / "test_boxes.py"), "-m", "", "-k", "forked or bubblewrap"),
    "submissions to the fork server": (str(HOSTILE / "test_submissions.py"), "-m", "", "-k", "forkserver"),
    "submissions to bubblewrap": (str(HOSTILE / "test_submissions.py"), "-m", "", "-k", "bubblewrap"),
}
PYTHON = f"python3.{sys.version_info.minor}"


@pytest.fixture(scope="module")
def python() -> Iterator[str]:
    """A Python that any user may start, with the packages of this one."""
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    system = Path("/usr/bin") / PYTHON
    if not system.exists():
        pytest.skip(f"needs {system}: this environment's own Python may lie below a private folder")
    with tempfile.TemporaryDirectory(prefix="autograder-users-") as folder:
        Path(folder).chmod(0o755)
        subprocess.run([system, "-m", "venv", "--without-pip", f"{folder}/venv"], check=True)
        packages = Path(folder, "venv", "lib", PYTHON, "site-packages")
        packages.rmdir()
        packages.symlink_to(sysconfig.get_path("purelib"))
        command = Path(folder, "venv", "bin", "autograder")
        command.write_text(f"#!{folder}/venv/bin/python\nfrom autograder.cli.app import main\n\nmain()\n")
        command.chmod(0o755)
        yield f"{folder}/venv/bin/python"


def run_suite(python: str, folder: Path, suite: str, *, user: int | None) -> str:
    package = Path(autograder.__file__).parent.parent
    ran = subprocess.run(
        [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", package, *SUITES[suite]],
        check=False,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(package), "PYTHONDONTWRITEBYTECODE": "1", "HOME": str(folder)},
        cwd=folder,
        user=user,
        group=user,
        extra_groups=None if user is None else (),
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout[-8000:] + ran.stderr[-2000:]
    return ran.stdout


@pytest.mark.slow
@pytest.mark.parametrize("suite", SUITES)
def test_the_suite_passes_as_a_plain_user(python, suite):
    with tempfile.TemporaryDirectory(prefix="autograder-plain-") as folder:
        os.chown(folder, PLAIN, PLAIN)
        assert " passed" in run_suite(python, Path(folder), suite, user=PLAIN)


@pytest.mark.slow
def test_the_suite_passes_as_root_with_a_python_that_every_user_may_start(python, tmp_path):
    output = run_suite(python, tmp_path, "conformance", user=None)
    assert " passed" in output
    assert "uid: got through" not in output
