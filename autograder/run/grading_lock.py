"""Whose turn it is: to grade for a course, and to write into a run folder.

A batch holds the course's lock, which others share; a push waits until it has the lock alone. Who writes into a run
folder has it alone, or shares it and has those students alone whose work it grades.

The system lets go of a lock when a process dies, however it dies.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from threading import Event

from autograder.errors import LeaseError
from autograder.process_identity import ProcessIdentity
from autograder.wire import slug

NAME = "grading.lock"
PAUSE_S = 0.2
PATIENCE_S = 10.0
"""How long a command waits for others that write into its run folder beside each other."""


@contextmanager
def batch_turn(folder: Path) -> Iterator[None]:
    """Let pushes wait while the block runs; other batches do not, and nothing is waited for."""
    with _opened(folder / NAME) as lock:
        _take(lock, fcntl.LOCK_SH)
        yield


@contextmanager
def push_turn(folder: Path, results: Path, *, cancelled: Event, waiting: Callable[[], None]) -> Iterator[bool]:
    """Wait until nobody else grades; yield whether that came before `cancelled` was set.

    One push of a repository waits for the course's turn, others of the same repository for that one: who pushes again
    and again has as many chances as who pushes once.

    Args:
        folder: the course's folder for what autograder keeps.
        results: the repository's folder for results.
        cancelled: ends the wait.
        waiting: called once, if there is something to wait for.
    """
    told = cache(waiting)
    with _opened(results / f".{NAME}") as mine, _opened(folder / NAME) as lock:
        yield _waited(mine, cancelled, told) and _waited(lock, cancelled, told)


def _waited(lock: int, cancelled: Event, waiting: Callable[[], None]) -> bool:
    """Wait for a lock; return whether it came before `cancelled` was set."""
    alone = _take(lock, fcntl.LOCK_EX)
    if not alone:
        waiting()
    while not alone and not cancelled.wait(PAUSE_S):
        alone = _take(lock, fcntl.LOCK_EX)
    return alone


@contextmanager
def writing(out: Path, students: Sequence[str] = ()) -> Iterator[None]:
    """Write into a run folder: alone, or, where students are named, beside others who write about other students.

    Raises:
        LeaseError: another command does.
    """
    locks = out / ".store" / "locks"
    with ExitStack() as stack:
        run = stack.enter_context(_opened(locks / "run"))
        _wait(run, fcntl.LOCK_SH if students else fcntl.LOCK_EX, out)
        mine = ProcessIdentity.current()
        os.ftruncate(run, 0)
        if not students:
            os.pwrite(run, f"process {mine.pid} on {mine.host}".encode(), 0)
            stack.callback(os.ftruncate, run, 0)
        for name in sorted({slug(student) for student in students}):
            _wait(stack.enter_context(_opened(locks / f"student-{name}")), fcntl.LOCK_EX, out)
        yield


def _wait(lock: int, how: int, out: Path) -> None:
    """Wait until a lock of a run folder can be had; not for one who has the whole folder, maybe for hours."""
    deadline = time.monotonic() + PATIENCE_S
    while not _take(lock, how):
        holder = os.pread(lock, 200, 0).decode(errors="replace")
        if holder or time.monotonic() > deadline:
            raise LeaseError(
                f"{out} is being graded already, by {holder or 'another command'}; wait for it, stop it, or name "
                "another folder with --out"
            )
        time.sleep(PAUSE_S)


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o660)
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
