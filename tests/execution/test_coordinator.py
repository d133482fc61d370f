"""Every job ends once, whatever happens on the way."""

from __future__ import annotations

import platform
import threading
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import CourseError, LeaseError, StorageError
from autograder.execution import ATTEMPTS, JobRecord, LocalEngine, ObservedLog, RunEvent, Slot, Unwritten, What
from tests.execution.jobs import Task, TaskOutcome, coordinator, ended, journal, run, tasks


def test_every_job_is_done_once(tmp_path: Path) -> None:
    with closing(journal(tmp_path)) as log:
        found = run(lambda task, slot, cancelled: task.name, log, tasks(50))
    assert Counter(end.value for end in found) == Counter(task.name for task in tasks(50))


def test_no_more_jobs_run_than_there_are_slots() -> None:
    held, most, guard = 0, 0, threading.Lock()

    def work(task: Task, slot: Slot, cancelled: Event) -> str:
        nonlocal held, most
        with guard:
            held += 1
            most = max(most, held)
        cancelled.wait(0.002)
        with guard:
            held -= 1
        return str(slot.number)

    found = run(work, Unwritten(), tasks(60), slots=3)
    assert most == 3
    assert {end.value for end in found} == {"0", "1", "2"}


def test_a_fault_of_ours_is_tried_again_up_to_a_cap(tmp_path: Path) -> None:
    tries: Counter[str] = Counter()

    def work(task: Task, slot: Slot, cancelled: Event) -> str:
        tries[task.name] += 1
        if task.name == "t00001":
            return "fault: the box was lost"
        return "fault once" if task.name == "t00002" and tries[task.name] == 1 else "fine"

    with closing(journal(tmp_path)) as log:
        found = {end.name: end for end in run(work, log, tasks(4))}
    assert tries == {"t00000": 1, "t00001": ATTEMPTS, "t00002": 2, "t00003": 1}
    assert found["t00001"].fault == "fault: the box was lost"
    assert {end.value for end in found.values() if not end.fault} == {"fine"}


def test_a_run_goes_on_where_it_was_stopped(tmp_path: Path) -> None:
    cancelled = Event()

    def work(task: Task, slot: Slot, stopped: Event) -> str:
        if task.name == "t00007":
            cancelled.set()
            stopped.wait(10)
        return task.name

    with closing(journal(tmp_path)) as log:
        first = {end.name for end in run(work, log, tasks(40), cancelled=cancelled)}
    assert "t00007" not in first
    with closing(journal(tmp_path)) as log:
        second = {end.name for end in run(lambda task, slot, stopped: task.name, log, tasks(40))}
    assert not first & second
    assert first | second == {task.name for task in tasks(40)}


def test_what_was_given_up_is_tried_afresh_by_the_next_run(tmp_path: Path) -> None:
    with closing(journal(tmp_path)) as log:
        run(lambda task, slot, cancelled: "fault", log, tasks(1))
    with closing(journal(tmp_path)) as log:
        (found,) = run(lambda task, slot, cancelled: "fine", log, tasks(1))
    assert (found.value, found.fault) == ("fine", "")


def test_an_error_of_the_caller_stops_what_is_under_way(tmp_path: Path) -> None:
    stopped: list[str] = []

    def work(task: Task, slot: Slot, cancelled: Event) -> str:
        if task.name == "t00000":
            return "first"
        assert cancelled.wait(10)
        stopped.append(task.name)
        return "late"

    with closing(journal(tmp_path)) as log:
        through = coordinator(work, log)
        log.enlist({task.name: JobRecord("x", "same") for task in tasks(3)})

        def fail(outcomes: Sequence[TaskOutcome]) -> Sequence[TaskOutcome]:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            through.run(tasks(3), take=fail, cancelled=Event())
        through.engine.close()
        assert "t00001" in stopped
        done = log.enlist({task.name: JobRecord("x", "same") for task in tasks(3)})
    assert dict(done) == {}


