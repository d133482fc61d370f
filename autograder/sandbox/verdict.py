"""Decide how a box ended, from what the supervisor saw and never from what the box printed."""

from __future__ import annotations

import signal
from dataclasses import dataclass
from enum import StrEnum

from autograder.records import Limits, Outcome


class Cut(StrEnum):
    """Why the supervisor ended a box before it ended itself."""

    CANCELLED = "cancelled"
    WALL = "wall"
    CPU = "cpu"
    MEMORY = "memory"
    OUTPUT = "output"
    PROCESSES = "processes"


@dataclass(frozen=True, slots=True)
class BoxExit:
    """What the supervisor saw of a box's end.

    `ready` says that the rights were given up and the task began, `done` that it left its mark at the end,
    `status` is the exit status, 128 plus the signal's number where a signal ended it; None where it is unknown.
    """

    ready: bool
    done: bool
    status: int | None
    cut: Cut | None
    memory_kills: int
    cpu_s: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a box ended, with a sentence for staff."""

    outcome: Outcome
    reason: str


def judge(ending: BoxExit, limits: Limits, *, complaint: str = "") -> Verdict:
    """Return how a box ended.

    Args:
        ending: What the supervisor saw.
        limits: What the box was allowed.
        complaint: What the box's own set-up said on its standard error, for a fault of ours.
    """
    cut, status = ending.cut, ending.status
    cpu = cut is Cut.CPU or _out_of_cpu(ending, limits)
    by_signal = status is not None and status > 128
    rules = (
        (cut is Cut.CANCELLED, Outcome.KILLED, "cancelled"),
        (not ending.ready, Outcome.SANDBOX_FAULT, f"the box did not start (status {status}): {complaint.strip()}"),
        (
            ending.memory_kills > 0 or cut is Cut.MEMORY,
            Outcome.OUT_OF_MEMORY,
            f"more than {limits.memory_mb} MB of memory",
        ),
        (
            cut is Cut.PROCESSES,
            Outcome.KILLED,
            f"more than {limits.processes} processes and threads, again and again",
        ),
        (cut is Cut.WALL, Outcome.TIMED_OUT, f"more than {limits.wall_s:g} s"),
        (cpu, Outcome.TIMED_OUT, f"more than {limits.cpu_s:g} s of processor time"),
        (cut is Cut.OUTPUT, Outcome.KILLED, f"more than {limits.output_mb} MB of output"),
        (status is None, Outcome.SANDBOX_FAULT, "what ran the box was killed from outside"),
        (status == 0 and ending.done, Outcome.OK, ""),
        (status == 0, Outcome.CRASHED, "ended before the task was done"),
        (by_signal, Outcome.CRASHED, f"ended by {_signal((status or 0) - 128)}"),
    )
    found = (Verdict(outcome, reason) for applies, outcome, reason in rules if applies)
    return next(found, Verdict(Outcome.CRASHED, f"ended with status {status}"))


def _out_of_cpu(ending: BoxExit, limits: Limits) -> bool:
    return ending.status == 128 + signal.SIGXCPU or (
        ending.status == 128 + signal.SIGKILL and ending.cpu_s >= limits.cpu_s
    )


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
