"""The lease of a run: one coordinator holds it, and beats for as long as it lives.

A beat is a count, not a time: whoever waits for one measures with a clock that nobody can set.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from threading import Event, Thread
from uuid import uuid4

from autograder.database import connect, transaction
from autograder.errors import LeaseError
from autograder.execution.holder import Holder
from autograder.execution.tables import TABLES

BEAT_S = 2.0
SILENCE_S = 15.0
"""How long a coordinator that cannot be looked at from here may be silent before it counts as dead."""


class Lease:
    """The right to work on a run. `lost` is set when another one has taken it, or no beat came through for too long."""

    def __init__(self, path: Path, run: int, *, clock: Callable[[], float]) -> None:
        """Take the lease of a run and start to beat.

        Raises:
            LeaseError: another coordinator holds it.
        """
        self.token = uuid4().hex
        self.lost = Event()
        self._run, self._clock = run, clock
        self._stop = Event()
        self._connection = connect(path, TABLES)
        try:
            _take(self._connection, run, self.token, clock())
        except BaseException:
            self._connection.close()
            raise
        self._thread = Thread(target=self._beat, name="heartbeat", daemon=True)
        self._thread.start()

    def release(self) -> None:
        """Give the lease back."""
        self._stop.set()
        self._thread.join()
        with closing(self._connection), suppress(sqlite3.Error):  # whoever comes next sees that this process is gone
            self._update("token = ''")

    def _beat(self) -> None:
        heard = time.monotonic()
        while not self._stop.wait(BEAT_S):
            try:
                held = self._update("beats = beats + 1")
            except sqlite3.Error:  # a full disk, say: who watches from elsewhere hears nothing
                held = time.monotonic() - heard < SILENCE_S / 2
            else:
                heard = time.monotonic()
            if not held:
                self.lost.set()
                return

    def _update(self, change: str) -> bool:
        statement = f"UPDATE runs SET {change}, seen_at = ? WHERE id = ? AND token = ?"  # noqa: S608 - constants
        return self._connection.execute(statement, (self._clock(), self._run, self.token)).rowcount == 1


def _take(connection: sqlite3.Connection, run: int, token: str, now: float) -> None:
    held = _try(connection, run, token, now, silent_since=None)
    if held is None:
        return
    deadline = time.monotonic() + SILENCE_S
    while time.monotonic() < deadline:
        time.sleep(BEAT_S / 2)
        if _beats(connection, run) != held:
            break
    if _try(connection, run, token, now, silent_since=held) is not None:
        raise _refusal(connection, run)


def _try(connection: sqlite3.Connection, run: int, token: str, now: float, *, silent_since: int | None) -> int | None:
    """Take the lease unless its holder may live; then return the count of its beats.

    Raises:
        LeaseError: the holder lives for certain.
    """
    with transaction(connection):
        row = connection.execute("SELECT token, beats, host, space, pid, born FROM runs WHERE id = ?", (run,))
        held, beats, *holder = row.fetchone()
        alive = Holder(*holder).alive() if held else False
        if alive:
            raise _refusal(connection, run)
        if alive is None and beats != silent_since:
            return int(beats)
        mine = Holder.current()
        connection.execute(
            "UPDATE runs SET token = ?, host = ?, space = ?, pid = ?, born = ?, beats = beats + 1, began_at = ?, "
            "seen_at = ? WHERE id = ?",
            (token, mine.host, mine.space, mine.pid, mine.born, now, now, run),
        )
    return None


def _beats(connection: sqlite3.Connection, run: int) -> int:
    return int(connection.execute("SELECT beats FROM runs WHERE id = ?", (run,)).fetchone()[0])


def _refusal(connection: sqlite3.Connection, run: int) -> LeaseError:
    folder, host, pid = connection.execute("SELECT folder, host, pid FROM runs WHERE id = ?", (run,)).fetchone()
    return LeaseError(
        f"{folder} is being graded already, by process {pid} on {host}; wait for it, stop it, or name another folder "
        "with --out. “autograder status” shows how far it is"
    )
