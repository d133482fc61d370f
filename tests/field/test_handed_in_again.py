"""Work that is handed in again after something else: the grade book counts what was handed in last."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Command
from tests.field.test_manual_points import ASSIGNMENT, CASES, CHECKS, RIGHT, WRONG

pytestmark = pytest.mark.slow

LONG = "남궁" * 100 + " 학생"


@pytest.fixture
def essays(tmp_path: Path) -> Path:
    files = {
        "course.toml": 'title = "Again"\n',
        "assignments/essay/assignment.toml": ASSIGNMENT,
        "assignments/essay/cases.py": CASES,
        "assignments/essay/checks/test_public.py": CHECKS,
        "reference/essay/solution.py": RIGHT,
    }
    for name, text in files.items():
        (tmp_path / "course" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "course" / name).write_text(text)
    return tmp_path / "course"


def test_what_was_handed_in_last_counts_and_a_regrade_changes_nothing_about_that(
    autograder: Command, essays: Path, tmp_path: Path
) -> None:
    def ran(command: str, *arguments: object) -> str:
        done = autograder(command, *arguments, course=essays)
        assert done.code == 0, done.stdout + done.stderr
        return done.stdout

    def points() -> str:
        (row,) = csv.DictReader(io.StringIO(ran("gradebook", "--csv")))
        assert row["attempts"] == "2"
        return row["points"]

    for name, text in (("class", RIGHT), ("pushed", WRONG)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "kim.py").write_text(text)
    batch = ("batch", tmp_path / "class", "-a", "essay", "--out", tmp_path / "a", "-j", 1)
    ran(*batch)
    ran("grade", tmp_path / "pushed" / "kim.py", "-a", "essay", "--out", tmp_path / "b")
    ran("grade", tmp_path / "class" / "kim.py", "-a", "essay", "--out", tmp_path / "a")
    ran("regrade", tmp_path / "b")
    assert points() == "80"
    ran("grade", tmp_path / "pushed" / "kim.py", "-a", "essay", "--out", tmp_path / "b")
    assert "already done" in ran(*batch)
    assert points() == "0"
    assert ran("gradebook", "history", "kim").count("handed in") == 4


def test_names_however_long_are_graded(autograder: Command, essays: Path, tmp_path: Path) -> None:
    (tmp_path / "kim.py").write_text(RIGHT)
    graded = autograder(
        "grade", tmp_path / "kim.py", "-a", "essay", "--out", tmp_path / "run", "--student", LONG, course=essays
    )
    assert graded.code == 0, graded.stdout + graded.stderr
    (page,) = (tmp_path / "run").glob("students/*/feedback.html")
    assert all(len(part.encode()) <= 160 for part in page.parts)
    assert LONG[:40] in page.read_text(encoding="utf-8")
    again = autograder("regrade", tmp_path / "run", course=essays)
    assert again.code == 0, again.stdout + again.stderr
