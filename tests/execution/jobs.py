"""Small jobs for tests of what carries jobs: real agents, real journals, work that takes no time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event

from autograder.execution import (
    Agent,
    Coordinator,
    JobOutcome,
    JobRecord,
    Journal,
    LocalEngine,
    Log,
    RunEvent,
    Slot,
    What,
)


@dataclass(frozen=True)
class Task:
    """A job."""

    name: str

    @property
    def student(self) -> str:
        return self.name.upper()


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskOutcome(JobOutcome):
    """What a job gave."""

    value: str


Done = Callable[[Task, Slot, Event], str]


def doing(work: Done) -> Callable[[Task, Slot, Event], TaskOutcome]:
    """Return work for an agent, from a function that gives the value alone."""
    return lambda task, slot, cancelled: ended(task, work(task, slot, cancelled))


def ended(task: Task, value: str) -> TaskOutcome:
    return TaskOutcome(name=task.name, student=task.student, value=value)


def events(what: What, *names: str, **facts: str) -> list[RunEvent]:
    """Return the same event of several jobs; `facts` are of their outcomes."""
    outcomes = [JobOutcome(name=name, student=name.upper(), **facts) for name in names]
    return [RunEvent(what=what, name=each.name, student=each.student, outcome=each) for each in outcomes]


def tasks(count: int) -> list[Task]:
    return [Task(f"t{number:05}") for number in range(count)]


def journal(root: Path, *, clock: Callable[[], float] = lambda: 1000.0) -> Journal:
    """Open the journal of a run folder in `root`."""
    return Journal(root / "course.sqlite", root / "runs", assignment="digits", engine="local", clock=clock)


def coordinator(work: Done, log: Log, *, slots: int = 2) -> Coordinator[Task, TaskOutcome]:
    """Return a coordinator over an agent in this process; values that begin with "fault" are faults."""
    engine = LocalEngine(Agent(doing(work), [Slot(number) for number in range(slots)]))
    return Coordinator(
        engine,
        log,
        fault=lambda outcome: outcome.value if outcome.value.startswith("fault") else "",
        given_up=lambda job, reason: ended(job, f"given up: {reason}"),
    )


class Taken:
    """Takes outcomes of a coordinator, and names what is kept of each by its value."""

    def __init__(self) -> None:
        self.outcomes: list[TaskOutcome] = []

    def __call__(self, outcomes: Sequence[TaskOutcome]) -> Sequence[TaskOutcome]:
        self.outcomes += outcomes
        return [replace(each, result=each.value) for each in outcomes]


def run(
    work: Done, log: Log, todo: Sequence[Task], *, slots: int = 2, cancelled: Event | None = None
) -> list[TaskOutcome]:
    """Have jobs done, without those that the log knows to be done, and return them as they ended."""
    known = log.enlist({task.name: JobRecord(task.name, "same") for task in todo})
    through = coordinator(work, log, slots=slots)
    left = [task for task in todo if task.name not in known]
    taken = Taken()
    try:
        through.run(left, take=taken, cancelled=cancelled or Event())
    finally:
        through.engine.close()
    return taken.outcomes
