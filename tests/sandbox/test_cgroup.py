import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from autograder.sandbox import cgroup
from autograder.sandbox.cgroup import PREFIX, ControlGroup, Groups


@pytest.fixture
def groups():
    found = Groups.find()
    if found.missing:
        pytest.skip(found.missing)
    return found


def join(group: ControlGroup, command: str) -> subprocess.Popen:
    enter = "".join(f"echo 0 > {door}; " for door in group.doors)
    return subprocess.Popen(["/bin/sh", "-c", enter + command])


def test_a_group_counts_and_ends_its_processes(groups):
    group = groups.create(memory_mb=64, processes=10)
    process = join(group, "exec sleep 60")
    while not group.peak_mb():
        time.sleep(0.01)
    assert group.counts_memory
    assert group.memory_kills() == 0
    group.close()
    assert process.wait(5) == -signal.SIGKILL
    assert not any(folder.exists() for folder in group.folders.values())


def test_the_kernel_counts_what_it_killed_for_memory(groups):
    group = groups.create(memory_mb=16, processes=10)
    process = join(group, "exec head -c 200M /dev/zero | tail")
    process.wait(20)
    assert group.memory_kills() >= 1
    group.close()


def test_processes_that_were_refused_are_counted(groups):
    group = groups.create(memory_mb=64, processes=4)
    join(group, "for i in 1 2 3 4 5 6 7 8; do sleep 5 & done; true").wait(20)
    assert group.refusals() >= 1
    group.close()


def test_processor_time_is_counted(groups):
    group = groups.create(memory_mb=64, processes=10)
    join(group, "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done").wait(30)
    assert 0.01 < (group.cpu_s() or 0) < 10
    group.close()


def test_groups_of_a_coordinator_that_died_are_removed(groups):
    parent = next(iter(groups.parents.values()))
    dead = subprocess.Popen(["true"])
    dead.wait()
    left = parent / f"{PREFIX}-{dead.pid}-abc"
    left.mkdir()
    own = parent / f"{PREFIX}-{os.getpid()}-abc"
    own.mkdir()
    Groups.find()
    assert (left.exists(), own.exists()) == (False, True)
    own.rmdir()


@pytest.fixture
def unified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files of a delegated group of version 2, as far as this package reads and writes them.

    A tree of files: a kernel whose controllers are in version 1 has none to offer in version 2.
    """
    own = next(line[3:] for line in Path("/proc/self/cgroup").read_text().splitlines() if line.startswith("0::"))
    folder = tmp_path / own.lstrip("/")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cgroup.subtree_control").write_text("cpu memory pids\n")
    monkeypatch.setattr(cgroup, "_mounts", lambda: iter([(tmp_path, "cgroup2", "rw,nsdelegate")]))
    return folder


def version_2(folder: Path) -> ControlGroup:
    """A group as the kernel fills it, with its processes gone."""
    for name, text in {
        "cgroup.procs": "",
        "memory.max": "max\n",
        "memory.swap.max": "max\n",
        "memory.events": "low 0\nhigh 0\nmax 7\noom 2\noom_kill 3\noom_group_kill 0\n",
        "memory.peak": f"{64 * 2**20}\n",
        "pids.max": "max\n",
        "cpu.stat": "usage_usec 2500000\nuser_usec 2000000\nsystem_usec 500000\n",
    }.items():
        (folder / name).write_text(text)
    return ControlGroup(dict.fromkeys(("memory", "pids", "cpuacct", "unified"), folder))


def test_every_controller_of_version_2_has_one_folder(unified):
    assert cgroup._version_2() == dict.fromkeys(("memory", "pids", "cpuacct", "cpu", "unified"), unified)
    (unified / "cgroup.subtree_control").write_text("memory pids\n")
    assert cgroup._version_2() == dict.fromkeys(("memory", "pids", "cpuacct", "unified"), unified)


def test_version_2_without_delegated_controllers_only_ends_processes(unified):
    (unified / "cgroup.subtree_control").write_text("cpu\n")
    assert list(cgroup._version_2()) == ["unified"]


def test_limits_and_figures_of_version_2_are_its_own(unified):
    group = version_2(unified)
    cgroup._limit(group, memory_bytes=2**28, processes=40)
    assert (unified / "memory.max").read_text() == str(2**28)
    assert (unified / "memory.swap.max").read_text() == "0"
    assert (unified / "pids.max").read_text() == "40"
    assert (group.memory_kills(), group.cpu_s(), group.peak_mb()) == (3, 2.5, 64.0)
    assert group.doors == (str(unified / "cgroup.procs"),)


def test_every_process_of_a_real_group_of_version_2_is_ended(groups):
    if "unified" not in groups.parents:
        pytest.skip("this machine has no control groups of version 2")
    group = Groups({"unified": groups.parents["unified"]}, "").create(memory_mb=64, processes=10)
    process = join(group, "trap '' TERM; sleep 60 & sleep 60")
    while not group._members():
        time.sleep(0.01)
    group.close()
    assert process.wait(5) == -signal.SIGKILL
