"""End a run inside its own process shortly before the supervisor kills it, so that what exists can be handed over."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Any

LEAST_S = 0.01


class OutOfTime(BaseException):
    """The soft limit was reached. Not an `Exception`, so that ordinary handlers let it pass."""


@contextmanager
def soft_limit(seconds: float) -> Iterator[None]:
    """Raise `OutOfTime` in the main thread after so many seconds, once; inside another limit never after that one's."""

    def ring(signum: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signature of a handler
        raise OutOfTime("the time for this submission is over")

    started, outer = time.monotonic(), signal.getitimer(signal.ITIMER_REAL)[0]
    previous = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, max(LEAST_S, min(seconds, outer or seconds)))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
        if outer:
            signal.setitimer(signal.ITIMER_REAL, max(LEAST_S, outer - (time.monotonic() - started)))


def left_s(seconds: float) -> float:
    """Return how much of a time is left: as much as the limit in force leaves of it."""
    outer = signal.getitimer(signal.ITIMER_REAL)[0]
    return min(seconds, outer or seconds)


def grace_s(soft_s: float) -> float:
    """Return how long a box lives on after its soft limit; see `collect.task`."""
    return min(15.0, soft_s / 3)


def with_deadline(job: Mapping[str, Any]) -> dict[str, Any]:
    """Return a job that knows when its soft limit is reached, counted from now, on the clock of all processes."""
    return {**job, "deadline": time.monotonic() + float(job["soft_s"])}


def for_hand_over_s(job: Mapping[str, Any]) -> float:
    """Return how long the hand-over may take: what the run has left, or else most of the grace."""
    return max(float(job["deadline"]) - time.monotonic(), 2 / 3 * grace_s(float(job["soft_s"])))
