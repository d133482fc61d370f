"""End a run inside its own process shortly before the supervisor kills it, so that what exists can be handed over."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class OutOfTime(BaseException):
    """The soft limit was reached. Not an `Exception`, so that ordinary handlers let it pass."""


@contextmanager
def soft_limit(seconds: float) -> Iterator[None]:
    """Raise `OutOfTime` in the main thread after so many seconds, once."""

    def ring(signum: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signature of a handler
        raise OutOfTime("the time for this submission is over")

    previous = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
