"""A Dask cluster has jobs done as this process does: once each, and again where a node dies."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from autograder.errors import EngineError
from autograder.execution import Agent, Coordinator, JobRecord, Slot
from tests.execution.jobs import Taken, Task, TaskOutcome, doing, ended, journal, tasks
from tests.execution.nodes import Nodes

distributed = pytest.importorskip("distributed", reason="DASK TESTS SKIPPED: the extra “cluster” is not installed")


class Opened:
    """Opens the agent of a node, whose jobs leave a line in a folder when they begin and when they end."""

    def __init__(self, folder: Path, seconds: float = 0.05) -> None:
        self.folder, self.seconds = folder, seconds

    def __call__(self, slots: int, visible: str | None) -> Agent[Task, TaskOutcome]:
        return Agent(doing(self.work), [Slot(number) for number in range(slots)])

    def work(self, task: Task, slot: Slot, cancelled: Event) -> str:
        mine = self.folder / f"{task.name}-{os.getpid()}"
        mine.with_suffix(".begun").touch()
        cancelled.wait(30 if task.name == "endless" else self.seconds)
        mine.with_suffix(".stopped" if cancelled.is_set() else ".done").touch()
        return task.name


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=2, dashboard_address=":0", host="127.0.0.1", silence_logs=logging.CRITICAL
    ) as made:
        made.wait_for_workers(2)
        yield made


def engine(cluster: Any, opened: Opened) -> Any:
    from autograder.execution.clusters import DaskEngine, connected

    return DaskEngine(connected(cluster.scheduler_address), "test", opened)


def through(carrier: Any, root: Path, todo: list[Task], disturb: threading.Thread | None = None) -> Counter[str]:
    with closing(journal(root)) as log:
        log.enlist({task.name: JobRecord("x", "same") for task in todo})
        coordinator = Coordinator(carrier, log, lambda _: "", ended)
        if disturb:
            disturb.start()
        taken = Taken()
        coordinator.run(todo, take=taken, cancelled=Event())
        return Counter(outcome.value for outcome in taken.outcomes)


def test_jobs_are_done_once_by_both_nodes_and_one_that_dies_is_made_up_for(cluster: Any, tmp_path: Path) -> None:
    opened = Opened(tmp_path)

    def kill() -> None:
        time.sleep(0.4)
        os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)

    with closing(engine(cluster, opened)) as carrier:
        assert carrier.capacity() == 4
        done = through(carrier, tmp_path, tasks(60), threading.Thread(target=kill))
    assert done == Counter(task.name for task in tasks(60))
    assert len({path.name.rpartition("-")[2] for path in tmp_path.glob("*.begun")}) >= 2


def test_a_job_that_is_cancelled_ends_on_its_node(cluster: Any, tmp_path: Path) -> None:
    with closing(engine(cluster, Opened(tmp_path))) as carrier:
        future = carrier.submit(Task("endless"))
        while not list(tmp_path.glob("endless-*.begun")):
            time.sleep(0.02)
        carrier.cancel("endless")
        with pytest.raises(CancelledError):
            future.result(10)
        deadline = time.monotonic() + 10
        while not list(tmp_path.glob("endless-*.stopped")):
            assert time.monotonic() < deadline
            time.sleep(0.02)


def test_a_run_that_goes_on_ends_what_the_one_before_had_under_way(cluster: Any, tmp_path: Path) -> None:
    with closing(engine(cluster, Opened(tmp_path))) as killed:
        killed.submit(Task("endless"))
        while not list(tmp_path.glob("endless-*.begun")):
            time.sleep(0.02)
        with closing(engine(cluster, Opened(tmp_path))):
            assert list(tmp_path.glob("endless-*.stopped"))


def test_a_scheduler_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from autograder.execution import clusters

    monkeypatch.setattr(clusters, "PATIENCE_S", 0.5)
    with pytest.raises(EngineError, match=r"expected a Dask scheduler at tcp://127\.0\.0\.1:9"):
        clusters.connected("tcp://127.0.0.1:9")


def test_a_scheduler_that_went_away_is_told_however_long_ago(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from autograder.execution import clusters

    monkeypatch.setattr(clusters, "PATIENCE_S", 0.5)
    nodes = Nodes(tmp_path, environments=())
    nodes.start()
    try:
        client = clusters.connected(nodes.address)
        with closing(clusters.DaskEngine(client, "test", Opened(tmp_path))) as engine:
            nodes.scheduler.kill()
            with pytest.raises(EngineError, match="the Dask scheduler is gone"):
                engine.capacity()
            while client.status != "closed":
                time.sleep(0.1)
            with pytest.raises(EngineError, match="the Dask scheduler is gone"):
                engine.capacity()
            with pytest.raises(EngineError, match="the Dask scheduler is gone"):
                engine.submit(Task("late"))
    finally:
        nodes.stop()


def test_a_node_that_cannot_grade_is_told(cluster: Any) -> None:
    def opened(slots: int, visible: str | None) -> Agent[Task, TaskOutcome]:
        raise ValueError("no sandbox here")

    with pytest.raises(EngineError, match="no sandbox here"):
        engine(cluster, opened)  # type: ignore[arg-type]
