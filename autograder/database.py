"""The SQLite file of a course: the journal of its batches and its gradebook, each with tables of its own.

Several processes may use it at once. Every module that keeps something in it names its tables once, as the steps by
which they came to be, and opens the file with them:

    TABLES = Tables("journal", ("CREATE TABLE jobs (key TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT",))
    with closing(connect(path, TABLES)) as connection, transaction(connection):
        connection.execute("INSERT INTO jobs VALUES (?, ?)", ("k", "done"))
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import UsageError

FOLDER = ".autograder"
NAME = "course.sqlite"
STAFF_ONLY = 0o770
"""Grades are nobody else's: not other users', not a box's."""
PATIENCE_S = 30.0
OWN_PACKAGE = Path(__file__).parent

VERSIONS = "CREATE TABLE IF NOT EXISTS versions (module TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT"


@dataclass(frozen=True, slots=True)
class Tables:
    """A module's tables: `steps[n]` is the SQL that brings them from version n to n + 1. Steps are only ever added."""

    module: str
    steps: tuple[str, ...]


def place(course: Path, cache: Path) -> Path:
    """Return where a course's file lies: in the course where that can be written, else in the user's cache.

    Args:
        course: the course's root.
        cache: the grader's own folder of this user.
    """
    own = course / FOLDER
    if not course.resolve().is_relative_to(OWN_PACKAGE) and _writable(own):
        return own / NAME
    digest = hashlib.sha256(str(course.resolve()).encode()).hexdigest()
    return cache / "courses" / digest[:32] / NAME


def connect(path: Path, tables: Tables, *, durable: bool = False) -> sqlite3.Connection:
    """Open the file, made where there is none, with a module's tables brought up to date.

    Statements commit at once unless they stand in a `transaction`. The connection may be used from any thread, by one
    at a time. A writer waits for another one for some seconds.

    Args:
        path: the file.
        tables: the tables of the module that opens it.
        durable: whether what is committed survives a power failure too, at the price of milliseconds a commit.

    Raises:
        UsageError: the file cannot be opened, is no SQLite file, or a newer autograder wrote it.
    """
    try:
        path.parent.mkdir(mode=STAFF_ONLY, parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=PATIENCE_S, isolation_level=None, check_same_thread=False)
    except (OSError, sqlite3.Error) as error:
        raise UsageError(f"{path}: expected a file that can be written; {error}") from error
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
        connection.execute("PRAGMA foreign_keys = ON")
        _migrate(connection, tables, path)
    except sqlite3.Error as error:
        connection.close()
        raise UsageError(
            f"{path}: expected the SQLite file of a course; {error}. Move it away, and the next batch makes a new one"
        ) from error
    except UsageError:
        connection.close()
        raise
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Write all of what follows or nothing of it; other writers wait."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk, for one, has ended it already
            connection.execute("ROLLBACK")
        raise


def _migrate(connection: sqlite3.Connection, tables: Tables, path: Path) -> None:
    connection.execute(VERSIONS)
    if _version(connection, tables) == len(tables.steps):
        return
    with transaction(connection):
        version = _version(connection, tables)
        if version > len(tables.steps):
            raise UsageError(
                f"{path}: expected tables of {tables.module} up to version {len(tables.steps)}, found version "
                f"{version}: a newer autograder wrote it; use that one"
            )
        for step in tables.steps[version:]:
            for statement in _statements(step):
                connection.execute(statement)
        connection.execute("INSERT OR REPLACE INTO versions VALUES (?, ?)", (tables.module, len(tables.steps)))


def _version(connection: sqlite3.Connection, tables: Tables) -> int:
    row = connection.execute("SELECT version FROM versions WHERE module = ?", (tables.module,)).fetchone()
    return 0 if row is None else int(row[0])


def _statements(script: str) -> Iterator[str]:
    """Yield the statements of a script: `executescript` would commit the transaction that it runs in."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement


def _writable(folder: Path) -> bool:
    """Make the folder, which no version control shall see, and return whether it can be written.

    The file is never opened here, not even to try: closing any descriptor of it drops every lock that SQLite holds on
    it in this process.
    """
    try:
        folder.mkdir(mode=STAFF_ONLY, exist_ok=True)
        with suppress(FileExistsError), (folder / ".gitignore").open("x", encoding="utf-8") as ignore:
            ignore.write("*\n")
    except OSError:
        return False
    file = folder / NAME
    return os.access(folder, os.W_OK | os.X_OK) and (not file.exists() or os.access(file, os.R_OK | os.W_OK))
