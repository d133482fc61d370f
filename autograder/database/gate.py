"""Who may use the file now: everybody for a transaction, or one alone who puts another file in its place.

The lock lies in a file of its own beside the course's, which SQLite knows nothing of.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.errors import StorageError

PATIENCE_S = 60.0
PAUSE_S = 0.005


class Gate:
    """The lock of one user of a file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660)

    @contextmanager
    def shared(self) -> Iterator[None]:
        """Use the file beside others.

        Raises:
            StorageError: another one has it alone for too long, or the file system knows no locks.
        """
        with self._held(fcntl.LOCK_SH):
            yield

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Use the file while nobody else does.

        Raises:
            StorageError: as `shared`.
        """
        with self._held(fcntl.LOCK_EX):
            yield

    def close(self) -> None:
        """Close the lock's file."""
        os.close(self._lock)

    @contextmanager
    def _held(self, how: int) -> Iterator[None]:
        deadline = time.monotonic() + PATIENCE_S
        while not self._take(how):
            if time.monotonic() > deadline:
                raise StorageError(f"{self._path}: another command keeps the file for itself; try again later")
            time.sleep(PAUSE_S)
        try:
            yield
        finally:
            fcntl.flock(self._lock, fcntl.LOCK_UN)

    def _take(self, how: int) -> bool:
        try:
            fcntl.flock(self._lock, how | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            raise StorageError(f"{self._path}: expected a file system with locks; {error}") from error
        return True
