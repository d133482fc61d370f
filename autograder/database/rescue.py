"""Put a sound file in the place of a damaged one, with every row that can be read.

The damaged file is kept under another name. Where not even its list of tables can be read, that of a new file tells
where they are: they are made in few orders.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from typing import TypeAlias

from autograder.database.salvage import TableSchema, copy, tables_of
from autograder.database.tables import VERSIONS, Tables, build, free_name, transaction, version_of
from autograder.errors import StorageError, UsageError
from autograder.partial import partial_folder

JOURNALS = ("-journal", "-wal", "-shm")
History: TypeAlias = Sequence[tuple[Tables, int, int]]
"""Which steps of which modules were taken, in order: the first one's number, and that behind the last."""
PAGE_COUNT = slice(28, 32)
"""Where the header of an SQLite file says how many pages it has."""


@dataclass(frozen=True, slots=True)
class RescuedFile:
    """A new file, how many rows are in it, and how many entries of those that are numbered are missing."""

    path: Path
    rows: int
    missing: int


def rescue(path: Path, modules: Sequence[Tables]) -> str:
    """Set a damaged file aside and put one in its place with the rows that can be read; return what was done.

    Nobody else may use the file meanwhile.

    Raises:
        StorageError: the new file cannot be written.
        UsageError: a newer autograder wrote it.
    """
    try:
        aside = _set_aside(path)
        with partial_folder(path.parent) as folder:
            kept = _best(aside, folder, modules)
            kept.path.replace(path)
    except (OSError, sqlite3.OperationalError) as error:
        raise StorageError(f"{path}: the course's file is damaged, and no new one can be written: {error}") from error
    lost = f"; {kept.missing} entries of the grade book could not be" if kept.missing else ""
    return (
        f"{path}: the file was damaged. It is kept as {aside.name}; {kept.rows} rows could be read and are in a new "
        f"file in its place{lost}. “autograder regrade RUNS” enters grades that are missing; “autograder gradebook "
        "history” shows which decisions are there"
    )


def _set_aside(path: Path) -> Path:
    """Give the file another name, by which it stays readable, and take its journals along."""
    aside = free_name(path, "damaged")
    for suffix in JOURNALS:
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).rename(aside.with_name(aside.name + suffix))
    try:
        aside.hardlink_to(path)
    except OSError:  # a file system without links
        path.rename(aside)
    return aside


def _best(aside: Path, folder: Path, modules: Sequence[Tables]) -> RescuedFile:
    """Return a file with what the damaged one shows as it is, else with a new file's list of tables."""
    plain = _copied(aside, folder / "plain", modules)
    found = [plain]
    for number, history in enumerate(_histories(modules) if not plain.rows else ()):
        with suppress(sqlite3.DatabaseError):
            grafted = _grafted(aside, folder / f"damaged-{number}", history)
            found.append(_copied(grafted, folder / f"new-{number}", modules))
    return max(found, key=lambda kept: kept.rows)


def _histories(modules: Sequence[Tables]) -> Iterator[History]:
    """Yield in which order a file's tables may have been made: at once, or brought up to date step by step."""
    for order in permutations(modules):
        yield [(module, 0, len(module.steps)) for module in order]
        steps = range(max(len(module.steps) for module in modules))
        yield [(module, step, step + 1) for step in steps for module in order if step < len(module.steps)]


def _copied(source: Path, target: Path, modules: Sequence[Tables]) -> RescuedFile:
    """Write a new file with the rows of a damaged one."""
    with closing(_opened(source)) as damaged, closing(_opened(target)) as new:
        damaged.execute("PRAGMA writable_schema = ON")  # or one wrong entry in its list of tables would hide all others
        new.execute("PRAGMA foreign_keys = ON")
        tables = _built(new, {each: _version(damaged, each, source) for each in modules})
        with transaction(new):
            rows = sum(copy(damaged, new, table, module.adopt) for table, module in tables)
        return RescuedFile(target, rows, _missing(new))


def _built(new: sqlite3.Connection, versions: Mapping[Tables, int]) -> list[tuple[TableSchema, Tables]]:
    """Make the tables of modules, and return each with its module."""
    made: list[tuple[TableSchema, Tables]] = []
    with transaction(new):
        new.execute(VERSIONS)
        for module, version in versions.items():
            known = tables_of(new)
            build(new, module, 0, version)
            made += [(table, module) for table in tables_of(new) if table not in known]
    return made


def _grafted(aside: Path, target: Path, history: History) -> Path:
    """Write a copy of a damaged file with those pages of a new one that tell which tables there are, and where."""
    fresh = target.with_name(f"{target.name}-fresh")
    with closing(_opened(fresh)) as new:
        with transaction(new):
            new.execute(VERSIONS)
            for module, start, end in history:
                build(new, module, start, end)
        (size,) = new.execute("PRAGMA page_size").fetchone()
        roots = {root for (root,) in new.execute("SELECT rootpage FROM sqlite_schema")}
    pages, data = fresh.read_bytes(), bytearray(aside.read_bytes())
    for number in range(len(pages) // size):
        if number + 1 not in roots:
            data[number * size : (number + 1) * size] = pages[number * size : (number + 1) * size]
    data[PAGE_COUNT] = (len(data) // size).to_bytes(4, "big")
    target.write_bytes(data)
    return target


def _missing(new: sqlite3.Connection) -> int:
    """Return how many rows are missing in tables that number their rows without a gap."""
    if new.execute("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_sequence'").fetchone() is None:
        return 0
    last = new.execute("SELECT name, seq FROM sqlite_sequence").fetchall()
    counts = {name: new.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name, _seq in last}  # noqa: S608
    return sum(int(seq) - int(counts[name]) for name, seq in last)


def _version(damaged: sqlite3.Connection, module: Tables, source: Path) -> int:
    """Return the version of a module's tables; the newest where that cannot be read.

    Raises:
        UsageError: a newer autograder wrote them.
    """
    with suppress(sqlite3.Error):
        version = version_of(damaged, module)
        if version > len(module.steps):
            raise UsageError(f"{source}: a newer autograder wrote this file, which is damaged; use that one")
        if version:
            return version
    return len(module.steps)


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)
