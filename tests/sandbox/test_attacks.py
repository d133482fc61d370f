"""The self-test's attacks notice what nothing limits."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.sandbox import attacks

LIMITED = f"""
import os, resource, runpy
attack = runpy.run_path({attacks.__file__!r})["process_count"]
os.setuid(54321)
resource.setrlimit(resource.RLIMIT_NPROC, (1, 1))
print(*attack({{"processes": 4}}))
"""


def children() -> str:
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text()


def test_processes_that_nothing_limits_are_started_and_leave_nothing() -> None:
    before = children()
    assert list(attacks.process_count({"processes": 5})) == ["processes could be started without end"]
    assert children() == before


@pytest.mark.skipif(os.geteuid() != 0, reason="gives up root")
def test_a_limit_that_lets_nothing_start_is_not_taken_for_one_that_holds() -> None:
    done = subprocess.run([sys.executable, "-I", "-c", LIMITED], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "no conclusion, as not even one process could be started (see ulimit -u)", done.stderr