def test_an_error_of_a_job_is_a_fault_of_ours_at_this_job_alone() -> None:
    tries: Counter[str] = Counter()

    def work(task: Task, slot: Slot, cancelled: Event) -> str:
        tries[task.name] += 1
        if task.name == "t00001":
            raise ValueError("unforeseen")
        return "fine"

    found = {end.name: end for end in run(work, Unwritten(), tasks(5))}
    assert found.pop("t00001").fault == "ValueError: unforeseen"
    assert tries["t00001"] == ATTEMPTS
    assert [end.value for end in found.values()] == ["fine"] * 4


def test_a_job_that_cannot_be_submitted_is_given_up_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    submit = LocalEngine.submit

    def fail(engine: LocalEngine[Task, TaskOutcome], job: Task) -> object:
        if job.name == "t00001":
            raise PermissionError("cannot be sent")
        return submit(engine, job)

    monkeypatch.setattr(LocalEngine, "submit", fail)
    found = {end.name: end.fault for end in run(lambda task, slot, cancelled: "fine", Unwritten(), tasks(3))}
    assert found == {"t00000": "", "t00001": "PermissionError: cannot be sent", "t00002": ""}


@pytest.mark.parametrize("error", [StorageError("full"), CourseError(["wrong"]), LeaseError("another")])
def test_an_error_that_concerns_every_job_ends_the_run(error: Exception) -> None:
    def work(task: Task, slot: Slot, cancelled: Event) -> str:
        raise error

    with pytest.raises(type(error)):
        run(work, Unwritten(), tasks(5))


class Full(Unwritten):
    """A journal on a disk that is full, or fills up before something is written."""

    def __init__(self, *, at: What) -> None:
        self.at = at

    def write(self, events: Sequence[RunEvent]) -> None:
        if any(event.what in {self.at, What.STOPPED} for event in events):
            raise StorageError("the disk is full")


@pytest.mark.parametrize("at", [What.STARTED, What.DONE])
def test_a_journal_that_cannot_be_written_ends_the_run(at: What) -> None:
    with pytest.raises(StorageError, match="full"):
        run(lambda task, slot, cancelled: task.name, Full(at=at), tasks(5))


def test_each_observer_is_told_of_each_event_in_its_order() -> None:
    seen: list[RunEvent] = []
    run(lambda task, slot, cancelled: task.name, ObservedLog(Unwritten(), [seen.append]), tasks(3))
    for task in tasks(3):
        mine = [event for event in seen if event.name == task.name]
        assert [event.what for event in mine] == [What.STARTED, What.COLLECTED, What.DONE]
        assert {event.student for event in mine} == {task.student}
        assert [event.outcome is None for event in mine] == [True, False, False]
        assert mine[-1].outcome == replace(ended(task, task.name), node=platform.node(), result=task.name)


def test_an_observer_that_fails_stops_neither_the_run_nor_the_others(caplog: pytest.LogCaptureFixture) -> None:
    seen: list[RunEvent] = []

    def fail(event: RunEvent) -> None:
        raise BrokenPipeError("nobody reads")

    found = run(lambda task, slot, cancelled: "fine", ObservedLog(Unwritten(), [fail, seen.append]), tasks(4))
    assert [end.fault for end in found] == [""] * 4
    assert Counter(event.what for event in seen) == {What.STARTED: 4, What.COLLECTED: 4, What.DONE: 4}
    assert len(caplog.records) == 1  # its first error tells


@given(st.lists(st.sampled_from(["fine", "fault"]), max_size=12), st.integers(1, 4))
def test_each_job_ends_exactly_once_whatever_the_faults(outcomes: list[str], slots: int) -> None:
    script = iter(outcomes)
    guard = threading.Lock()

    def work(task: Task, slot: Slot, cancelled: Event) -> str:
        with guard:
            return next(script, "fine")

    found = run(work, Unwritten(), tasks(6), slots=slots)
    assert sorted(end.name for end in found) == [task.name for task in tasks(6)]
