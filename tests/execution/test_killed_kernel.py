"""A kernel that something outside kills costs its student nothing; one that is killed twice is told as it is."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import nbformat
import pytest

from autograder.backends import open_sandbox
from autograder.errors import IsolationError
from tests.execution.classroom import Classroom, processes, results

SERVER = "forkserver.server"
CELLS = ("early = 1", "import time\ntime.sleep(2)", "def double(x):\n    return 2 * x")


@pytest.fixture
def room(tmp_path: Path) -> Classroom:
    try:
        open_sandbox("forkserver", ()).close()
    except IsolationError as error:
        pytest.skip(f"KILLED KERNELS SKIPPED: {error}")
    made = Classroom(tmp_path, 0).make()
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "class" / "sleeper.ipynb")
    return made


def kernels(coordinator: int) -> set[int]:
    """Return the kernels that run: children of a box's first process, which is a child of the fork server."""
    found = {coordinator}
    for _ in ("what waits for the server", "the server", "a box", "a kernel"):
        found = {child for parent in found for child in children(parent)}
    return found


def children(parent: int) -> set[int]:
    """Return the children of a process that the fork server is, or came from."""
    below = set(processes(parent, SERVER))
    return below - {pid for each in below for pid in processes(each, SERVER)}


def kill_a_kernel(process: subprocess.Popen[str], killed: set[int]) -> None:
    """Kill the next kernel when it is a second old: in its second cell. No attack of the self-test lasts as long."""
    seen: dict[int, float] = {}
    while process.poll() is None:
        for kernel in kernels(process.pid) - killed:
            if time.monotonic() - seen.setdefault(kernel, time.monotonic()) > 1:
                os.kill(kernel, signal.SIGKILL)
                killed.add(kernel)
                return
        time.sleep(0.02)


@pytest.mark.parametrize(("times", "earned"), [(1, 10.0), (2, 0.0)])
def test_a_killed_kernel_is_run_once_more(room: Classroom, tmp_path: Path, times: int, earned: float) -> None:
    process = room.start(tmp_path / "out")
    killed: set[int] = set()
    for _ in range(times):
        kill_a_kernel(process, killed)
    said = process.communicate(timeout=120)[0]
    assert process.returncode == 0, said
    assert len(killed) == times
    result = results(tmp_path / "out")["sleeper"]
    assert result["earned"] == earned
    assert (result["error"] or "").startswith("cell 2, line 2: " if times == 2 else "")
