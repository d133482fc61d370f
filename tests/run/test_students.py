"""Everybody stays who they are, whatever they are called, whenever the list comes, and whoever shares a name."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from autograder import wire
from autograder.course.policy import Attempts
from autograder.gradebook import history, open_gradebook, standings
from autograder.records import NOBODY, Person
from autograder.run.recorder import Recorder
from autograder.run.standings import read_standings
from autograder.submissions.hand_in import HandIn
from autograder.submissions.roster import Enrolled
from tests.database.test_migration import FIRST
from tests.gradebook.test_gradebook import ASSIGNMENT, START, record

MINJI = Person(student_id="20261234", login="minji-k", email="minji@u.kr")


@pytest.fixture
def recorder(tmp_path: Path) -> Recorder:
    folder = tmp_path / ".autograder"
    folder.mkdir()
    return Recorder(folder / "course.sqlite", lambda: START, lambda _: None)


def grade(recorder: Recorder, *hand_ins: tuple[str, Person], roster: Sequence[Enrolled] = ()) -> list[str]:
    """Enter a grade for each hand-in, and return their students' ids."""
    found = recorder.identified([HandIn(name, Path("x"), person=person) for name, person in hand_ins], roster)
    with open_gradebook(recorder.path, recorder.clock) as book:
        book.assign(ASSIGNMENT, Attempts.LAST)
        for each in found:
            digest = f"sha256:{each.student} {each.person}"
            book.record(record(each.student, 80, digest, person=each.person, student_id=each.student_id), anew=True)
    return [each.student_id for each in found]


def stands(recorder: Recorder) -> dict[str, tuple[str, int, float | None]]:
    """Return by id how each student is called, how many attempts there are, and the points."""
    with open_gradebook(recorder.path, recorder.clock) as book:
        return {each.student: (each.name, len(each.attempts), each.points) for each in standings(book)}


def override(recorder: Recorder, student: str) -> None:
    with open_gradebook(recorder.path, recorder.clock) as book:
        book.override(student, "digits_cnn", 97, reason="read by hand", author="ta")


def test_a_student_who_is_renamed_keeps_id_grades_and_marks(recorder: Recorder) -> None:
    for name in ("김민지", "Kim, Minji", "Park, Minji"):
        assert grade(recorder, (name, MINJI), roster=[Enrolled(name, MINJI)]) == ["김민지"]
        if name == "김민지":
            override(recorder, "김민지")
    assert stands(recorder) == {"김민지": ("Park, Minji", 3, 97)}


def test_two_students_with_one_name_are_two_whenever_they_come(recorder: Recorder) -> None:
    one, other = Person(student_id="1", email="a@u"), Person(student_id="2", email="b@u")
    assert grade(recorder, ("Lee", one), roster=[Enrolled("Lee", one)]) == ["Lee"]
    assert grade(recorder, ("Lee", other), roster=[Enrolled("Lee", other)]) == ["Lee (2)"]
    both = [Enrolled("Lee (1)", one), Enrolled("Lee (2)", other)]
    assert grade(recorder, ("Lee (2)", other), ("Lee (1)", one), roster=both) == ["Lee (2)", "Lee"]
    assert {name: points for name, (_called, _attempts, points) in stands(recorder).items()} == {
        "Lee": 80,
        "Lee (2)": 80,
    }
    assert grade(recorder, ("Lee", Person(email="c@u"))) == ["Lee (c@u)"]


@pytest.mark.parametrize(
    "known", [NOBODY, Person(login="minji-k"), Person(canvas_id="7")], ids=["file", "push", "canvas"]
)
def test_who_handed_in_before_the_list_was_known_is_joined_when_it_is(recorder: Recorder, known: Person) -> None:
    assert grade(recorder, ("minji-k", known)) == ["minji-k"]
    override(recorder, "minji-k")
    listed = Person(student_id="20261234", login="minji-k", canvas_id="7")
    grade(recorder, ("other", NOBODY), roster=[Enrolled("김민지", listed), Enrolled("이서연", Person("20261235"))])
    assert stands(recorder)["minji-k"] == ("김민지", 1, 97)
    assert grade(recorder, ("김민지", listed), roster=[Enrolled("김민지", listed)]) == ["minji-k"]


