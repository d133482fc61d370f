"""What is told of a run is what its journal holds."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from autograder.errors import UsageError
from autograder.execution import JobRecord, ObservedLog, What
from autograder.execution.json_lines import lines_into
from autograder.execution.status import read_status
from tests.execution.jobs import events, journal

ENTRIES = {name: JobRecord(name.upper(), "1") for name in "abcd"}


def test_a_run_that_goes_on_tells_how_far_it_is(tmp_path: Path) -> None:
    times = iter([1000.0] * 3 + [1060.0] * 20)
    with closing(journal(tmp_path, clock=lambda: next(times))) as log:
        log.enlist(ENTRIES)
        log.write(events(What.STARTED, "a", "b"))
        log.write(events(What.AGAIN, "b", fault="the node was lost", node="n1"))
        log.write(events(What.DONE, "a", result="result"))
        log.write(events(What.STARTED, "c"))
        (status,) = read_status(tmp_path / "course.sqlite", 1120.0)
    assert status.alive is True
    assert (status.total, status.jobs) == (4, {"done": 1, "running": 1, "waiting": 2})
    assert [(running.student, running.since_s) for running in status.running] == [("C", 60.0)]
    assert (status.rate, status.eta_s) == (0.5, 360.0)
    assert [(fault.student, fault.attempt, fault.reason) for fault in status.last_faults] == [
        ("B", 1, "the node was lost")
    ]


def test_a_run_that_ended_tells_so(tmp_path: Path) -> None:
    journal(tmp_path).close()
    (status,) = read_status(tmp_path / "course.sqlite", 0.0)
    assert (status.alive, status.eta_s, status.heard_s) == (False, None, 0.0)


def test_one_run_is_told_of_by_its_folder(tmp_path: Path) -> None:
    journal(tmp_path).close()
    assert len(read_status(tmp_path / "course.sqlite", 0.0, tmp_path / "runs")) == 1
    assert read_status(tmp_path / "course.sqlite", 0.0, tmp_path / "others") == []
    assert read_status(tmp_path / "no.sqlite", 0.0) == []


def test_each_event_is_a_line_of_json(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    tell = lines_into(path, folder=Path("/runs"), assignment="digits", clock=lambda: 0.0)
    with closing(ObservedLog(journal(tmp_path), [tell])) as log:
        log.enlist(ENTRIES)
        log.write(events(What.STARTED, "a", "b"))
        log.write(events(What.AGAIN, "a", fault="lost", node="n1", device="0"))
        log.write(events(What.DONE, "b", result="result"))
        log.write(events(What.STOPPED, "a"))
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [(line["event"], line["student"]) for line in lines] == [
        ("started", "A"), ("started", "B"), ("again", "A"), ("done", "B"), ("stopped", "A"),
    ]  # fmt: skip
    assert lines[2] == {
        "at": "1970-01-01T00:00:00.000+00:00", "event": "again", "run": "/runs", "assignment": "digits", "job": "a",
        "student": "A", "node": "n1", "device": "0", "reason": "lost",
    }  # fmt: skip


def test_a_file_for_lines_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="can be written"):
        lines_into(tmp_path / "no" / "log", folder=tmp_path, assignment="digits", clock=lambda: 0.0)
