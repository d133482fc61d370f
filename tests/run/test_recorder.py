"""Grades are entered as they are finished; a book that fails stops nothing."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from autograder.course.assignment import Assignment
from autograder.course.folder import Course, Settings
from autograder.course.policy import Attempts
from autograder.errors import UsageError
from autograder.execution import What
from autograder.gradebook import open_gradebook, standings
from autograder.records import Person
from autograder.run.events import Began, Scored
from autograder.run.outcome import GradingOutcome
from autograder.run.recorder import Recorder
from autograder.run_folder import RunFolder
from autograder.submissions.hand_in import HandIn
from autograder.submissions.roster import Enrolled
from tests.gradebook.test_gradebook import START, record

PREPARED = SimpleNamespace(
    assignment=Assignment(id="digits_cnn", title="Digits", points=100), course=Course(Path(), Settings())
)


def damage(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE book_grades")
    connection.close()


def ran(path: Path, *, harm: Path | None = None, resumed: bool = False) -> list[str]:
    """Enter three grades, and return what was told."""
    told: list[str] = []
    pages: Any = SimpleNamespace(resolved=PREPARED, folder=RunFolder(path.parent))
    recorder = Recorder(path, lambda: START, told.append)
    recorder.identified([HandIn(f"s{number}", Path("x")) for number in range(3)], [Enrolled("absent", Person())])
    with recorder.entering() as notice:
        notice(Began(what=What.BEGAN, pages=pages, total=3))
        for number in range(3):
            if harm is not None and number == 1:
                damage(harm)
            name = f"s{number}"
            done = GradingOutcome(name=name, student=name, record=record(name, number), resumed=resumed)
            notice(Scored(what=What.SCORED, name=done.name, outcome=done, pages=pages))
    return told


def test_every_grade_is_entered_and_the_roster_too(tmp_path: Path) -> None:
    path = tmp_path / "course.sqlite"
    assert ran(path) == []
    with open_gradebook(path, lambda: START) as book:
        assert {each.student: each.points for each in standings(book)} == {"absent": None, "s0": 0, "s1": 1, "s2": 2}


def test_grades_of_an_earlier_run_are_entered_together_when_the_run_is_over(tmp_path: Path) -> None:
    path = tmp_path / "course.sqlite"
    assert ran(path, resumed=True) == []
    with open_gradebook(path, lambda: START) as book:
        assert {each.student: each.points for each in standings(book)} == {"absent": None, "s0": 0, "s1": 1, "s2": 2}


def test_a_push_is_the_students_whom_its_name_means(tmp_path: Path) -> None:
    """An account's name is its owner's to choose, and takes the place of nobody who is only called so."""
    recorder = Recorder(tmp_path / "course.sqlite", lambda: START, lambda _: None)
    minji, lee = Person(student_id="20261234", login="minji-k", email="minji@u.kr"), Person(student_id="20261235")
    with open_gradebook(recorder.path, lambda: START) as book:
        book.assign(PREPARED.assignment, Attempts.LAST)
        book.enrol("김민지", minji)
        book.enrol("lee", lee)
    by_staff = {
        name: recorder.student(name, is_login=False) for name in ("20261234", "김민지", "minji-k", "lee", "park")
    }
    assert {each.id for each in by_staff.values()} == {"김민지", "lee", ""}
    assert {name: each.name for name, each in by_staff.items()} == {
        "20261234": "김민지", "김민지": "김민지", "minji-k": "김민지", "lee": "lee", "park": "park"
    }  # fmt: skip
    assert (by_staff["20261234"].person, by_staff["park"].person) == (minji, Person())
    by_account = {name: recorder.student(name, is_login=True) for name in ("Minji-K", "20261234", "lee", "park")}
    assert {name: each.name for name, each in by_account.items()} == {
        "Minji-K": "김민지", "20261234": "20261234", "lee": "lee (login)", "park": "park"
    }  # fmt: skip
    assert by_account["park"].person == Person(login="park")


def test_pushes_of_a_book_that_cannot_be_read_keep_their_names(tmp_path: Path) -> None:
    assert Recorder(tmp_path, lambda: START, lambda _: None).student("kim", is_login=False) == Enrolled("kim", Person())


def test_staff_who_name_several_students_are_told_which(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "course.sqlite", lambda: START, lambda _: None)
    with open_gradebook(recorder.path, lambda: START) as book:
        book.enrol("kim", Person(student_id="1"), "김민지")
        book.enrol("kim (2)", Person(student_id="2"), "김민지")
    with pytest.raises(UsageError, match=r"김민지 means several students: 김민지 \(kim\); 김민지 \(kim \(2\)\)"):
        recorder.student("김민지", is_login=False)
    ids = [recorder.student(name, is_login=False).id for name in ("kim", "kim (2)", "2")]
    assert ids == ["kim", "kim (2)", "kim (2)"]


def test_a_book_that_cannot_be_opened_stops_no_grading(tmp_path: Path) -> None:
    told = ran(tmp_path)
    assert len(told) == 1
    assert "regrade" in told[0]


def test_a_book_that_breaks_on_the_way_is_mended_and_grading_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "course.sqlite"
    assert ran(path, harm=path) == []
    assert [each.getMessage().count("was damaged") for each in caplog.records] == [1]
    with open_gradebook(path, lambda: START) as book:
        found = {each.student: each.points for each in standings(book)}
    assert found == {"absent": None, "s0": None, "s1": 1, "s2": 2}
