"""What happens in a run, and who is told of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class What(StrEnum):
    """What happened.

    BEGAN: the run begins. QUEUED: a job waits. STARTED: it was given to an engine. COLLECTED: its value is here.
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

    `student` is whose the job is, `node` and `device` where it was done, `reason` why it gave no result because of us;
    `result` is a digest of the result that it gave.
    """

    what: What
    name: str = ""
    student: str = ""
    node: str = ""
    device: str = ""
    reason: str = ""
    result: str = ""


Observer: TypeAlias = Callable[[RunEvent], None]
"""Is told of each event, on one of two threads: that which has jobs done, and that which takes what they gave.

What both may touch it guards itself. What it fails at stops nothing: neither the run nor the other observers.
"""
