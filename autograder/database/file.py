"""Open a course's file, read and write it in transactions, and put a sound one in its place where it is damaged.

The journal of SQLite is the one that rolls back (`journal_mode = DELETE`): the write-ahead log needs memory that all
users of the file share, which a network file system cannot give. What is committed survives a power failure.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from autograder.database.book import BOOK
from autograder.database.gate import PATIENCE_S, Gate
from autograder.database.journal import JOURNAL
from autograder.database.place import STAFF_ONLY
from autograder.database.rescue import rescue
from autograder.database.tables import Tables, migrate, transaction
from autograder.errors import StorageError, UsageError

MODULES = (BOOK, JOURNAL)
DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
ODD = ("no such table", "already exists")
"""What SQLite says where the file's tables are not those of the version that it names."""
RESCUES = 2
_LOG = logging.getLogger(__name__)
T = TypeVar("T")
Act = Callable[[sqlite3.Connection], T]


class Database:
    """A course's file, open. May be used from any thread, by one at a time.

    What is passed to `read` and `write` may be called again, where the file was damaged and had to be replaced.
    """

    def __init__(self, path: Path, modules: Sequence[Tables] = MODULES) -> None:
        """Open the file, made where there is none, with its tables brought up to date.

        Raises:
            UsageError: the file cannot be opened, or a newer autograder wrote it.
            StorageError: it is locked for too long.
        """
        self.path = path
        self._modules = modules
        self._connection: sqlite3.Connection | None = None
        self._there: tuple[int, int] | None = None
        try:
            path.parent.mkdir(mode=STAFF_ONLY, parents=True, exist_ok=True)
            self._gate = Gate(path)
        except OSError as error:
            raise _unwritable(path, error) from error
        try:
            self.read(lambda _connection: None)
        except BaseException:
            self.close()
            raise

    def read(self, act: Act[T]) -> T:
        """Return what `act` reads: the file as it is at one moment.

        Raises:
            StorageError: the file cannot be read.
        """
        return self._run("BEGIN", act)

    def write(self, act: Act[T]) -> T:
        """Write all of what `act` writes or nothing of it, and return its result; other writers wait.

        Raises:
            StorageError: the file cannot be written.
        """
        return self._run("BEGIN IMMEDIATE", act)

    def close(self) -> None:
        """Close the file."""
        self._disconnect()
        self._gate.close()

    def _run(self, begin: str, act: Act[T]) -> T:
        for _attempt in range(RESCUES):
            try:
                with self._gate.shared():
                    connection = self._connected()
                    with transaction(connection, begin):
                        return act(connection)
            except sqlite3.OperationalError as error:
                if not _is_damage(error):
                    raise StorageError(f"{self.path}: the course's file cannot be used: {error}") from error
            except sqlite3.DatabaseError as error:
                if not _is_damage(error):
                    raise
            self._replace()
        raise StorageError(f"{self.path}: the course's file is damaged again and again; is the disk sound?")

    def _connected(self) -> sqlite3.Connection:
        """Return a connection to the file that lies there now, which need not be the one that lay there before."""
        there = _identity(self.path)
        if self._connection is None or there is None or there != self._there:
            self._disconnect()
            self._there = there
            self._connection = connect(self.path, *self._modules)
            self._there = _identity(self.path)
        return self._connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _replace(self) -> None:
        """Put a sound file in the place of the damaged one, unless somebody has done so."""
        with self._gate.alone():
            self._disconnect()
            if _identity(self.path) == self._there:
                _LOG.warning("%s", rescue(self.path, self._modules))


def connect(path: Path, *modules: Tables) -> sqlite3.Connection:
    """Open a file, made where there is none, with the modules' tables brought up to date.

    Statements commit at once unless they stand in a `transaction`.

    Raises:
        UsageError: the file cannot be opened, or a newer autograder wrote it.
        sqlite3.DatabaseError: it is damaged or locked.
    """
    try:
        path.parent.mkdir(mode=STAFF_ONLY, parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=PATIENCE_S, isolation_level=None, check_same_thread=False)
    except (OSError, sqlite3.OperationalError) as error:
        raise _unwritable(path, error) from error
    try:
        _check(connection)
        if connection.execute("PRAGMA journal_mode").fetchone() == ("wal",):
            with suppress(sqlite3.OperationalError):  # an older autograder has it open, and both can go on as it is
                connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA synchronous = EXTRA")
        connection.execute("PRAGMA foreign_keys = ON")
        for tables in modules:
            migrate(connection, tables, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _check(connection: sqlite3.Connection) -> None:
    """Look through the whole file, indices included (20 ms for 40,000 entries): some damage shows nowhere else."""
    (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        error = sqlite3.DatabaseError(found)
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
    return code in DAMAGE or any(words in str(error) for words in ODD)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = os.stat(path)  # noqa: PTH116 - called for each transaction
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino


def _unwritable(path: Path, error: Exception) -> UsageError:
    return UsageError(f"{path}: expected a file that can be written; {error}")
