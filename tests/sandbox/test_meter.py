import os
import subprocess
import sys

import pytest

from autograder.records import Limits, Outcome
from autograder.sandbox.bubblewrap import Bubblewrap
from autograder.sandbox.cgroup import ControlGroup, Groups
from autograder.sandbox.meter import Meter
from autograder.sandbox.setup import descendants
from autograder.sandbox.verdict import Cut
from tests.sandbox.conftest import opened

UNCOUNTED = ControlGroup({})
SHARING = """
import os, sys, time
kept = bytearray(b"x" * (100 * 2**20))
children = [pid for pid in (os.fork() for _ in range(2)) if pid]
print("ready", flush=True)
time.sleep(60)
"""


@pytest.fixture
def sharing():
    """Three processes and more that hold the same 100 MB."""
    process = subprocess.Popen([sys.executable, "-c", SHARING], stdout=subprocess.PIPE)
    for _ in range(4):
        process.stdout.readline()
    yield process.pid
    for pid in (*descendants(process.pid), process.pid):
        os.kill(pid, 9)
    process.wait()
    process.stdout.close()


def test_memory_that_processes_share_counts_once(sharing):
    def members():
        return {sharing} | descendants(sharing)

    assert len(members()) == 4
    meter = Meter(UNCOUNTED, members, shared_mb=0.0)
    assert meter.excess(Limits(memory_mb=200)) is None
    assert meter.excess(Limits(memory_mb=90)) is Cut.MEMORY
    assert meter.peak_mb() > 100


def test_what_came_from_the_server_does_not_count(sharing):
    meter = Meter(UNCOUNTED, lambda: descendants(sharing), shared_mb=100.0)
    assert meter.excess(Limits(memory_mb=60)) is None


def test_a_process_that_is_gone_counts_nothing():
    assert Meter(UNCOUNTED, lambda: {2**22 - 1}, shared_mb=0.0).excess(Limits(memory_mb=1)) is None


def test_empty_files_count_where_no_control_group_does(box_of):
    script = "import os\nfor n in range(120_000): os.mkfifo(f'/dev/shm/{n}')\nimport time; time.sleep(5)"
    for backend in opened(Bubblewrap()):
        backend._groups = Groups({}, "not wanted here")
        with backend.run(box_of(script, memory_mb=64)) as result:
            assert (result.outcome, result.reason) == (Outcome.OUT_OF_MEMORY, "more than 64 MB of memory")
            assert 64 < result.usage.peak_memory_mb < 130
