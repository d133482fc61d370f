"""Hostile runs in a row leave nothing behind: no process, mount, control group, file, descriptor or lock."""

from __future__ import annotations

import itertools
import os
import random
import tempfile
from collections import Counter
from pathlib import Path

import pytest

from tests.hostile.corpus import entries
from tests.hostile.test_boxes import attacked, host

__all__ = ["host"]
ENTRIES = entries("boxes")
SLOW = {"processor_time", "files_without_end", "memory_by_many_processes", "stay_against_signals"}
"""They are run, but not in every round."""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of this test's own for temporary files."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def descendants(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += [int(child), *descendants(int(child))]
    return found


def commands(pid: int) -> Counter[str]:
    """Count the programs that run below a process."""
    return Counter(Path(f"/proc/{child}/comm").read_text().strip() for child in descendants(pid))


def mounts(pid: int) -> int:
    """Count what is mounted for a process, but for containers that others run meanwhile."""
    lines = Path(f"/proc/{pid}/mounts").read_text().splitlines()
    return sum("podman" not in line and "containers" not in line for line in lines)


def traces(temporary: Path) -> dict[str, object]:
    """Return everything that a run could leave behind on this machine, as far as it is this process's."""
    me = os.getpid()
    server = [pid for pid in descendants(me) if "forkserver" in Path(f"/proc/{pid}/cmdline").read_text()]
    return {
        "processes": commands(me),
        "mounts": [mounts(pid) for pid in (me, *server)],
        "groups": sorted(map(str, Path("/sys/fs/cgroup").glob(f"**/autograder-{me}-*"))),
        "files": sorted(path.name for path in temporary.iterdir()),
        "descriptors": [len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in (me, *server)],
        "locks": [line for line in Path("/proc/locks").read_text().splitlines() if f" {me} " in line],
    }


def soak(sandbox, host, temporary: Path, count: int) -> None:
    names = [name for name in ENTRIES if name not in SLOW]
    random.Random(1).shuffle(names)
    order = itertools.islice(itertools.cycle([*names, *SLOW, *names, *names]), count)
    folder = temporary / "payloads"
    folder.mkdir()
    attacked(sandbox, ENTRIES[names[0]], host, folder)
    before = traces(temporary)
    for name in order:
        attacked(sandbox, ENTRIES[name], host, folder)
    assert traces(temporary) == before


def test_25_hostile_runs_leave_nothing_behind(forkserver, host, temporary):
    soak(forkserver, host, temporary, 25)


@pytest.mark.slow
def test_1000_hostile_runs_leave_nothing_behind(forkserver, host, temporary):
    soak(forkserver, host, temporary, 1000)
