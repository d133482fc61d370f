"""The grade book keeps everything: who did what when, and the points that count."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.assignment import Assignment
from autograder.course.policy import Attempts
from autograder.errors import UsageError
from autograder.gradebook import Gradebook, Standing, decided, history, open_gradebook, standings
from autograder.records import Adjustment, CheckResult, Form, Grade, Person, Record, State, Status, Submission

START = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
ASSIGNMENT = Assignment(id="digits_cnn", title="Digits", points=100, due=START)
KIM = "김 민지"


def record(student: str, earned: float, digest: str = "sha256:1", **changes: object) -> Record:
    submission = Submission(student, "digits_cnn", Path("x"), digest, START, Form.MODULE, "x.py")
    grade = Grade(student, "digits_cnn", (), (), earned, 100, State.GRADED)
    fields = {
        key: changes.pop(key) for key in ("person", "submitted_at", "dated_by_file", "student_id") if key in changes
    }
    return Record(replace(submission, **fields), "key", replace(grade, **changes))  # type: ignore[arg-type]


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Gradebook]:
    moments = (START + timedelta(seconds=number) for number in range(10_000))
    with open_gradebook(tmp_path / "course.sqlite", lambda: next(moments)) as opened:
        yield opened


def of(book: Gradebook, student: str) -> Standing:
    return next(each for each in standings(book) if each.student == student)


def rows(book: Gradebook, query: str) -> list[tuple[int, ...]]:
    return book.file.read(lambda connection: connection.execute(query).fetchall())


def entries(book: Gradebook) -> int:
    return int(rows(book, "SELECT count(*) FROM book_entries")[0][0])


def test_a_grade_is_entered_once_and_again_when_it_changes(book: Gradebook) -> None:
    book.assign(ASSIGNMENT, Attempts.LAST)
    for earned in (80, 80, 90, 90):
        book.assign(ASSIGNMENT, Attempts.LAST)
        book.record(record(KIM, earned))
    standing = of(book, KIM)
    assert (standing.points, standing.possible, len(standing.attempts)) == (90, 100, 1)
    said = [(each.kind, each.said) for each in history(book, KIM)]
    assert said == [
        ("hand_in", "handed in 2026-11-24T08:00:00+00:00 (sha256:1…)"),
        ("grade", "80 / 100 graded"),
        ("grade", "90 / 100 graded"),
    ]


def test_an_override_counts_with_its_reason_and_author_and_can_be_lifted(book: Gradebook) -> None:
    book.record(record(KIM, 40, adjustments=(Adjustment(-10, "late by 1 days begun"),)))
    book.override(KIM, "digits_cnn", 75.5, reason="graded again by hand", author="Müller, José")
    standing = of(book, KIM)
    assert (standing.points, standing.override and standing.override.author) == (75.5, "Müller, José")
    book.record(record(KIM, 45))
    assert of(book, KIM).points == 75.5
    book.override(KIM, "digits_cnn", None, reason="mistaken", author="ta")
    assert of(book, KIM).points == 45
    said = [(each.author, each.said) for each in history(book, KIM, "digits_cnn")][1:]
    assert said == [
        ("autograder", "40 / 100 graded; -10 late by 1 days begun"),
        ("Müller, José", "set to 75.5: graded again by hand"),
        ("autograder", "45 / 100 graded"),
        ("ta", "back to the checks: mistaken"),
    ]


def test_an_excused_student_has_no_points(book: Gradebook) -> None:
    book.record(record(KIM, 40))
    book.excuse(KIM, "digits_cnn", excused=True, reason="ill", author="ta")
    assert of(book, KIM).points is None
    book.excuse(KIM, "digits_cnn", excused=False, reason="came anyway", author="ta")
    assert of(book, KIM).points == 40


def test_who_handed_in_nothing_is_in_the_book_and_can_be_given_points(book: Gradebook) -> None:
    book.assign(ASSIGNMENT, Attempts.LAST)
    book.enrol("Doe, Jané", Person(student_id="7", email="j@u"))
    assert (of(book, "Doe, Jané").points, of(book, "Doe, Jané").person.email) == (None, "j@u")
    book.override("Doe, Jané", "digits_cnn", 50, reason="oral", author="ta")
    assert of(book, "Doe, Jané").points == 50


def test_what_is_known_of_a_student_grows(book: Gradebook) -> None:
    book.record(record(KIM, 1, person=Person(student_id="2026")))
    book.record(record(KIM, 1, person=Person(canvas_id="77")))
    assert of(book, KIM).person == Person(student_id="2026", canvas_id="77")


@pytest.mark.parametrize(("counts", "points"), [(Attempts.FIRST, 60), (Attempts.LAST, 70), (Attempts.BEST, 90)])
def test_the_attempt_counts_that_the_course_says(book: Gradebook, counts: Attempts, points: float) -> None:
    book.assign(ASSIGNMENT, counts)
    for digest, day, earned in (("sha256:c", 3, 70), ("sha256:a", 1, 60), ("sha256:b", 2, 90)):
        book.record(record(KIM, earned, digest, submitted_at=START + timedelta(days=day)))
    assert of(book, KIM).points == points


def test_dates_of_files_tell_no_order(book: Gradebook) -> None:
    for digest, day, earned in (("sha256:c", 3, 70), ("sha256:a", 1, 60)):
        moment = START + timedelta(days=day)
        book.record(record(KIM, earned, digest, submitted_at=moment, dated_by_file=True))
    assert of(book, KIM).points == 60


def test_an_ungraded_attempt_is_no_zero(book: Gradebook) -> None:
    book.assign(ASSIGNMENT, Attempts.BEST)
    book.record(record(KIM, 0, "sha256:a", state=State.UNGRADED))
    assert of(book, KIM).points is None
    book.record(record(KIM, 0, "sha256:b"))
    assert of(book, KIM).points == 0


def test_a_fault_of_ours_takes_no_grade_away(book: Gradebook) -> None:
    book.record(record(KIM, 80))
    book.record(record(KIM, 0, state=State.UNGRADED, reason="the sandbox failed"))
    assert of(book, KIM).points == 80


def checked(earned: float) -> tuple[CheckResult, ...]:
    return (
        CheckResult("test_a", "A", Status.PASSED, 40, 40),
        CheckResult("test_b", "B", Status.FAILED, 60, earned),
    )


def test_a_grade_keeps_what_each_check_gave_on_which_evidence_and_in_which_run(book: Gradebook) -> None:
    for earned, key in ((20, "first"), (20, "first"), (20, "second"), (30, "second")):
        book.record(replace(record(KIM, 40 + earned, results=checked(earned)), evidence_key=key), run="/srv/runs")
    (attempt,) = of(book, KIM).attempts
    assert (attempt.run, attempt.evidence) == ("/srv/runs", "second")
    assert [(each.check, each.status, each.earned, each.possible) for each in attempt.checks] == [
        ("test_a", "passed", 40, 40), ("test_b", "failed", 30, 60)
    ]  # fmt: skip
    kept = rows(book, "SELECT g.evidence, c.earned FROM book_checks c JOIN book_grades g ON g.entry = c.grade")
    assert kept == [("first", 40), ("first", 20), ("second", 40), ("second", 20), ("second", 40), ("second", 30)]


def test_points_that_moved_between_checks_are_entered(book: Gradebook) -> None:
    for first, second in ((40, 20), (20, 40)):
        results = [replace(each, earned=points) for each, points in zip(checked(1), (first, second), strict=True)]
        book.record(record(KIM, 60, results=tuple(results)))
    assert [each.earned for each in of(book, KIM).attempts[0].checks] == [20, 40]


TABLES = ("entries", "students", "assignments", "hand_ins", "grades", "overrides", "excuses", "comments", "checks")


@pytest.mark.parametrize("table", TABLES)
def test_nothing_that_was_entered_can_be_changed_removed_or_replaced(book: Gradebook, table: str) -> None:
    book.assign(ASSIGNMENT, Attempts.LAST)
    book.record(record(KIM, 40, results=checked(10)))
    book.override(KIM, "digits_cnn", 50, reason="r", author="ta")
    book.excuse(KIM, "digits_cnn", excused=True, reason="r", author="ta")
    book.comment(KIM, "digits_cnn", "well done", author="ta")
    before = rows(book, f"SELECT * FROM book_{table}")
    assert before
    key = {"entries": "number", "checks": "grade"}.get(table, "entry")
    columns = len(before[0])
    for attack in (
        f"UPDATE book_{table} SET {key} = {key} + 1000",
        f"DELETE FROM book_{table}",
        f"INSERT OR REPLACE INTO book_{table} SELECT * FROM book_{table} LIMIT 1",
        f"INSERT OR REPLACE INTO book_{table} VALUES ({before[0][0]}{', 1' * (columns - 1)})",
    ):
        with pytest.raises(sqlite3.Error):
            book.file.write(lambda connection, attack=attack: connection.execute(attack))
    assert rows(book, f"SELECT * FROM book_{table}") == before


@pytest.mark.parametrize(
    "mistake",
    [
        {"reason": " "},
        {"author": "\n"},
        {"points": -1.0},
        {"points": float("nan")},
        {"points": float("inf")},
    ],
)
def test_a_decision_needs_points_a_reason_and_an_author(book: Gradebook, mistake: dict[str, object]) -> None:
    asked = {"points": 5.0, "reason": "r", "author": "a", **mistake}
    with pytest.raises(UsageError, match="expected"):
        book.override(KIM, "digits_cnn", asked["points"], reason=asked["reason"], author=asked["author"])  # type: ignore[arg-type]
    assert entries(book) == 0


def test_several_processes_may_write(tmp_path: Path) -> None:
    path = tmp_path / "course.sqlite"

    def write(who: int) -> None:
        with open_gradebook(path, lambda: START) as mine:
            for number in range(10):
                mine.record(record(f"s{who}", number))

    threads = [threading.Thread(target=write, args=(who,)) for who in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with open_gradebook(path, lambda: START) as book:
        assert [each.points for each in standings(book)] == [9, 9, 9, 9]
        assert sum(each.kind == "grade" for each in history(book)) == 40


def test_a_class_of_a_thousand_is_recorded_in_seconds(book: Gradebook) -> None:
    import time

    started = time.process_time()
    book.record(*(record(f"s{number}", 50) for number in range(1_000)))
    assert time.process_time() - started < 3
    assert len(standings(book)) == 1_000


def grade(earned: float, **changes: object) -> Grade:
    return replace(record(KIM, earned).grade, **changes)  # type: ignore[arg-type]


def test_a_decision_is_shown_as_an_adjustment_with_its_author(book: Gradebook) -> None:
    book.record(record(KIM, 40))
    book.override(KIM, "digits_cnn", 55, reason="the labels were wrong", author="ta")
    book.comment(KIM, "digits_cnn", "잘했어요", author="ta")
    made = decided(grade(40, state=State.NEEDS_REVIEW, reason="r"), of(book, KIM))
    assert (made.earned, made.state, made.reason) == (55, State.GRADED, "")
    assert made.adjustments == (
        Adjustment(15, "the labels were wrong", "ta"),
        Adjustment(0, "Comment: 잘했어요", "ta"),
    )
    book.excuse(KIM, "digits_cnn", excused=True, reason="ill", author="ta")
    assert decided(grade(40), of(book, KIM)).state is State.UNGRADED
    assert decided(grade(40), None) == grade(40)


@given(st.floats(0, 100), st.floats(0, 200))
def test_an_overridden_grade_has_the_points_that_were_set(earned: float, points: float) -> None:
    from autograder.gradebook import Decision

    standing = Standing(KIM, Person(), "a", 100, override=Decision(points, "r", "a", ""))
    made = decided(grade(earned), standing)
    assert made.earned == points
    assert made.adjustments[-1].points == round(points - earned, 2)


def test_the_file_is_shared_with_other_tables(tmp_path: Path) -> None:
    from autograder.database import Tables, connect

    other = Tables("other", ("CREATE TABLE others (x TEXT) STRICT",))
    path = tmp_path / "c.sqlite"
    with closing(connect(path, other)), open_gradebook(path, lambda: START) as book:
        book.record(record(KIM, 1))
        assert of(book, KIM).points == 1


A, B = "sha256:a", "sha256:b"


@pytest.mark.parametrize(
    ("counts", "points"), [(Attempts.FIRST, 60), (Attempts.LAST, 60), (Attempts.BEST, 90)], ids=str
)
def test_what_is_given_again_after_another_one_is_the_latest(book: Gradebook, counts: Attempts, points: float) -> None:
    book.assign(ASSIGNMENT, counts)
    for digest, earned in ((A, 60), (B, 90), (A, 60)):
        book.record(record(KIM, earned, digest, submitted_at=None), anew=True)
    assert of(book, KIM).points == points
    told = [each.said for each in history(book, KIM)]
    assert told == [
        "handed in (sha256:a…)", "60 / 100 graded",
        "handed in (sha256:b…)", "90 / 100 graded",
        "handed in (sha256:a…)", "60 / 100 graded",
    ]  # fmt: skip
    book.record(record(KIM, 60, A, submitted_at=None), anew=True)
    assert len(history(book, KIM)) == len(told)


def test_an_earlier_one_graded_again_is_no_later_one(book: Gradebook) -> None:
    for digest, earned in ((A, 60), (B, 90), (A, 65)):
        book.record(record(KIM, earned, digest, submitted_at=None))
    assert of(book, KIM).points == 90
    assert [each.earned for each in of(book, KIM).attempts] == [65, 90]


@pytest.mark.parametrize("counts", [Attempts.FIRST, Attempts.LAST])
def test_one_hand_in_has_one_grade_however_often_it_was_given(book: Gradebook, counts: Attempts) -> None:
    book.assign(ASSIGNMENT, counts)
    for digest, earned in ((A, 60), (B, 90), (A, 60)):
        book.record(record(KIM, earned, digest, submitted_at=None), anew=True)
    book.record(record(KIM, 75, A, submitted_at=None))
    assert of(book, KIM).points == 75


def test_a_fault_of_ours_takes_no_grade_away_from_what_is_given_again(book: Gradebook) -> None:
    for digest in (A, B):
        book.record(record(KIM, 60, digest, submitted_at=None), anew=True)
    book.record(record(KIM, 0, A, submitted_at=None, state=State.UNGRADED), anew=True)
    assert (of(book, KIM).points, [each.digest for each in of(book, KIM).attempts]) == (60, [A, B, A])


@pytest.mark.parametrize(
    ("given", "points"),
    [(((A, 60, 1), (B, 90, 2), (A, 60, 1)), 90), (((B, 90, 2), (A, 60, 1), (A, 60, 3)), 60)],
    ids=["graded again", "given again"],
)
def test_what_platforms_state_decides_what_is_the_latest(
    book: Gradebook, given: tuple[tuple[str, float, int], ...], points: float
) -> None:
    for digest, earned, day in given:
        book.record(record(KIM, earned, digest, submitted_at=START + timedelta(days=day)), anew=True)
    assert of(book, KIM).points == points


@pytest.mark.parametrize(
    ("counts", "points"), [(Attempts.FIRST, 70), (Attempts.LAST, 50), (Attempts.BEST, 70)], ids=str
)
def test_what_is_given_again_late_is_late_and_what_came_in_time_is_not(
    book: Gradebook, counts: Attempts, points: float
) -> None:
    book.assign(ASSIGNMENT, counts)
    for digest, earned, day in ((A, 60, 1), (B, 30, 2), (A, 50, 3)):
        book.record(record(KIM, earned, digest, submitted_at=START + timedelta(days=day)), anew=True)
    book.record(record(KIM, 70, A, submitted_at=START + timedelta(days=1)))
    assert of(book, KIM).points == points
