"""What every engine must keep; the fixture `made` opens those that are here."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import Any, TypeAlias

import pytest

from autograder.errors import EngineError, NodeError
from autograder.execution import Agent, Engine, LocalEngine, Slot
from tests.execution.jobs import Task, TaskOutcome, doing

SLOTS, PATIENCE_S = 2, 30.0
Made: TypeAlias = Callable[[], Engine[Task, TaskOutcome]]


class Opened:
    """Opens the agent of a node; jobs leave a file when they begin, and when they are ended early."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, slots: int = SLOTS, visible: str | None = None) -> Agent[Task, TaskOutcome]:
        return Agent(doing(self.work), [Slot(number) for number in range(slots)])

    def work(self, task: Task, slot: Slot, cancelled: Event) -> str:
        (self.folder / f"{task.name}.begun").touch()
        if task.name == "broken":
            raise ValueError("it broke")
        if task.name.startswith("endless"):
            cancelled.wait(PATIENCE_S)
        if cancelled.is_set():
            (self.folder / f"{task.name}.ended").touch()
        return f"{task.name} is done"


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    distributed = pytest.importorskip("distributed", reason="DASK TESTS SKIPPED: the extra “cluster” is not installed")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=SLOTS, dashboard_address=":0", host="127.0.0.1", silence_logs=logging.CRITICAL
    ) as made:
        made.wait_for_workers(1)
        yield made


@pytest.fixture(params=["local", "dask"])
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Made:
    """Return a function that opens an engine of two slots."""
    if request.param == "local":
        return lambda: LocalEngine(Opened(tmp_path)())
    address = request.getfixturevalue("cluster").scheduler_address
    from autograder.execution.clusters import DaskEngine, connected

    return lambda: DaskEngine(connected(address), "test", Opened(tmp_path))


@pytest.fixture
def engine(made: Made) -> Iterator[Engine[Task, TaskOutcome]]:
    with closing(made()) as opened:
        yield opened


def wait_for(path: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not path.exists():
        assert time.monotonic() < deadline, f"{path.name} was never there"
        time.sleep(0.02)


def test_it_has_a_name_and_room(engine: Engine[Task, TaskOutcome]) -> None:
    assert engine.name
    assert engine.capacity() == SLOTS


def test_every_outcome_is_of_its_job(engine: Engine[Task, TaskOutcome]) -> None:
    futures = {name: engine.submit(Task(name)) for name in ("a", "b", "c", "d", "e")}
    for name, future in futures.items():
        outcome = future.result(PATIENCE_S)
        assert (outcome.name, outcome.student, outcome.value) == (name, name.upper(), f"{name} is done")
        assert outcome.node


def test_a_job_that_breaks_says_why_and_the_next_is_done(engine: Engine[Task, TaskOutcome]) -> None:
    with pytest.raises((ValueError, NodeError), match="it broke"):
        engine.submit(Task("broken")).result(PATIENCE_S)
    assert engine.submit(Task("next")).result(PATIENCE_S).value == "next is done"


def test_a_cancelled_job_ends_and_gives_its_room_back(engine: Engine[Task, TaskOutcome], tmp_path: Path) -> None:
    futures = [engine.submit(Task(f"endless{number}")) for number in range(SLOTS)]
    for number in range(SLOTS):
        wait_for(tmp_path / f"endless{number}.begun")
        engine.cancel(f"endless{number}")
    for number, future in enumerate(futures):
        with pytest.raises(CancelledError):
            future.result(PATIENCE_S)
        wait_for(tmp_path / f"endless{number}.ended")
    assert engine.submit(Task("next")).result(PATIENCE_S).value == "next is done"


def test_what_does_not_run_can_be_cancelled_without_harm(engine: Engine[Task, TaskOutcome]) -> None:
    assert engine.submit(Task("a")).result(PATIENCE_S)
    engine.cancel("a")
    engine.cancel("nobody")
    assert engine.submit(Task("b")).result(PATIENCE_S).value == "b is done"


def test_closing_ends_what_runs_and_nothing_is_taken_any_more(made: Made, tmp_path: Path) -> None:
    engine = made()
    running = engine.submit(Task("endless"))
    wait_for(tmp_path / "endless.begun")
    engine.close()
    with pytest.raises(CancelledError):
        running.result(PATIENCE_S)
    wait_for(tmp_path / "endless.ended")
    with pytest.raises(EngineError):
        engine.submit(Task("late"))
