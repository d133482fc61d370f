"""What happens in a run, and who is told of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from autograder.execution.outcome import JobOutcome


class What(StrEnum):
    """What happened.

    BEGAN: the run begins. QUEUED: a job waits. STARTED: it was given to an engine. COLLECTED: its outcome is here.
    SCORED: its result is kept. DONE and GIVEN_UP: that is written down, or that no node could do it. AGAIN: it failed
    because of us and waits again. STOPPED: the run was stopped.
    """

    BEGAN = "began"
    QUEUED = "queued"
    STARTED = "started"
    COLLECTED = "collected"
    SCORED = "scored"
    DONE = "done"
    GIVEN_UP = "given_up"
    AGAIN = "again"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEvent:
    """Something happened in a run: to one of its jobs, where `name` names one.

    `student` is whose the job is, `outcome` how it ended, in events of its end.
    """

    what: What
    name: str = ""
    student: str = ""
    outcome: JobOutcome | None = None


Observer: TypeAlias = Callable[[RunEvent], None]
"""Is told of each event, on one of two threads: that which has jobs done, and that which takes what they gave.

What both may touch it guards itself. What it fails at stops nothing: neither the run nor the other observers.
"""
