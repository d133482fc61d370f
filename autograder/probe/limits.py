"""End a run inside its own process shortly before the supervisor kills it, so that what exists can be handed over."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from autograder.contracts import OutOfTime
from autograder.protocol.jobs import RunJob
from autograder.records import FailureKind

LEAST_S = 0.01
STARVED_S = 1.0
"""Seconds of processor time in which a kernel stops that minds; with less it is waited for once more."""


class OutOfProcessorTime(OutOfTime):
    """The soft limit on processor time was reached."""


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


@contextmanager
def soft_cpu_limit(seconds: float) -> Iterator[None]:
    """Raise `OutOfProcessorTime` in the main thread when this process has used so many seconds in all, once."""

    def ring(signum: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signature of a handler
        raise OutOfProcessorTime("the processor time for this submission is over")

    previous = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, max(LEAST_S, seconds - time.process_time()))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, previous)


def left_s(seconds: float) -> float:
    """Return how much of a time is left: as much as the limit in force leaves of it."""
    outer = signal.getitimer(signal.ITIMER_REAL)[0]
    return min(seconds, outer or seconds)


def grace_s(soft_s: float) -> float:
    """Return how long a box lives on after its soft limit; see `collect.task`."""
    return min(15.0, soft_s / 3)


@dataclass(frozen=True, slots=True)
class SoftLimits:
    """When a run is asked to stop: in seconds, in seconds of processor time, and on the clock of all processes."""

    wall_s: float
    cpu_s: float
    deadline: float

    @classmethod
    def from_now(cls, job: RunJob) -> SoftLimits:
        """Return the limits of a run that starts now."""
        return cls(job.soft_s, job.soft_cpu_s, time.monotonic() + job.soft_s)

    def for_hand_over_s(self) -> float:
        """Return how long the hand-over may take: what the run has left, or else most of the grace."""
        return max(self.deadline - time.monotonic(), 2 / 3 * grace_s(self.wall_s))

    def for_hand_over_cpu_s(self) -> float:
        """Return how much processor time this process may have used when the hand-over ends; likewise."""
        return max(self.cpu_s, time.process_time() + 2 / 3 * grace_s(self.cpu_s))


@dataclass(slots=True)
class Clock:
    """When the cells' time is over, and which of the two was over while a cell ran: the kind of the failure."""

    deadline: float
    cpu_s: float
    patience_s: float
    over: FailureKind | None = None
    running: bool = False

    def reached(self, cpu_s: float) -> FailureKind | None:
        """Return the kind of the failure where the time is over, or so much processor time is too much; else None."""
        if time.monotonic() >= self.deadline:
            return FailureKind.TIMED_OUT
        return FailureKind.PROCESSOR_TIME if cpu_s >= self.cpu_s else None

    async def wait(self, cpu_s: Callable[[], float]) -> None:
        """Wait for a kernel that was asked to stop, twice as long where it hardly had a processor."""
        used = cpu_s()
        await asyncio.sleep(self.patience_s)
        if cpu_s() - used < STARVED_S:
            await asyncio.sleep(self.patience_s)
