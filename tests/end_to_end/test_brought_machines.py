"""A sandbox and an engine of another distribution: found by their entry points, used by the real command."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.backends import open_sandbox
from autograder.errors import SandboxError, UsageError
from autograder.run.run_configuration import RunConfiguration
from tests.end_to_end.conftest import REPOSITORY, results
from tests.extensions.brought import HERE, distribution, ran

FOLDER = HERE / "machines"


@pytest.mark.slow
def test_a_batch_is_run_by_an_engine_in_a_sandbox_of_another_distribution(course: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    shutil.copy(REPOSITORY / "autograder" / "samples" / "Chen Wei.py", tmp_path / "in")
    arguments = ("--engine", "one", "--sandbox", "told", "--allow-degraded", "all", "--out", tmp_path / "out")
    command = ("batch", tmp_path / "in", "-a", "digits_cnn", *arguments, "--course", course)
    done = ran(*command, path=(FOLDER,), cwd=tmp_path, env={"HOME": str(tmp_path)})
    assert done.returncode == 0, done.stderr
    assert "engine for out" in done.stderr
    assert "box: run" in done.stderr
    assert [result["state"] for result in results(tmp_path / "out").values()] == ["graded"]


def test_the_sandbox_keeps_what_every_sandbox_keeps() -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/sandbox/conformance.py"]
    command += ["-k", "test_the_environment_is_clean or test_every_layer or test_a_cancelled_box"]
    environment = {**os.environ, "SANDBOX": "told", "PYTHONPATH": str(FOLDER)}
    done = subprocess.run(command, check=False, cwd=REPOSITORY, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "def fails(*_, **__):\n    raise KeyError('x')\n"
    for group in ("sandboxes", "engines"):
        folder = distribution(tmp_path / group, f"bad_{group}", f"autograder.{group}", {"fails": "fails"}, code)
        monkeypatch.syspath_prepend(folder)


@pytest.mark.usefixtures("broken")
def test_what_fails_is_told_with_its_distribution() -> None:
    with pytest.raises(SandboxError, match=r"bad_sandboxes 1\.0 failed: KeyError: 'x'"):
        open_sandbox("fails", ["all"])
    assert RunConfiguration(engine="fails").engine == "fails"
    with pytest.raises(UsageError, match="there are: auto, forkserver, bubblewrap, process, podman, fails"):
        open_sandbox("mine", ["all"])
    with pytest.raises(UsageError, match="there are: local, dask, slurm, fails"):
        RunConfiguration(engine="mine")
