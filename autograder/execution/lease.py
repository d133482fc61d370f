"""The lease of a run: one coordinator holds it, and beats for as long as it lives.

A beat is a count, not a time: whoever waits for one measures with a clock that nobody can set. The token, which every
transaction compares, keeps a coordinator that lost its lease from writing; a beat that cannot be written loses nothing.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from uuid import uuid4

from autograder.database import Database
from autograder.errors import AutograderError, LeaseError
from autograder.process_identity import ProcessIdentity

BEAT_S = 2.0
SILENCE_S = 15.0
"""How long a coordinator that cannot be looked at from here may be silent before it counts as dead."""


class Lease:
    """The right to work on a run folder. `lost` is set once another one has it."""

    def __init__(self, path: Path, folder: Path, *, clock: Callable[[], float]) -> None:
        """Take the lease of a run folder and start to beat.

        Raises:
            UsageError: the course's file cannot be opened.
            LeaseError: another coordinator holds it.
        """
        self.lost = Event()
        self._claim = Claim(str(folder), uuid4().hex, clock)
        self._stop = Event()
        self._file = Database(path)
        try:
            _take(self._file, self._claim)
        except BaseException:
            self._file.close()
            raise
        self._thread = Thread(target=self._beat, name="heartbeat", daemon=True)
        self._thread.start()

    def held(self, connection: sqlite3.Connection) -> int:
        """Return the key of the run, which is ours; where damage took the run from the file, it is entered anew.

        Raises:
            LeaseError: another coordinator has taken it.
        """
        row = self._claim.row(connection)
        if row is None:
            return self._claim.enter(connection)
        if row.token != self._claim.token:
            self.lost.set()
            self.check()
        return row.key

    def check(self) -> None:
        """Look whether the run is still ours, as far as that is known.

        Raises:
            LeaseError: it is not.
        """
        if self.lost.is_set():
            folder = self._claim.folder
            raise LeaseError(f"another coordinator has taken {folder} over, so this one ends; what is done is kept")

    def release(self) -> None:
        """Give the lease back."""
        self._stop.set()
        self._thread.join()
        with closing(self._file), suppress(AutograderError, sqlite3.Error):  # whoever comes next sees that we are gone
            self._update("token = ''")

    def _beat(self) -> None:
        while not (self._stop.wait(BEAT_S) or self.lost.is_set()):
            with suppress(AutograderError, sqlite3.Error):  # a full disk, say: who watches from elsewhere hears nothing
                self._update("beats = beats + 1")

    def _update(self, change: str) -> None:
        statement = f"UPDATE runs SET {change}, seen_at = ? WHERE id = ?"  # noqa: S608 - constants
        now = self._claim.clock()
        self._file.write(lambda connection: connection.execute(statement, (now, self.held(connection))))


@dataclass(frozen=True, slots=True)
class LeaseRow:
    """A run as the file has it: who holds it (`token` is "" where nobody does), and how often the holder has beaten."""

    key: int
    token: str
    beats: int
    holder: ProcessIdentity


@dataclass(frozen=True, slots=True)
class Claim:
    """What a coordinator wants to hold, and the token by which its hold is known."""

    folder: str
    token: str
    clock: Callable[[], float]

    def row(self, connection: sqlite3.Connection) -> LeaseRow | None:
        """Return the run; None where there is none yet."""
        query = "SELECT id, token, beats, host, space, pid, born FROM runs WHERE folder = ?"
        found = connection.execute(query, (self.folder,)).fetchone()
        return None if found is None else LeaseRow(found[0], found[1], found[2], ProcessIdentity(*found[3:]))

    def enter(self, connection: sqlite3.Connection) -> int:
        """Hold the run, whoever held it before; return its key."""
        now, mine = self.clock(), ProcessIdentity.current()
        connection.execute("INSERT OR IGNORE INTO runs (folder, assignment) VALUES (?, '')", (self.folder,))
        connection.execute(
            "UPDATE runs SET token = ?, host = ?, space = ?, pid = ?, born = ?, beats = beats + 1, began_at = ?, "
            "seen_at = ? WHERE folder = ?",
            (self.token, mine.host, mine.space, mine.pid, mine.born, now, now, self.folder),
        )
        return int(connection.execute("SELECT id FROM runs WHERE folder = ?", (self.folder,)).fetchone()[0])


def _take(file: Database, claim: Claim) -> None:
    held = _try(file, claim, silent_since=None)
    if held is None:
        return
    deadline = time.monotonic() + SILENCE_S
    while time.monotonic() < deadline:
        time.sleep(BEAT_S / 2)
        row = file.read(claim.row)
        if row is None or row.beats != held.beats:
            break
    still = _try(file, claim, silent_since=held.beats)
    if still is not None:
        raise _refusal(claim, still)


def _try(file: Database, claim: Claim, *, silent_since: int | None) -> LeaseRow | None:
    """Take the lease unless its holder may live; then return it.

    Raises:
        LeaseError: the holder lives for certain.
    """

    def taken(connection: sqlite3.Connection) -> LeaseRow | None:
        row = claim.row(connection)
        alive = row.holder.alive() if row is not None and row.token else False
        if row is not None and alive:
            raise _refusal(claim, row)
        if alive is None and row is not None and row.beats != silent_since:
            return row
        claim.enter(connection)
        return None

    return file.write(taken)


def _refusal(claim: Claim, row: LeaseRow) -> LeaseError:
    return LeaseError(
        f"{claim.folder} is being graded already, by process {row.holder.pid} on {row.holder.host}; wait for it, stop "
        "it, or name another folder with --out. “autograder status” shows how far it is"
    )
