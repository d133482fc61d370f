"""What is written down is true whatever dies, and one coordinator alone writes it."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.database import connect
from autograder.database.journal import JOURNAL
from autograder.errors import LeaseError, StorageError
from autograder.execution import JobRecord, What, lease
from autograder.process_identity import ProcessIdentity
from tests.execution.jobs import events, journal

HOLD = """\
import sys, time
from pathlib import Path
from tests.execution.jobs import events, journal
from autograder.execution import JobRecord, What
log = journal(Path(sys.argv[1]))
log.enlist({"a": JobRecord("A", "1"), "b": JobRecord("B", "1")})
log.write(events(What.STARTED, "a"))
print("held", flush=True)
time.sleep(60)
"""
ENTRIES = {"a": JobRecord("A", "1"), "b": JobRecord("B", "1")}


def rows(root: Path, query: str, *values: object) -> Sequence[object]:
    with closing(connect(root / "course.sqlite", JOURNAL)) as connection:
        return connection.execute(query, values).fetchall()


def holder(root: Path) -> subprocess.Popen[str]:
    """Start another process that holds the journal."""
    command = [sys.executable, "-c", HOLD, str(root)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def end(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def test_two_coordinators_cannot_work_on_one_run(tmp_path: Path) -> None:
    other = holder(tmp_path)
    try:
        with pytest.raises(LeaseError, match=f"is being graded already, by process {other.pid}"):
            journal(tmp_path)
    finally:
        end(other)


def test_what_a_killed_coordinator_had_under_way_waits_again_at_once(tmp_path: Path) -> None:
    end(holder(tmp_path))
    with closing(journal(tmp_path)) as log:
        assert dict(log.enlist(ENTRIES)) == {}
    assert rows(tmp_path, "SELECT outcome, reason FROM attempts") == [("stopped", "its coordinator was killed")]
    assert rows(tmp_path, "SELECT state FROM jobs") == [("waiting",), ("waiting",)]


def test_a_coordinator_elsewhere_is_dead_once_it_is_silent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "SILENCE_S", 1.0)
    journal(tmp_path).close()
    with closing(connect(tmp_path / "course.sqlite", JOURNAL)) as connection:
        connection.execute("UPDATE runs SET token = 'theirs', host = 'elsewhere', space = 'another kernel'")
    journal(tmp_path).close()


def test_a_coordinator_elsewhere_that_beats_is_alive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "BEAT_S", 0.2)
    with closing(journal(tmp_path)):
        with closing(connect(tmp_path / "course.sqlite", JOURNAL)) as connection:
            connection.execute("UPDATE runs SET host = 'elsewhere', space = 'another kernel'")
        with pytest.raises(LeaseError, match="on elsewhere"):
            journal(tmp_path)


def test_who_lost_the_lease_writes_nothing_more(tmp_path: Path) -> None:
    with closing(journal(tmp_path)) as log:
        log.enlist(ENTRIES)
        with closing(connect(tmp_path / "course.sqlite", JOURNAL)) as connection:
            connection.execute("UPDATE runs SET token = 'theirs'")
        with pytest.raises(LeaseError, match=r"another coordinator has taken .*runs over"):
            log.write(events(What.DONE, "a", result="result"))
        with pytest.raises(LeaseError):
            log.check()
    assert rows(tmp_path, "SELECT state FROM jobs WHERE name = 'a'") == [("waiting",)]
    assert rows(tmp_path, "SELECT token FROM runs") == [("theirs",)]


def test_a_process_number_that_was_given_away_again_is_another_process() -> None:
    mine = ProcessIdentity.current()
    assert mine.alive() is True
    assert replace(mine, born=mine.born + 1).alive() is False
    assert replace(mine, space="another kernel").alive() is None


def test_a_dead_process_that_nobody_collected_is_dead() -> None:
    process = subprocess.Popen(["true"])
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    born = int(Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[19])
    assert replace(ProcessIdentity.current(), pid=process.pid, born=born).alive() is False
    process.wait()


def test_a_clock_that_jumps_changes_nothing(tmp_path: Path) -> None:
    times = iter([1e9, 5.0, 2e9, -7.0, 0.0, 3e9])
    with closing(journal(tmp_path, clock=lambda: next(times, 1.0))) as log:
        log.enlist(ENTRIES)
        log.write(events(What.STARTED, "a"))
        log.write(events(What.DONE, "a", result="result"))
        assert dict(log.enlist(ENTRIES)) == {"a": "result"}


def test_a_job_waits_again_when_what_it_depends_on_changes(tmp_path: Path) -> None:
    with closing(journal(tmp_path)) as log:
        log.enlist(ENTRIES)
        log.write(events(What.STARTED, "a", "b"))
        log.write([*events(What.DONE, "a", result="1"), *events(What.DONE, "b", result="2")])
        assert dict(log.enlist({"a": JobRecord("A", "2"), "c": JobRecord("C", "1")})) == {}
    assert rows(tmp_path, "SELECT name, state FROM jobs ORDER BY name") == [("a", "waiting"), ("c", "waiting")]


def test_every_attempt_is_kept_with_its_place_and_reason(tmp_path: Path) -> None:
    with closing(journal(tmp_path)) as log:
        log.enlist(ENTRIES)
        log.write(events(What.STARTED, "a"))
        log.write(events(What.AGAIN, "a", fault="the node was lost", node="n1", device="0"))
        log.write(events(What.STARTED, "a"))
        log.write(events(What.DONE, "a", result="result", node="n2"))
    found = rows(tmp_path, "SELECT number, node, device, outcome, reason FROM attempts ORDER BY number")
    assert found == [(1, "n1", "0", "fault", "the node was lost"), (2, "n2", "", "done", "")]


def test_a_journal_that_cannot_be_written_says_so_and_is_whole(tmp_path: Path) -> None:
    with closing(journal(tmp_path)) as log:
        log.enlist(ENTRIES)
        log._file.write(lambda connection: connection.execute("PRAGMA max_page_count = 1"))
        many = {f"{number:0500}": JobRecord("x", "y") for number in range(2000)}
        with pytest.raises(StorageError, match="full"):
            log.enlist(many)
    assert rows(tmp_path, "PRAGMA integrity_check") == [("ok",)]
    assert rows(tmp_path, "SELECT name FROM jobs ORDER BY name") == [("a",), ("b",)]


def test_runs_of_other_folders_are_not_touched(tmp_path: Path) -> None:
    with closing(journal(tmp_path)) as log:
        log.enlist(ENTRIES)
        with closing(connect(tmp_path / "course.sqlite", JOURNAL)) as connection:
            connection.execute("INSERT INTO runs (folder, assignment) VALUES ('other', 'digits')")
            connection.execute("INSERT INTO jobs (run, name, student, stamp, state) VALUES (2, 'a', 'A', '1', 'done')")
        assert dict(log.enlist({})) == {}
    assert rows(tmp_path, "SELECT run, name FROM jobs") == [(2, "a")]


def test_the_tables_refuse_what_makes_no_sense(tmp_path: Path) -> None:
    journal(tmp_path).close()
    with closing(connect(tmp_path / "course.sqlite", JOURNAL)) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute("INSERT INTO jobs (run, name, student, stamp, state) VALUES (1, 'a', 'A', '1', 'lost')")
