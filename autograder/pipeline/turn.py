"""Whose turn it is to grade: a batch holds a lock that others share, a push waits until it has the lock alone.

The system lets go of the lock when a process dies, however it dies.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

NAME = "grading.lock"
PAUSE_S = 0.2


@contextmanager
def batch_turn(folder: Path) -> Iterator[None]:
    """Let pushes wait while the block runs; other batches do not, and nothing is waited for."""
    with _opened(folder) as lock:
        _take(lock, fcntl.LOCK_SH)
        yield


@contextmanager
def push_turn(folder: Path, *, cancelled: Event, waiting: Callable[[], None]) -> Iterator[bool]:
    """Wait until nobody else grades; yield whether that came before `cancelled` was set.

    Args:
        folder: the course's folder for what autograder keeps.
        cancelled: ends the wait.
        waiting: called once, if there is something to wait for.
    """
    with _opened(folder) as lock:
        alone = _take(lock, fcntl.LOCK_EX)
        if not alone:
            waiting()
        while not alone and not cancelled.wait(PAUSE_S):
            alone = _take(lock, fcntl.LOCK_EX)
        yield alone


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    folder.mkdir(parents=True, exist_ok=True)
    lock = os.open(folder / NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        yield lock
    finally:
        os.close(lock)


def _take(lock: int, how: int) -> bool:
    try:
        fcntl.flock(lock, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
