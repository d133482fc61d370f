"""No more jobs run than the machine bears."""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, BrokenBarrierError, Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.execution import Agent, Slot, available_mb
from tests.execution.jobs import Task, doing, tasks


def met(fits: Callable[[], bool], seconds: float) -> list[bool]:
    """Return, for each of two jobs with two slots, whether the other came beside it within some seconds."""
    barrier = Barrier(2)

    def work(task: Task, slot: Slot, cancelled: Event) -> str:
        try:
            barrier.wait(seconds)
        except BrokenBarrierError:
            return "alone"
        return "beside"

    agent = Agent(doing(work), [Slot(0), Slot(1)], fits=fits)
    with ThreadPoolExecutor(2) as pool:
        return [outcome.value == "beside" for outcome in pool.map(agent.run, tasks(2))]


@pytest.mark.parametrize("enough", [True, False])
def test_a_second_job_starts_beside_the_first_only_where_memory_is_left_for_it(enough: bool) -> None:
    assert met(lambda: enough, 30 if enough else 0.5) == [enough, enough]


@given(kib=st.integers(0, 2**40))
def test_the_kernels_own_figure_is_read(kib: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "meminfo"
    path.write_text(f"MemTotal:       99 kB\nMemFree:        1 kB\nMemAvailable:   {kib} kB\n")
    assert available_mb(path) == kib / 1024


def test_a_machine_that_does_not_tell_is_trusted(tmp_path: Path) -> None:
    assert available_mb(tmp_path / "none") == math.inf
    assert 0 < available_mb() < math.inf
