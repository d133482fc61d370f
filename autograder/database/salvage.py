"""Read what can be read of a damaged file's tables: from the front, from the back, and one by one in between."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

SMALLEST_ROW = 16
"""How many bytes of a file a row takes at least: numbers of rows are tried one by one up to what can be there."""

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class TableSchema:
    """A table's name and columns, of which the first are its key."""

    name: str
    columns: tuple[str, ...]
    keys: int


def tables_of(connection: sqlite3.Connection) -> tuple[TableSchema, ...]:
    """Return the tables of a sound file, in the order in which they were made."""
    query = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
    return tuple(_table(connection, name) for (name,) in connection.execute(query).fetchall())


def _table(connection: sqlite3.Connection, name: str) -> TableSchema:
    query = "SELECT name, pk FROM pragma_table_info(?) ORDER BY pk = 0, pk, cid"
    columns = connection.execute(query, (name,)).fetchall()
    return TableSchema(name, tuple(column for column, _pk in columns), sum(pk > 0 for _column, pk in columns))


def copy(damaged: sqlite3.Connection, new: sqlite3.Connection, table: TableSchema, adopt: str) -> int:
    """Enter the rows of a table that can be read into the new file; return how many there are.

    Args:
        damaged: the damaged file.
        new: the new file, inside of a transaction.
        table: the table.
        adopt: the SQL that makes the row on which one with a key depends, "" where nothing does.
    """
    if not _is_there(damaged, table):
        return 0
    marks = ", ".join("?" * len(table.columns))
    insert = f"INSERT INTO {table.name} ({', '.join(table.columns)}) VALUES ({marks})"  # noqa: S608 - names of our own
    return sum(_entered(new, insert, row, adopt) for row in _rows(damaged, table))


def _is_there(damaged: sqlite3.Connection, table: TableSchema) -> bool:
    with suppress(sqlite3.Error):
        return bool(damaged.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (table.name,)).fetchone())
    return False


def _entered(new: sqlite3.Connection, insert: str, row: Row, adopt: str) -> bool:
    """Enter a row; return False where what was read is none that the table takes, or was cut: no text has a NUL."""
    if any(isinstance(value, str) and "\0" in value for value in row):
        return False
    try:
        new.execute(insert, row)
    except sqlite3.IntegrityError as error:
        if not adopt or error.sqlite_errorcode != sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
            return False
    else:
        return True
    try:
        new.execute(adopt, row[:1])
        new.execute(insert, row)
    except sqlite3.IntegrityError:
        return False
    return True


def _rows(damaged: sqlite3.Connection, table: TableSchema) -> Iterator[Row]:
    """Yield the rows that can be read, each once."""
    first: Row = ()
    last: Row = ()
    try:
        for row in _select(damaged, table, "ASC"):
            first = row[: table.keys]
            yield row
    except sqlite3.Error:
        with suppress(sqlite3.Error):
            for row in _select(damaged, table, "DESC"):
                if first and row[: table.keys] <= first:
                    break
                last = row[: table.keys]
                yield row
        yield from _between(damaged, table, first, last)


def _select(damaged: sqlite3.Connection, table: TableSchema, order: str) -> sqlite3.Cursor:
    by = ", ".join(f"{key} {order}" for key in table.columns[: table.keys])
    return damaged.execute(f"SELECT {', '.join(table.columns)} FROM {table.name} ORDER BY {by}")  # noqa: S608


def _between(damaged: sqlite3.Connection, table: TableSchema, first: Row, last: Row) -> Iterator[Row]:
    """Yield the rows between two keys, asked for one by one where keys are numbers."""
    (pages,), (size,) = (damaged.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "page_size"))
    start, end = (first or (0,))[0], (last or (pages * size // SMALLEST_ROW,))[0]
    if table.keys != 1 or not isinstance(start, int) or not isinstance(end, int):
        return
    query = f"SELECT {', '.join(table.columns)} FROM {table.name} WHERE {table.columns[0]} = ?"  # noqa: S608
    for key in range(start + 1, end):
        with suppress(sqlite3.Error):
            yield from damaged.execute(query, (key,)).fetchall()
