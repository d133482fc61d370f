"""Tables of a module, and how they are brought up to date."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from autograder.errors import StorageError, UsageError
from autograder.partial import partial_folder

VERSIONS = "CREATE TABLE IF NOT EXISTS versions (module TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT"


@dataclass(frozen=True, slots=True)
class Tables:
    """A module's tables: `steps[n]` is the SQL that brings them from version n to n + 1. Steps are only ever added.

    `adopt` is the SQL that makes the row on which a row with a key depends, where damage took that one alone.
    """

    module: str
    steps: tuple[str, ...]
    adopt: str = ""


@contextmanager
def transaction(connection: sqlite3.Connection, begin: str = "BEGIN IMMEDIATE") -> Iterator[None]:
    """Write all of what follows or nothing of it; other writers wait."""
    connection.execute(begin)
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk, for one, has ended it already
            connection.execute("ROLLBACK")
        raise


def migrate(connection: sqlite3.Connection, tables: Tables, path: Path) -> None:
    """Bring a module's tables up to date; the file as an earlier version wrote it is kept beside.

    Raises:
        UsageError: a newer autograder wrote them.
        StorageError: the copy cannot be written.
    """
    if version_of(connection, tables) == len(tables.steps):
        return
    with transaction(connection):
        connection.execute(VERSIONS)
        version = version_of(connection, tables)
        if version > len(tables.steps):
            raise UsageError(
                f"{path}: expected tables of {tables.module} up to version {len(tables.steps)}, found version "
                f"{version}: a newer autograder wrote it; use that one"
            )
        if 0 < version < len(tables.steps):
            _keep(path, f"{tables.module}-version-{version}")
        build(connection, tables, version, len(tables.steps))


def free_name(path: Path, said: str) -> Path:
    """Return a name beside a file's own that says something of it, with a number, and that nothing has."""
    names = (path.with_name(f"{path.stem}.{said}-{number}{path.suffix}") for number in count(1))
    return next(name for name in names if not name.exists())


def _keep(path: Path, said: str) -> None:
    """Copy a file that nobody else may write now.

    Raises:
        StorageError: the copy cannot be written.
    """
    try:
        with partial_folder(path.parent, mode=0o770) as folder, closing(sqlite3.connect(path)) as source:
            source.execute("VACUUM INTO ?", (str(folder / path.name),))
            (folder / path.name).rename(free_name(path, said))
    except OSError as error:
        raise StorageError(f"{path}: no copy can be kept before it is brought up to date: {error}") from error


def build(connection: sqlite3.Connection, tables: Tables, start: int, end: int) -> None:
    """Run a module's steps from one version to another, inside of a transaction."""
    for step in tables.steps[start:end]:
        for statement in _statements(step):
            connection.execute(statement)
    connection.execute("INSERT OR REPLACE INTO versions VALUES (?, ?)", (tables.module, end))


def version_of(connection: sqlite3.Connection, tables: Tables) -> int:
    """Return the version of a module's tables; 0 where there are none."""
    if connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'versions'").fetchone() is None:
        return 0
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
