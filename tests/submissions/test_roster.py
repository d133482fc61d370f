"""Rosters as courses keep them: everybody is found once, namesakes are told apart, who handed in nothing is named."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autograder.errors import CourseError
from autograder.records import Person
from autograder.submissions import HandIn
from autograder.submissions.owners import enrol
from autograder.submissions.roster import Enrolled, read_roster

NAMES = st.text(st.characters(categories=["L", "M", "Zs"], include_characters="',-."), min_size=1, max_size=20)


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "roster.csv"
    path.write_bytes(text.encode(encoding))
    return path


def found(student: str, **more: object) -> HandIn:
    return HandIn(student, Path(student), **more)  # type: ignore[arg-type]


def test_a_plain_roster_is_read(tmp_path: Path) -> None:
    text = '학번,이름,이메일,분반\n20261234,김민지,minji@u.kr,1\n20261235,"Müller, José",jm@u.kr,2\n'
    assert read_roster(write(tmp_path, text, "cp949" if "ü" not in text else "utf-8")) == (
        Enrolled("김민지", Person("20261234", "", "minji@u.kr", "1")),
        Enrolled("Müller, José", Person("20261235", "", "jm@u.kr", "2")),
    )


def test_canvas_s_grade_book_is_a_roster(tmp_path: Path) -> None:
    text = (
        "Student,ID,SIS User ID,SIS Login ID,Section,Digits (77)\n"
        '"    Points Possible",,,,,100\n'
        '"Kim, Minji",1001,20261234,minji@u.kr,A,\n'
        '"Student, Test",1099,,,A,\n'
    )
    (student,) = read_roster(write(tmp_path, text))
    assert student == Enrolled("Kim, Minji", Person("20261234", "minji@u.kr", "", "A", "1001"))


def test_moodle_s_worksheet_and_gradescope_s_roster_are_rosters(tmp_path: Path) -> None:
    moodle = "Identifier,Full name,ID number,Email address,Status\nParticipant 313,José Müller,77,j@u.kr,x\n"
    assert read_roster(write(tmp_path, moodle)) == (Enrolled("José Müller", Person("77", "", "j@u.kr", "", "", "313")),)
    gradescope = "First Name,Last Name,SID,Email,Role\nMinji,Kim,1,m@u.kr,Student\nAda,L,2,a@u.kr,Instructor\n"
    assert [each.name for each in read_roster(write(tmp_path, gradescope))] == ["Minji Kim"]


def test_namesakes_are_told_apart_by_their_ids(tmp_path: Path) -> None:
    text = "id,name\n1,Kim Minji\n2,Kim Minji\n3,Lee Ho\n"
    assert [each.name for each in read_roster(write(tmp_path, text))] == ["Kim Minji (1)", "Kim Minji (2)", "Lee Ho"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,name\n,\n1,a\n", None),
        ("id,name,section\n,,A\n", "line 2: expected a name or an id"),
        ("id,name\n1,a\n1,b\n", "line 3: expected each id once, found 1 in line 2"),
        ("name\nKim\nKim\n", "an id for each of the students named Kim"),
        ("id,name\n", "found none"),
    ],
)
def test_a_wrong_roster_is_told_with_its_line(tmp_path: Path, text: str, said: str | None) -> None:
    if said is None:
        assert len(read_roster(write(tmp_path, text))) == 1
        return
    with pytest.raises(CourseError, match=said):
        read_roster(write(tmp_path, text))


@example([("A", 1), ("Points Possible", 2)])
@given(st.lists(st.tuples(NAMES, st.integers(1, 10**9)), max_size=6, unique_by=lambda row: row[1]))
def test_everybody_on_a_roster_has_a_name_of_their_own(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, int]]
) -> None:
    file = io.StringIO(newline="")
    csv.writer(file).writerows([("name", "id"), *rows])
    path = write(tmp_path_factory.getbasetemp(), file.getvalue())
    try:
        students = read_roster(path)
    except CourseError:
        assert not rows
        return
    assert len({each.name for each in students}) == len(students) == len(rows)
    assert [each.person.student_id for each in students] == [str(number) for _name, number in rows]


ROSTER = (
    Enrolled("김민지", Person("20261234", "", "minji@u.kr", "1")),
    Enrolled("Müller, José", Person("20261235", "jm", "jose@u.kr", "2", "1002")),
    Enrolled("Lee Ho (1)", Person("1")),
    Enrolled("Lee Ho (2)", Person("2")),
    Enrolled("Nobody Yet", Person("9")),
)


def test_hand_ins_get_their_student_s_name_and_ids() -> None:
    enrolment = enrol(
        [found("20261234_김민지"), found("mullerjose", person=Person(canvas_id="1002")), found("2"), found("lee ho")],
        ROSTER,
    )
    assert [(each.student, each.person.student_id) for each in enrolment.found] == [
        ("Lee Ho (2)", "2"),
        ("Müller, José", "20261235"),
        ("lee ho", ""),
        ("김민지", "20261234"),
    ]
    assert [each.name for each in enrolment.missing] == ["Lee Ho (1)", "Nobody Yet"]
    assert enrolment.warnings == ("lee ho: several students on the roster fit; graded under this name.",)


def test_who_is_on_no_roster_is_graded_all_the_same() -> None:
    enrolment = enrol([found("Guest")], ROSTER)
    assert [each.student for each in enrolment.found] == ["Guest"]
    assert enrolment.warnings == ("Guest: not on the roster; graded all the same.",)
    assert len(enrolment.missing) == len(ROSTER)


def test_two_hand_ins_of_one_student_are_not_chosen_between_silently() -> None:
    (each,) = enrol([found("jm"), found("José Müller")], ROSTER).found
    assert (each.student, each.kind) == ("Müller, José", "several")
    assert "jm, José Müller" in each.problem


def test_a_platform_s_id_is_kept_where_the_roster_has_none() -> None:
    (each,) = enrol([found("김민지", person=Person(moodle_id="313"))], ROSTER).found
    assert (each.person.student_id, each.person.moodle_id) == ("20261234", "313")


def test_a_namesake_who_is_somebody_else_is_told_apart() -> None:
    two = [found("José Müller", person=Person(canvas_id="1002"), lms_id="1002")]
    two.append(found("Müller, José", person=Person(canvas_id="7"), lms_id="7"))
    enrolment = enrol(two, ROSTER)
    assert [each.student for each in enrolment.found] == ["Müller, José", "Müller, José (7)"]
    assert enrolment.warnings == ("Müller, José (7): not on the roster; graded all the same.",)
