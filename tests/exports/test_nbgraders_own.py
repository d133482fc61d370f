"""Our sheet for nbgrader beside the one that nbgrader's own grade book exports."""

from __future__ import annotations

import csv
import io
import os
import subprocess
from pathlib import Path

import pytest

from autograder.exports import Given, export
from tests.exports.books import book, late

NBGRADER = os.environ.get("AUTOGRADER_NBGRADER", "")
NUMBERS = ("raw_score", "late_submission_penalty", "score", "max_score")


@pytest.mark.slow
@pytest.mark.skipif(not NBGRADER, reason="SKIPPED: name a Python that has nbgrader in AUTOGRADER_NBGRADER")
def test_nbgraders_grade_book_exports_the_same_sheet(tmp_path: Path) -> None:
    script = Path(__file__).with_name("nbgrader_gradebook.py")
    sheet = tmp_path / "grades.csv"
    path = f"{Path(NBGRADER).parent}{os.pathsep}{os.environ['PATH']}"
    command = [NBGRADER, script, tmp_path / "gradebook.db", sheet]
    subprocess.run(command, check=True, cwd=tmp_path, env=os.environ | {"PATH": path})
    (theirs,) = csv.DictReader(io.StringIO(sheet.read_text(encoding="utf-8"), newline=""))
    text = export(book(late("jkim@example.edu")), "nbgrader", Given()).documents[""]
    (ours,) = csv.DictReader(io.StringIO(text, newline=""))
    assert list(ours) == list(theirs)
    assert {name: float(ours[name]) for name in NUMBERS} == {name: float(theirs[name]) for name in NUMBERS}
    assert {name: ours[name] for name in ours if name not in NUMBERS} == {
        name: theirs[name] for name in theirs if name not in NUMBERS
    }
