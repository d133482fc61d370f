"""Late hand-ins cost what the course says: extensions, grace and caps included, whoever states the time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.folder import Course, open_course
from autograder.errors import CourseError
from autograder.records import Form, Person, Submission
from autograder.run.lateness import ON_TIME, Lateness, read_extensions, read_lateness

DUE = datetime(2026, 11, 23, 14, 59, tzinfo=UTC)
SUBMISSION = Submission("김 민지", "a", Path(), "", DUE, Form.MODULE, "a.py", person=Person(student_id="20261234"))


def course(folder: Path, *, late: str = "", assignment: str = "", extensions: str = "") -> Course:
    (folder / "assignments/a").mkdir(parents=True)
    (folder / "reference/a").mkdir(parents=True)
    (folder / "course.toml").write_text(f'timezone = "Asia/Seoul"\n{late}')
    text = f'title = "A"\npoints = 50\ndue = 2026-11-23T23:59:00\n{assignment}'
    (folder / "assignments/a/assignment.toml").write_text(text)
    if extensions:
        (folder / "reference/a/extensions.csv").write_text(extensions, encoding="utf-8")
    return open_course(folder)


def read(folder: Path, **files: str) -> Lateness:
    made = course(folder, **files)
    return read_lateness(made, made.assignment("a"))


def taken(lateness: Lateness, late: timedelta, **changes: object) -> float:
    one = replace(SUBMISSION, submitted_at=DUE + late, **changes)  # type: ignore[arg-type]
    adjustment = lateness.adjustment(one, 50)
    return adjustment.points if adjustment else 0.0


LATE = "[late]\nper_day = 0.1\ngrace_minutes = 15\ncap = 0.3\ncloses_after_days = 7\n"


def test_a_course_s_policy_counts_days_from_its_own_midnight(tmp_path: Path) -> None:
    lateness = read(tmp_path, late=LATE)
    hours = (0, 0.25, 0.26, 24, 24.1, 24 * 6, 24 * 8)
    assert [taken(lateness, timedelta(hours=hour)) for hour in hours] == [0, 0, -5, -5, -10, -15, -50]


def test_an_assignment_s_policy_stands_in_for_the_course_s(tmp_path: Path) -> None:
    lateness = read(tmp_path, late=LATE, assignment="[late]\nper_day = 0.5\n")
    assert taken(lateness, timedelta(minutes=1)) == -25


def test_without_a_policy_nothing_is_taken(tmp_path: Path) -> None:
    assert taken(read(tmp_path), timedelta(days=30)) == 0
    assert taken(ON_TIME, timedelta(days=30)) == 0


@pytest.mark.parametrize("named", ["김 민지", "20261234", "민지 김"])
def test_an_extension_moves_one_student_s_deadline(tmp_path: Path, named: str) -> None:
    rows = f'student,days,hours,reason\n"{named}",1,12,ill\nsomebody,9,,\n{named},1,,earlier\n'
    lateness = read(tmp_path, late=LATE, extensions=rows)
    assert taken(lateness, timedelta(hours=36)) == 0
    assert taken(lateness, timedelta(hours=37)) == -5
    assert taken(lateness, timedelta(hours=37), student="이 서준", person=Person()) == -10
    assert lateness.deadline("김 민지", SUBMISSION.person) == DUE + timedelta(hours=36, minutes=15)


def test_the_date_of_a_file_is_no_time_of_hand_in_unless_the_course_says_so(tmp_path: Path) -> None:
    assert taken(read(tmp_path / "a", late=LATE), timedelta(days=2), dated_by_file=True) == 0
    assert taken(read(tmp_path / "b", late=LATE + "file_dates = true\n"), timedelta(days=2), dated_by_file=True) == -10


def test_a_platform_s_mark_without_a_time_counts_as_one_day(tmp_path: Path) -> None:
    lateness = read(tmp_path, late=LATE, extensions="student,days\n이 서준,2\n")
    marked = replace(SUBMISSION, submitted_at=None, marked_late=True)
    adjustment = lateness.adjustment(marked, 50)
    assert adjustment is not None
    assert (adjustment.points, adjustment.reason) == (-5, "marked late by the platform; counted as one day")
    assert lateness.adjustment(replace(marked, student="이 서준"), 50) is None
    assert lateness.adjustment(replace(marked, marked_late=False), 50) is None
    assert ON_TIME.adjustment(marked, 50) is None


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("student,days\nkim,-1\n", "line 2"),
        ("student,days\nkim,soon\n", "line 2"),
        ("student,days\n,1\n", "line 2"),
        ("student,days,hours\nkim,,\n", "line 2"),
        ("student,days\nkim,1\nlee,inf\n", "line 3"),
        ("student,days\nkim,1e300\n", "line 2"),
    ],
)
def test_a_wrong_list_of_extensions_is_told_with_its_line(tmp_path: Path, rows: str, said: str) -> None:
    with pytest.raises(CourseError, match=said):
        read(tmp_path, extensions=rows)


def test_a_time_zone_nobody_knows_is_told(tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_text('timezone = "Asia/Nowhere"\n')
    with pytest.raises(CourseError, match="time zone like Asia/Seoul"):
        open_course(tmp_path)


@given(st.binary(max_size=80))
def test_any_list_of_extensions_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "extensions.csv"
    path.write_bytes(b"student,days,hours\n" + data)
    try:
        found = read_extensions(path)
    except CourseError:
        return
    assert all(each.student and each.time >= timedelta(0) for each in found)


@given(st.timedeltas(timedelta(0), timedelta(days=20)), st.timedeltas(timedelta(0), timedelta(days=20)))
def test_more_time_never_costs_more(late: timedelta, more: timedelta) -> None:
    from autograder.grading import LatePolicy
    from autograder.run.lateness import Extension

    policy = LatePolicy(per_day=0.1, cap=0.6, closes_after=timedelta(days=9))
    without = Lateness(DUE, policy)
    assert taken(without, late) <= taken(replace(without, extensions=(Extension("김 민지", more),)), late) <= 0
