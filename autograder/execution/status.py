"""How far the runs of a course are, as their journal tells it; reading disturbs nobody."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from autograder.database import Database
from autograder.process_identity import ProcessIdentity

SHOWN = 20


@dataclass(frozen=True, slots=True)
class RunningJob:
    """A job that is under way, and for how many seconds."""

    student: str
    since_s: float


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of ours: in which attempt at whose job, and why."""

    student: str
    attempt: int
    node: str
    reason: str


@dataclass(frozen=True, slots=True)
class RunStatus:
    """How far a run is.

    `alive` says whether its coordinator runs, None where that cannot be told from here; `heard_s` is when it was last
    heard of. `rate` counts the jobs a minute since the coordinator began; `eta_s` is how long the rest takes at it.
    """

    folder: str
    assignment: str
    engine: str
    alive: bool | None
    host: str
    pid: int
    heard_s: float
    jobs: Mapping[str, int]
    running: tuple[RunningJob, ...]
    rate: float
    eta_s: float | None
    faults: int
    last_faults: tuple[Fault, ...]

    @property
    def total(self) -> int:
        """How many jobs there are."""
        return sum(self.jobs.values())


def read_status(path: Path, now: float, folder: Path | None = None) -> Sequence[RunStatus]:
    """Return how far the runs of a course are, the latest first.

    Args:
        path: the course's SQLite file.
        now: the time of day, in seconds.
        folder: the run folder to tell about; all of them without one.

    Raises:
        UsageError: the file cannot be read.
    """
    if not path.is_file():
        return []
    wanted = "" if folder is None else str(folder.resolve())
    with closing(Database(path)) as file:
        return file.read(lambda connection: _all(connection, wanted, now))


def _all(connection: sqlite3.Connection, folder: str, now: float) -> list[RunStatus]:
    cursor = connection.cursor()
    cursor.row_factory = sqlite3.Row
    query = "SELECT * FROM runs WHERE ? IN (folder, '') ORDER BY began_at DESC"
    return [_status(connection, run, now) for run in cursor.execute(query, (folder,)).fetchall()]


def _status(connection: sqlite3.Connection, run: sqlite3.Row, now: float) -> RunStatus:
    key = (run["id"],)
    counts = connection.execute("SELECT state, count(*) FROM jobs WHERE run = ? GROUP BY state", key)
    jobs = {str(state): int(count) for state, count in counts}
    running = connection.execute(
        "SELECT student, began_at FROM jobs JOIN attempts USING (run, name) "
        "WHERE run = ? AND outcome = 'running' ORDER BY began_at",
        key,
    ).fetchall()
    ended = connection.execute(
        "SELECT count(*) FROM attempts WHERE run = ? AND outcome = 'done' AND ended_at >= ?", (*key, run["began_at"])
    ).fetchone()[0]
    faults = connection.execute("SELECT count(*) FROM attempts WHERE run = ? AND outcome = 'fault'", key).fetchone()[0]
    last = connection.execute(
        "SELECT student, number, node, reason FROM attempts JOIN jobs USING (run, name) "
        "WHERE run = ? AND outcome = 'fault' ORDER BY ended_at DESC LIMIT ?",
        (*key, SHOWN),
    )
    alive = ProcessIdentity(run["host"], run["space"], run["pid"], run["born"]).alive() if run["token"] else False
    minutes = max(0.0, (run["seen_at"] if alive is False else now) - run["began_at"]) / 60
    rate = ended / minutes if minutes else 0.0
    left = jobs.get("waiting", 0) + jobs.get("running", 0)
    return RunStatus(
        folder=run["folder"],
        assignment=run["assignment"],
        engine=run["engine"],
        alive=alive,
        host=run["host"],
        pid=run["pid"],
        heard_s=max(0.0, now - run["seen_at"]),
        jobs=jobs,
        running=tuple(RunningJob(student, max(0.0, now - began)) for student, began in running),
        rate=rate,
        eta_s=left / rate * 60 if rate and alive is not False else None,
        faults=faults,
        last_faults=tuple(Fault(*row) for row in last),
    )
