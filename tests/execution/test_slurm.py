"""A real Slurm starts pilots for a run; each job sees the device of its pilot, and no pilot outlives its run."""

from __future__ import annotations

import os
import platform
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest

from autograder.execution import Agent, Coordinator, JobRecord, Slot
from autograder.execution.gpus import Card, chosen, slots_on
from tests.execution import slurm
from tests.execution.jobs import Taken, Task, TaskOutcome, doing, ended, journal, tasks

pytest.importorskip("dask_jobqueue", reason="SLURM TESTS SKIPPED: the extra “cluster” is not installed")

SHARE = 2
CARDS = (Card("0", 16384), Card("1", 16384))


@pytest.fixture
def manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    missing = slurm.missing()
    if missing or os.geteuid() != 0:
        pytest.skip(f"SLURM TESTS SKIPPED: root and Debian's slurm-wlm and munge are needed; missing: {missing}")
    folder = tmp_path / "slurm"
    folder.mkdir()
    with slurm.cluster(folder) as conf:
        monkeypatch.setenv("SLURM_CONF", str(conf))
        yield


class Opened:
    """Opens the agent of a pilot, which shares the device that Slurm gave it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, slots: int, visible: str | None) -> Agent[Task, TaskOutcome]:
        return Agent(doing(self.work), slots_on(chosen(CARDS, "all", visible), SHARE)[:slots])

    def work(self, task: Task, slot: Slot, cancelled: Event) -> str:
        began = time.time()
        cancelled.wait(0.1)
        (self.folder / task.name).write_text(f"{slot.gpu} {began} {time.time()}")
        return task.name


def jobs_of_slurm() -> str:
    return subprocess.run(["squeue", "-h", "-o", "%j"], check=True, capture_output=True, text=True).stdout


def test_a_run_is_done_by_pilots_each_with_its_device(manager: None, tmp_path: Path) -> None:
    import dask

    from autograder.execution.clusters import DaskEngine
    from autograder.execution.clusters import slurm as pilots

    done = tmp_path / "done"
    done.mkdir()
    left = ["sbatch", "--job-name=autograder-run", "--wrap", "sleep 600", "--output=/dev/null"]
    subprocess.run(left, check=True, capture_output=True)
    settings = {"jobqueue.slurm.job-extra-directives": ["--gres=gpu:1"], "jobqueue.slurm.memory": "2GiB"}
    with dask.config.set(settings):
        client = pilots("run", 2, SHARE, tmp_path / "logs")
        client.wait_for_workers(2, timeout=120)
    with closing(DaskEngine(client, "run", Opened(done))) as engine, closing(journal(tmp_path)) as log:
        log.enlist({task.name: JobRecord("x", "same") for task in tasks(40)})
        coordinator = Coordinator(engine, log, lambda _: "", ended)
        assert jobs_of_slurm().split() == ["autograder-run"] * 2
        taken = Taken()
        coordinator.run(tasks(40), take=taken, cancelled=Event())
    assert Counter(outcome.value for outcome in taken.outcomes) == Counter(task.name for task in tasks(40))
    assert {outcome.node for outcome in taken.outcomes} == {platform.node()}
    seen = [path.read_text().split() for path in done.iterdir()]
    assert {device for device, _, _ in seen} == {"0", "1"}
    assert all(most_at_once(seen, device) <= SHARE for device in ("0", "1"))
    deadline = time.monotonic() + 60
    while jobs_of_slurm():
        assert time.monotonic() < deadline
        time.sleep(0.5)


def most_at_once(seen: list[list[str]], device: str) -> int:
    """Return how many jobs were on a device at once."""
    spans = [(float(began), float(ended)) for name, began, ended in seen if name == device]
    return max(sum(began <= at < ended for began, ended in spans) for at, _ in spans)