def test_two_ids_that_the_list_shows_to_be_one_student_are_joined(recorder: Recorder, tmp_path: Path) -> None:
    assert grade(recorder, ("minji-k", Person(login="minji-k"))) == ["minji-k"]
    before = Person(student_id="20261234")
    assert grade(recorder, ("김민지", before), roster=[Enrolled("김민지", before)]) == ["김민지"]
    override(recorder, "김민지")
    (kept,) = grade(recorder, ("김민지", MINJI), roster=[Enrolled("김민지", MINJI)])
    assert stands(recorder) == {kept: ("김민지", 3, 97)}
    found = read_standings(tmp_path, tmp_path, "digits_cnn")
    assert {name: each.points for name, each in found.items()} == {"김민지": 97, "minji-k": 97}
    with open_gradebook(recorder.path, recorder.clock) as book:
        told = history(book, kept)
    assert {each.student for each in told} == {"김민지"}
    assert [each.kind for each in told].count("hand_in") == 3
    assert [each.said for each in told if each.kind == "joined"] == ["what is kept under minji-k is this student's too"]


def test_an_account_takes_nobody_s_place_by_its_name(recorder: Recorder) -> None:
    """Its name is its owner's to choose; the list has no logins, so nothing says whose it is."""
    assert grade(recorder, ("minji", Person(login="minji"))) == ["minji"]
    listed = [Enrolled("minji", Person(student_id="1")), Enrolled("Lee", Person(student_id="minji"))]
    assert grade(recorder, ("minji", Person(student_id="1")), roster=listed) == ["minji (1)"]
    assert stands(recorder)["minji"] == ("minji", 1, 80)


def test_who_is_new_gets_a_folder_of_their_own(recorder: Recorder) -> None:
    """One whose present name was another's first is somebody else."""
    grade(recorder, ("Kim", Person("1")), roster=[Enrolled("Kim", Person("1"))])
    grade(recorder, ("Park", Person("1")), roster=[Enrolled("Park", Person("1"))])
    ids = ["Kim", *grade(recorder, ("Kim", Person("2")), ("KIM", Person("3")))]
    assert len({wire.slug(name) for name in ids}) == 3
    assert {name: called for name, (called, _attempts, _points) in stands(recorder).items()} == {
        "Kim": "Park", "Kim (2)": "Kim", "KIM": "KIM"
    }  # fmt: skip


def test_what_is_known_is_entered_once(recorder: Recorder) -> None:
    for _ in range(2):
        grade(recorder, ("kim", MINJI), roster=[Enrolled("kim", MINJI), Enrolled("absent", NOBODY)])
    with open_gradebook(recorder.path, recorder.clock) as book:
        query = "SELECT student FROM book_students ORDER BY entry"
        assert book.file.read(lambda connection: connection.execute(query).fetchall()) == [("kim",), ("absent",)]


def test_students_of_a_course_of_an_earlier_version_are_found(recorder: Recorder) -> None:
    """Their names are their ids."""
    with closing(sqlite3.connect(recorder.path)) as connection:
        connection.executescript(FIRST.read_text(encoding="utf-8"))
    seoyeon, kim = Person(student_id="20261235"), Person(student_id="20261234", login="kim")
    roster = [Enrolled("Lee, Seoyeon", seoyeon), Enrolled("Kim, Minji", kim), Enrolled("Park", Person(login="park-gh"))]
    assert grade(recorder, ("Lee, Seoyeon", seoyeon), roster=roster) == ["이서연"]
    assert {name: (called, points) for name, (called, _attempts, points) in stands(recorder).items()} == {
        "이서연": ("Lee, Seoyeon", 80), "kim": ("Kim, Minji", 85), "park-gh": ("Park", None)
    }  # fmt: skip


def test_a_class_of_a_thousand_is_identified_in_seconds(recorder: Recorder) -> None:
    import time

    people = [(f"student {number}", Person(student_id=str(number))) for number in range(1_000)]
    roster = [Enrolled(name, person) for name, person in people]
    recorder.identified([HandIn(name.split()[1], Path("x")) for name, _person in people])
    started = time.process_time()
    hand_ins = [HandIn(name, Path("x"), person=person) for name, person in people]
    assert recorder.identified(hand_ins, roster)[7].student_id == "7"
    assert time.process_time() - started < 3
