"""Points that a person gives stay among the possible ones: in pages, result files, exports and the grade book alike."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Command
from tests.field.conftest import Graded, graded, notebook

ASSIGNMENT = 'title = "Essay"\npoints = 100\n\n[entry]\nmodel = false\nfunctions = ["double"]\n'
CASES = 'from autograder.records import Case\n\n\ndef cases(rng):\n    yield Case("one", "double", (1,))\n'
CHECKS = '''\
import pytest

from autograder.checks import assert_same_values, leave_to_person


@pytest.mark.points(80)
def test_double(functions, reference):
    """It doubles."""
    assert_same_values(functions, reference, "double")


@pytest.mark.points(20)
def test_essay():
    """It says why."""
    leave_to_person()
'''
RIGHT, WRONG = "def double(x):\n    return 2 * x\n", "def double(x):\n    return x\n"
CLASS = {"kim/a.py": RIGHT, "lee/a.ipynb": notebook(RIGHT), "moon/a.py": WRONG, "noh/a.ipynb": notebook(RIGHT)}
MARKED = {"kim": 98, "lee": 80, "moon": 20}
"""What a person set: a good essay, none at all, and one beside wrong code. Nobody marked noh's."""


@dataclass(frozen=True)
class Run:
    before: Mapping[str, Graded]
    after: Mapping[str, Graded]
    said: str
    out: Path
    course: Path


def read(out: Path) -> Mapping[str, Graded]:
    found = [graded(path) for path in sorted(out.rglob("result.json"))]
    return {str(one.result["student"]): one for one in found}


@pytest.fixture(scope="module")
def run(autograder: Command, tmp_path_factory: pytest.TempPathFactory) -> Run:
    root = tmp_path_factory.mktemp("manual")
    files = {
        "course/course.toml": 'title = "Manual"\n',
        "course/assignments/essay/assignment.toml": ASSIGNMENT,
        "course/assignments/essay/cases.py": CASES,
        "course/assignments/essay/checks/test_public.py": CHECKS,
        "course/reference/essay/solution.py": RIGHT,
        **{f"class/{name}": text for name, text in CLASS.items()},
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    course, out, said = root / "course", root / "run", ""
    ran = autograder("batch", root / "class", "-a", "essay", "--out", out, "-j", 2, course=course)
    assert ran.code == 0, ran.stderr + ran.stdout
    before = read(out)
    for student, points in MARKED.items():
        options = ("--reason", "read by hand", "--author", "ta")
        ran = autograder("gradebook", "override", student, "essay", points, *options, course=course)
        assert ran.code == 0, ran.stderr
        said += ran.stdout
    ran = autograder("regrade", out, course=course)
    assert ran.code == 0, ran.stderr
    return Run(before, read(out), said, out, course)


@pytest.mark.parametrize(("student", "earned"), [("kim", 80), ("lee", 80), ("moon", 0), ("noh", 80)])
def test_before_a_person_marks_points_are_open_and_possible(student: str, earned: float, run: Run) -> None:
    one = run.before[student]
    assert (one.earned, one.result["possible"], one.state) == (earned, 100, "awaiting")
    (essay,) = (check for check in one.result["checks"] if check["id"] == "test_essay")
    assert (essay["status"], essay["earned"], essay["possible"]) == ("awaiting", 0, 20)
    assert f"{earned} of 100 points so far; 20 are still to be marked by a person." in one.page
    assert "– / 20" in one.page
    assert "Everything passed" not in one.page


@pytest.mark.parametrize(("student", "checks"), [("kim", 80), ("lee", 80), ("moon", 0)])
def test_an_override_is_the_total_and_both_are_shown(student: str, checks: float, run: Run) -> None:
    one, points = run.after[student], MARKED[student]
    assert (one.earned, one.result["possible"], one.state) == (points, 100, "graded")
    assert f"{points} / 100 points" in one.page
    assert f"{points} of 100 points are for the whole work" in one.page
    assert f"The checks alone gave {checks} of 80." in one.page
    assert "read by hand" in one.page
    assert "/ 80 points" not in one.page


def test_the_command_says_what_an_override_means(run: Run) -> None:
    assert "kim, essay: 80 → 98 of 100 points for the whole assignment" in run.said
    assert "lee, essay: 80 → 80 of 100 points" in run.said


def test_the_grade_book_and_every_export_agree(run: Run, autograder: Command) -> None:
    book = autograder("gradebook", "-a", "essay", "--json", course=run.course)
    standings = {each["student"]: each for each in json.loads(book.stdout)["standings"]}
    assert {who: (each["points"], each["possible"]) for who, each in standings.items()} == {
        "kim": (98, 100), "lee": (80, 100), "moon": (20, 100), "noh": (80, 100),
    }  # fmt: skip
    sheets = {}
    for name in ("csv", "canvas", "nbgrader"):
        ran = autograder("export", run.out, "--to", name, course=run.course)
        assert ran.code == 0, ran.stderr
        assert "noh: awaiting; no points are written" in ran.stderr
        sheets[name] = list(csv.DictReader(io.StringIO(ran.stdout.removeprefix("\ufeff"))))
    plain = {row["student"]: (row["earned"], row["possible"], row["test_essay"]) for row in sheets["csv"]}
    assert plain == {
        "kim": ("98", "100", ""), "lee": ("80", "100", ""), "moon": ("20", "100", ""), "noh": ("", "100", ""),
    }  # fmt: skip
    canvas = {row["Student"].strip(): row["Essay"] for row in sheets["canvas"]}
    assert canvas == {"Points Possible": "100", "kim": "98", "lee": "80", "moon": "20", "noh": ""}
    assert {row["score"]: row["max_score"] for row in sheets["nbgrader"]} == {
        "98": "100", "80": "100", "20": "100", "": "100",
    }  # fmt: skip
