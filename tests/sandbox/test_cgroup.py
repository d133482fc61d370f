import os
import signal
import subprocess
import time

import pytest

from autograder.sandbox.cgroup import PREFIX, Group, Groups


@pytest.fixture
def groups():
    found = Groups.find()
    if found.missing:
        pytest.skip(found.missing)
    return found


def join(group: Group, command: str) -> subprocess.Popen:
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
