"""People mark by a rubric: nothing is half entered, everything is kept, and what counts follows."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from autograder.cli.app import app
from autograder.course.assignment import Assignment
from autograder.course.policy import Attempts
from autograder.database import place
from autograder.exports.table import cell
from autograder.gradebook import Gradebook, decided, open_gradebook, standings
from autograder.records import (
    Adjustment,
    CheckResult,
    CriterionPoints,
    Grade,
    PartMark,
    State,
    Status,
)
from autograder.totals import totalled
from tests.gradebook.test_gradebook import START, record

ASSIGNMENT = """\
title = "Essay"
points = 100
[[parts]]
id = "why"
kind = "written"
points = 20
"""
RUBRIC = """\
[[criteria]]
part = "why"
id = "cause"
title = "Names the cause"
points = 12
levels = [{ points = 12, text = "Seen and shown." }, { points = 6, text = "Seen." }]
[[criteria]]
part = "why"
id = "style"
points = 8
[comments]
short = "Too short."
"""


def graded(code: float = 80, answer: str = "first", **changes: object) -> Grade:
    results = (
        CheckResult("test_code", "It runs", Status.PASSED, 80, code),
        CheckResult("why", "why", Status.AWAITING, 20, 0, "A person grades this part.", part="why", answer=answer),
    )
    grade = Grade("kim", "essay", results, (), 0, 100, State.UNGRADED)
    return totalled(replace(grade, **changes))  # type: ignore[arg-type]


def hand_in(student: str, grade: Grade, digest: str = "sha256:1") -> object:
    made = record(student, 0, digest)
    submission = replace(made.submission, assignment="essay")
    return replace(made, submission=submission, grade=replace(grade, student=student))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    files = {
        "course.toml": 'title = "T"\n',
        "assignments/essay/assignment.toml": ASSIGNMENT,
        "reference/essay/rubric.toml": RUBRIC,
    }
    for name, text in files.items():
        (tmp_path / "course" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "course" / name).write_text(text, encoding="utf-8")
    with book_of(tmp_path / "course") as book:
        book.assign(Assignment(id="essay", title="Essay", points=100), Attempts.LAST)
        for student in ("kim", "lee", "moon"):
            book.record(hand_in(student, graded()))  # type: ignore[arg-type]
        book.enrol("noh", record("noh", 0).submission.person)
    return tmp_path / "course"


def book_of(root: Path):  # type: ignore[no-untyped-def]
    return open_gradebook(place(root, root.parent / "cache"), lambda: START)


@pytest.fixture
def run(root: Path) -> Callable[..., Result]:
    def ran(*arguments: object) -> Result:
        asked = [*map(str, arguments), "--course", str(root)]
        return CliRunner().invoke(app, asked, env={"XDG_CACHE_HOME": str(root.parent / "cache"), "COLUMNS": "120"})

    return ran


def mark(run: Callable[..., Result], *arguments: object) -> Result:
    return run("mark", *arguments, "--author", "ta")


def standing(root: Path, student: str):  # type: ignore[no-untyped-def]
    with book_of(root) as book:
        return next(each for each in standings(book, "essay") if each.student == student)


def entries(root: Path) -> int:
    def count(book: Gradebook) -> int:
        query = "SELECT (SELECT count(*) FROM book_marks) + (SELECT count(*) FROM book_criteria)"
        return int(book.file.read(lambda connection: connection.execute(query).fetchone())[0])

    with book_of(root) as book:
        return count(book)


def test_a_mark_makes_the_grade_whole_and_says_what_for(run: Callable[..., Result], root: Path) -> None:
    assert standing(root, "kim").counted.state is State.AWAITING
    said = mark(run, "kim", "essay", "why", "cause=6", "style=7,5", "--comment", "@short", "--comment", "Good.")
    assert "kim, essay, why: 13.5 of 20; together 93.5." in said.stdout
    found = standing(root, "kim")
    assert (found.points, found.counted.state, found.counted.by_checks) == (93.5, State.GRADED, 80)
    grade = decided(graded(), found)
    assert (grade.earned, grade.state, grade.reason) == (93.5, State.GRADED, "")
    why = grade.results[1]
    assert (why.status, why.earned, why.marked_by) == (Status.FAILED, 13.5, "ta")
    assert why.message == "Names the cause: 6 / 12. Seen.\nstyle: 7.5 / 8\nToo short.\nGood."


def test_marks_are_changed_criterion_by_criterion_and_taken_back(run: Callable[..., Result], root: Path) -> None:
    mark(run, "kim", "essay", "why", "cause=12", "style=8")
    mark(run, "kim", "essay", "why", "style=4")
    assert standing(root, "kim").points == 96
    mark(run, "kim", "essay", "why", "--undo")
    assert standing(root, "kim").counted.state is State.AWAITING
    said = run("gradebook", "history", "kim").stdout
    assert [line.split("  ")[-1] for line in said.splitlines() if "  ta  " in line] == [
        "why: marked 20", "why: marked 16", "why: the mark was taken back",
    ]  # fmt: skip


def test_a_check_is_overruled_and_what_it_gave_stays_told(run: Callable[..., Result], root: Path) -> None:
    mark(run, "kim", "essay", "test_code", "60", "--comment", "Copied.")
    grade = decided(graded(), standing(root, "kim"))
    assert (grade.earned, grade.state) == (60, State.AWAITING)
    assert grade.results[0].message == "Copied.\nA person set these points; the check alone gave 80 of 80."


def test_a_mark_is_of_the_answer_that_was_read(run: Callable[..., Result], root: Path) -> None:
    mark(run, "kim", "essay", "why", "cause=12", "style=8")
    with book_of(root) as book:
        book.record(hand_in("kim", graded(70, "second"), "sha256:2"))
    found = standing(root, "kim")
    assert (found.points, found.counted.state) == (70, State.AWAITING)
    assert "another one than was marked" in decided(graded(70, "second"), found).results[1].message
    with book_of(root) as book:
        book.record(hand_in("kim", graded(75, "first"), "sha256:3"))
    assert standing(root, "kim").points == 95, "other code, and the answer that was marked"


def test_a_doubt_that_is_not_about_marks_stays() -> None:
    mark = PartMark("why", (CriterionPoints("points", "", 20, 20),), "", "first", "ta")
    doubtful = graded(doubted=True, told="Someone should look.")
    with_mark = decided(doubtful, standing_of(mark))
    assert (with_mark.state, with_mark.reason, with_mark.earned) == (State.NEEDS_REVIEW, "Someone should look.", 100)
    late = graded(code=10, adjustments=(Adjustment(-20, "late"),))
    assert (late.earned, decided(late, standing_of(mark)).earned) == (0, 10)
    lost = replace(graded(), state=State.UNGRADED, earned=0)
    assert decided(lost, standing_of(mark)) == lost


def standing_of(mark: PartMark):  # type: ignore[no-untyped-def]
    from autograder.gradebook import Standing
    from autograder.records import NOBODY

    return Standing("kim", NOBODY, "essay", 100, marks=(mark,))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("kim", "essay", "why", "cause=13", "style=1"), "cause: expected 0 to 12 points, found '13'"),
        (
            ("kim", "essay", "why", "cause=nan", "style=x"),
            "cause: expected 0 to 12 points, found 'nan'; style: expected",
        ),
        (("kim", "essay", "why", "cause=1"), "expected points for every criterion, found none for style"),
        (("kim", "essay", "why", "cause=1", "cause=2", "style=1"), "cause: expected points once"),
        (("kim", "essay", "why", "colour=1"), "expected criteria as cause=12, style=8, found 'colour=1'"),
        (
            ("kim", "essay", "how", "cause=1"),
            "expected a written part or a check, found 'how'; there are: test_code, why",
        ),
        (("nobody", "essay", "why", "cause=1"), "nobody: not one student of the grade book"),
        (("noh", "essay", "why", "cause=1"), "noh: expected a graded hand-in of essay, found none"),
        (("kim", "essays", "why", "cause=1"), "unknown assignment 'essays'"),
        (("kim", "essay", "why", "cause=1", "style=1", "--comment", "@long"), "(@short), found '@long'"),
        (("kim", "essay", "why", "--undo"), "expected a mark of why, found none"),
        (("kim", "essay", "why"), "expected STUDENT ID PART and CRITERION=POINTS"),
        (("kim", "essay", "why", "cause=1", "--undo"), "expected STUDENT ID PART and CRITERION=POINTS"),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_is_entered(
    arguments: tuple[str, ...], said: str, run: Callable[..., Result], root: Path
) -> None:
    done = mark(run, *arguments)
    assert done.exit_code != 0
    assert said in str(done.exception)
    assert entries(root) == 0


def sheet(root: Path, *rows: dict[str, object]) -> Path:
    columns = ("student", "assignment", "part", "answer_id", "cause", "style", "comment")
    file = io.StringIO()
    writer = csv.DictWriter(file, columns)
    writer.writeheader()
    fixed = {"assignment": "essay", "part": "why", "answer_id": "first"}
    writer.writerows({**fixed, **row} for row in rows)
    path = root.parent / "marks.csv"
    path.write_text(file.getvalue(), encoding="utf-8-sig")
    return path


def test_a_sheet_is_entered_whole_once(run: Callable[..., Result], root: Path) -> None:
    path = sheet(
        root,
        {"student": "kim", "cause": "12", "style": "8", "comment": "'=1+1 is no formula"},
        {"student": "lee", "cause": "0", "style": "2.5", "comment": "@short"},
        {"student": "moon"},
    )
    assert "2 of 3 rows are entered" in mark(run, "essay", "--sheet", path).stdout
    assert "0 of 3 rows are entered" in mark(run, "essay", "--sheet", path).stdout
    assert [standing(root, who).points for who in ("kim", "lee", "moon")] == [100, 82.5, 80]
    assert standing(root, "kim").marks[0].comment == "=1+1 is no formula"
    found = json.loads(run("gradebook", "--json").stdout)["standings"]
    assert {row["student"]: row["state"] for row in found} == {
        "kim": "graded", "lee": "graded", "moon": "awaiting", "noh": "missing",
    }  # fmt: skip


def test_no_name_keeps_a_sheet_out_or_takes_the_place_of_another(run: Callable[..., Result], root: Path) -> None:
    names = ("-pak", "'-pak", "''-pak", "＝pak", "'＝pak", "'pak", "@pak")
    with book_of(root) as book:
        for name in names:
            book.record(hand_in(name, graded()))  # type: ignore[arg-type]
    path = sheet(root, *({"student": cell(name), "cause": points, "style": 0} for points, name in enumerate(names)))
    assert "7 of 7 rows are entered" in mark(run, "essay", "--sheet", path).stdout
    assert [standing(root, name).points for name in names] == [80 + points for points in range(7)]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"student": "nobody", "cause": 1, "style": 1}, "row 3: expected a student of the grade book by id"),
        ({"student": "lee", "cause": 99, "style": 1}, "row 3: cause: expected 0 to 12 points, found '99'"),
        ({"student": "lee", "cause": 1}, "row 3: expected points for every criterion, found none for style"),
        ({"student": "lee", "part": "how", "cause": 1}, "row 3: lee: expected a written part or a check, found 'how'"),
        ({"student": "lee", "assignment": "other", "cause": 1}, "row 3: expected the assignment essay, found 'other'"),
        ({"student": "kim", "cause": 2, "style": 1}, "expected each answer once, found kim again"),
        (
            {"student": "lee", "answer_id": "1.2E+15", "cause": 1},
            "expected an answer that lee handed in, found answer_id",
        ),
        (
            {"student": "lee", "part": "test_code", "answer_id": "", "cause": 1},
            "expected a column for each criterion of test_code",
        ),
    ],
)
def test_a_row_that_does_not_fit_keeps_the_whole_sheet_out(
    row: dict[str, object], said: str, run: Callable[..., Result], root: Path
) -> None:
    done = mark(run, "essay", "--sheet", sheet(root, {"student": "kim", "cause": 1, "style": 1}, row))
    assert said in str(done.exception)
    assert "Nothing was entered." in str(done.exception)
    assert entries(root) == 0


@pytest.mark.parametrize("text", ["", "student,points\nkim,3\n", "\x00\xff"])
def test_what_is_no_sheet_is_told(text: str, run: Callable[..., Result], root: Path) -> None:
    path = root / "no.csv"
    path.write_text(text, encoding="latin-1")
    done = mark(run, "essay", "--sheet", path)
    assert "expected" in str(done.exception)
    assert entries(root) == 0


@pytest.mark.parametrize(
    ("rubric", "said"),
    [
        (
            RUBRIC.replace("points = 8", "points = 9"),
            "expected 20 points for 'why' together (assignment.toml), found",
        ),
        (RUBRIC.replace('"why"', '"how"'), "expected a part of assignment.toml (why) or a check, found 'how'"),
        (RUBRIC.replace('id = "style"', 'id = "cause"'), "expected each id once for 'why', found cause, cause"),
        (RUBRIC.replace("points = 6", "points = 13"), "cause: expected levels of at most 12 points, found 13"),
        (RUBRIC.replace("title", "headline"), "criteria.0.headline: expected a key that is known"),
    ],
)
def test_a_rubric_that_does_not_fit_is_told(rubric: str, said: str, run: Callable[..., Result], root: Path) -> None:
    (root / "reference" / "essay" / "rubric.toml").write_text(rubric, encoding="utf-8")
    done = mark(run, "kim", "essay", "why", "cause=1", "style=1")
    assert said in str(done.exception)
