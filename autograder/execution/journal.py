"""The journal of one run: which jobs wait, run and are done, and how every attempt ended.

It is written so that whatever dies, the next coordinator knows what is left to do.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from autograder.database import connect, transaction
from autograder.errors import LeaseError, StorageError
from autograder.execution.lease import Lease
from autograder.execution.log import End, Entry
from autograder.execution.tables import TABLES

REASON = 1000
"""How many characters of a reason are kept."""


class Journal:
    """The journal of a run folder, held by this process alone. It is used from one thread."""

    def __init__(self, path: Path, folder: Path, *, assignment: str, engine: str, clock: Callable[[], float]) -> None:
        """Open the journal of a run and take its lease; what another coordinator left under way waits again.

        Args:
            path: the course's SQLite file.
            folder: the run folder.
            assignment: what is graded.
            engine: by which engine.
            clock: tells the time of day, in seconds; only people read it.

        Raises:
            UsageError: the file cannot be opened.
            LeaseError: another coordinator works on the run.
        """
        self._clock = clock
        self._connection = connect(path, TABLES)
        try:
            with transaction(self._connection):
                self._execute("INSERT OR IGNORE INTO runs (folder, assignment) VALUES (?, ?)", str(folder), assignment)
            self._run = int(self._execute("SELECT id FROM runs WHERE folder = ?", str(folder)).fetchone()[0])
            self._lease = Lease(path, self._run, clock=clock)
        except BaseException:
            self._connection.close()
            raise
        with self._writing():
            self._execute("UPDATE runs SET assignment = ?, engine = ? WHERE id = ?", assignment, engine, self._run)
            self._stop_all("its coordinator was killed")

    def enlist(self, entries: Mapping[str, Entry]) -> Mapping[str, str]:
        """Write down the jobs of the run, by name; return the results of those that are done already, by name.

        A job whose stamp has changed since waits again; a job that is not listed any more is forgotten.
        """
        with self._writing():
            self._connection.execute("CREATE TEMP TABLE listed (name TEXT PRIMARY KEY, student TEXT, stamp TEXT)")
            rows = [(name, entry.student, entry.stamp) for name, entry in entries.items()]
            self._connection.executemany("INSERT INTO listed VALUES (?, ?, ?)", rows)
            self._execute("DELETE FROM jobs WHERE run = ? AND name NOT IN (SELECT name FROM listed)", self._run)
            self._execute(
                "INSERT INTO jobs (run, name, student, stamp, state) SELECT ?, name, student, stamp, 'waiting' "
                "FROM listed WHERE true ON CONFLICT DO UPDATE SET student = excluded.student, stamp = excluded.stamp, "
                "state = CASE WHEN state = 'done' AND jobs.stamp = excluded.stamp THEN 'done' ELSE 'waiting' END",
                self._run,
            )
            self._connection.execute("DROP TABLE listed")
        return dict(self._execute("SELECT name, result FROM jobs WHERE run = ? AND state = 'done'", self._run))

    def reopen(self, names: Sequence[str]) -> None:
        """Let jobs that were done wait again: their results are damaged."""
        with self._writing():
            self._set(names, "waiting")

    def begin(self, names: Sequence[str]) -> None:
        """Write down that jobs are under way."""
        if not names:
            return
        now = self._clock()
        with self._writing():
            self._connection.executemany(
                "UPDATE jobs SET attempts = attempts + 1, state = 'running' WHERE run = ? AND name = ?",
                [(self._run, name) for name in names],
            )
            self._connection.executemany(
                "INSERT INTO attempts (run, name, number, began_at, outcome) "
                "SELECT run, name, attempts, ?, 'running' FROM jobs WHERE run = ? AND name = ?",
                [(now, self._run, name) for name in names],
            )

    def finish(self, ends: Sequence[End]) -> None:
        """Write down jobs that ended."""
        with self._writing():
            for end in ends:
                self._end(end, state="given_up" if end.fault else "done")

    def again(self, end: End) -> None:
        """Write down that a job was not done because of us, and waits again."""
        with self._writing():
            self._end(end, state="waiting")

    def withdraw(self, names: Sequence[str]) -> None:
        """Write down that jobs were stopped, and wait for the next run."""
        if names:
            with self._writing():
                self._stopped(names, "the run was stopped")

    def check(self) -> None:
        """Look whether the run is still ours.

        Raises:
            LeaseError: it is not.
        """
        if self._lease.lost.is_set():
            raise LeaseError("another coordinator has taken this run over, so this one ends; nothing is lost")

    def close(self) -> None:
        """Give the lease back and close the file."""
        self._lease.release()
        self._connection.close()

    def _stop_all(self, reason: str) -> None:
        names = [
            name for (name,) in self._execute("SELECT name FROM jobs WHERE run = ? AND state = 'running'", self._run)
        ]
        self._stopped(names, reason)

    def _end(self, end: End, *, state: str) -> None:
        self._execute(
            "UPDATE attempts SET ended_at = ?, outcome = ?, reason = ?, node = ?, device = ? "
            "WHERE run = ? AND name = ? AND outcome = 'running'",
            self._clock(), "fault" if end.fault else "done", end.fault[:REASON], end.node, end.device,
            self._run, end.name,
        )  # fmt: skip
        values = state, end.result, self._run, end.name
        self._execute("UPDATE jobs SET state = ?, result = ? WHERE run = ? AND name = ?", *values)

    def _stopped(self, names: Sequence[str], reason: str) -> None:
        now = self._clock()
        self._connection.executemany(
            "UPDATE attempts SET ended_at = ?, outcome = 'stopped', reason = ? "
            "WHERE run = ? AND name = ? AND outcome = 'running'",
            [(now, reason, self._run, name) for name in names],
        )
        self._set(names, "waiting")

    def _set(self, names: Iterable[str], state: str) -> None:
        rows = [(state, self._run, name) for name in names]
        self._connection.executemany("UPDATE jobs SET state = ? WHERE run = ? AND name = ?", rows)

    def _execute(self, statement: str, *values: object) -> sqlite3.Cursor:
        return self._connection.execute(statement, values)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Write in one transaction, for as long as the run is ours.

        Raises:
            LeaseError: it is not.
            StorageError: the file cannot be written.
        """
        try:
            with transaction(self._connection):
                held = self._execute("SELECT token FROM runs WHERE id = ?", self._run).fetchone()
                if held is None or held[0] != self._lease.token:
                    self._lease.lost.set()
                    self.check()
                yield
        except sqlite3.Error as error:
            raise StorageError(f"the journal cannot be written: {error}; what is done is kept") from error
