"""The journal of one run: which jobs wait, run and are done, and how every attempt ended.

It is written so that whatever dies, the next coordinator knows what is left to do.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TypeVar

from autograder.database import Database
from autograder.execution.events import RunEvent, What
from autograder.execution.lease import Lease
from autograder.execution.outcome import JobOutcome
from autograder.execution.run_log import JobRecord

REASON = 1000
"""How many characters of a reason are kept."""
ENDS: Mapping[What, str] = {What.DONE: "done", What.GIVEN_UP: "given_up", What.AGAIN: "waiting"}
"""The state in which the end of an attempt leaves its job, by the event."""
T = TypeVar("T")


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
        self._file = Database(path)
        with ExitStack() as stack:
            stack.callback(self._file.close)
            self._lease = Lease(path, folder, clock=clock)
            stack.callback(self._lease.release)
            self._write(lambda run: run.take(assignment, engine, "its coordinator was killed"))
            self._close = stack.pop_all().close

    def enlist(self, entries: Mapping[str, JobRecord]) -> Mapping[str, str]:
        """Write down the jobs of the run, by name; return the results of those that are done already, by name.

        A job whose stamp has changed since waits again; a job that is not listed any more is forgotten.
        """
        return self._write(lambda run: run.enlist(entries))

    def write(self, events: Sequence[RunEvent]) -> None:
        """Write down what happened, in one transaction; of what changes no job's state, nothing."""
        written = [event for event in events if event.what in {What.QUEUED, What.STARTED, What.STOPPED, *ENDS}]
        if written:
            self._write(lambda run: run.take_in(written))

    def check(self) -> None:
        """Look whether the run is still ours.

        Raises:
            LeaseError: it is not.
        """
        self._lease.check()

    def close(self) -> None:
        """Give the lease back and close the file."""
        self._close()

    def _write(self, act: Callable[[_Run], T]) -> T:
        """Write in one transaction, for as long as the run is ours.

        Raises:
            LeaseError: it is not.
            StorageError: the file cannot be written; what is done is kept.
        """

        def fenced(connection: sqlite3.Connection) -> T:
            return act(_Run(connection, self._lease.held(connection), self._clock))

        return self._file.write(fenced)


@dataclass(frozen=True, slots=True)
class _Run:
    """The run in the journal, inside of a transaction."""

    connection: sqlite3.Connection
    key: int
    clock: Callable[[], float]

    def take(self, assignment: str, engine: str, reason: str) -> None:
        """Say what is graded, and let the jobs wait again that somebody else left under way."""
        self.execute("UPDATE runs SET assignment = ?, engine = ? WHERE id = ?", assignment, engine, self.key)
        running = self.execute("SELECT name FROM jobs WHERE run = ? AND state = 'running'", self.key).fetchall()
        self.stopped([name for (name,) in running], reason)

    def enlist(self, entries: Mapping[str, JobRecord]) -> Mapping[str, str]:
        """Keep the jobs, and return the results of those that are done."""
        rows = [(name, entry.student, entry.stamp) for name, entry in entries.items()]
        self.execute("CREATE TEMP TABLE listed (name TEXT PRIMARY KEY, student TEXT, stamp TEXT)")
        self.connection.executemany("INSERT INTO listed VALUES (?, ?, ?)", rows)
        self.execute("DELETE FROM jobs WHERE run = ? AND name NOT IN (SELECT name FROM listed)", self.key)
        self.execute(
            "INSERT INTO jobs (run, name, student, stamp, state) SELECT ?, name, student, stamp, 'waiting' "
            "FROM listed WHERE true ON CONFLICT DO UPDATE SET student = excluded.student, stamp = excluded.stamp, "
            "state = CASE WHEN state = 'done' AND jobs.stamp = excluded.stamp THEN 'done' ELSE 'waiting' END",
            self.key,
        )
        self.execute("DROP TABLE listed")
        return dict(self.execute("SELECT name, result FROM jobs WHERE run = ? AND state = 'done'", self.key).fetchall())

    def take_in(self, events: Sequence[RunEvent]) -> None:
        """Write down what happened to jobs."""
        for what, group in groupby(events, lambda event: event.what):
            each = list(group)
            names = [event.name for event in each]
            if what is What.QUEUED:
                self.set(names, "waiting")
            elif what is What.STARTED:
                self.begin(names)
            elif what is What.STOPPED:
                self.stopped(names, "the run was stopped")
            else:
                for outcome in (event.outcome for event in each if event.outcome is not None):
                    self.end(outcome, state=ENDS[what])

    def begin(self, names: Sequence[str]) -> None:
        """Start an attempt at each job."""
        now = self.clock()
        self.connection.executemany(
            "UPDATE jobs SET attempts = attempts + 1, state = 'running' WHERE run = ? AND name = ?",
            [(self.key, name) for name in names],
        )
        self.connection.executemany(
            "INSERT INTO attempts (run, name, number, began_at, outcome) "
            "SELECT run, name, attempts, ?, 'running' FROM jobs WHERE run = ? AND name = ?",
            [(now, self.key, name) for name in names],
        )

    def end(self, outcome: JobOutcome, *, state: str) -> None:
        """End the attempt at a job, and leave the job in a state."""
        self.execute(
            "UPDATE attempts SET ended_at = ?, outcome = ?, reason = ?, node = ?, device = ? "
            "WHERE run = ? AND name = ? AND outcome = 'running'",
            self.clock(), "fault" if outcome.fault else "done", outcome.fault[:REASON], outcome.node,
            outcome.device,
            self.key, outcome.name,
        )  # fmt: skip
        values = state, outcome.result, self.key, outcome.name
        self.execute("UPDATE jobs SET state = ?, result = ? WHERE run = ? AND name = ?", *values)

    def stopped(self, names: Sequence[str], reason: str) -> None:
        """End the attempts at jobs, which wait again."""
        now = self.clock()
        self.connection.executemany(
            "UPDATE attempts SET ended_at = ?, outcome = 'stopped', reason = ? "
            "WHERE run = ? AND name = ? AND outcome = 'running'",
            [(now, reason, self.key, name) for name in names],
        )
        self.set(names, "waiting")

    def set(self, names: Sequence[str], state: str) -> None:
        """Leave jobs in a state."""
        rows = [(state, self.key, name) for name in names]
        self.connection.executemany("UPDATE jobs SET state = ? WHERE run = ? AND name = ?", rows)

    def execute(self, statement: str, *values: object) -> sqlite3.Cursor:
        """Run a statement."""
        return self.connection.execute(statement, values)
