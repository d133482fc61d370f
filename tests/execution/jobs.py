"""Small jobs for tests of what carries jobs: real agents, real journals, work that takes no time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from autograder.execution import Agent, Coordinator, Ended, JobRecord, Journal, LocalEngine, Log, RunEvent, Slot, What

Done = Callable[["Task", Slot, Event], str]


@dataclass(frozen=True)
class Task:
    """A job."""

    name: str

    @property
    def student(self) -> str:
        return self.name.upper()


def events(what: What, *names: str, **facts: str) -> list[RunEvent]:
    """Return the same event of several jobs."""
    return [RunEvent(what=what, name=name, student=name.upper(), **facts) for name in names]


def tasks(count: int) -> list[Task]:
    return [Task(f"t{number:05}") for number in range(count)]


def journal(root: Path, *, clock: Callable[[], float] = lambda: 1000.0) -> Journal:
    """Open the journal of a run folder in `root`."""
    return Journal(root / "course.sqlite", root / "runs", assignment="digits", engine="local", clock=clock)


def coordinator(work: Done, log: Log, *, slots: int = 2) -> Coordinator[Task, str]:
    """Return a coordinator over an agent in this process; values that begin with "fault" are faults."""
    engine: LocalEngine[Task, str] = LocalEngine(Agent(work, [Slot(number) for number in range(slots)]))
    return Coordinator(
        engine,
        log,
        fault=lambda value: value if value.startswith("fault") else "",
        given_up=lambda job, reason: f"given up: {reason}",
        digest=lambda value: value,
    )


def run(
    work: Done, log: Log, todo: Sequence[Task], *, slots: int = 2, cancelled: Event | None = None
) -> list[Ended[Task, str]]:
    """Have jobs done, without those that the log knows to be done, and return them as they ended."""
    known = log.enlist({task.name: JobRecord(task.name, "same") for task in todo})
    through = coordinator(work, log, slots=slots)
    left = [task for task in todo if task.name not in known]
    try:
        return [end for ended in through.run(left, cancelled=cancelled or Event()) for end in ended]
    finally:
        through.engine.close()
