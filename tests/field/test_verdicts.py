"""Tests that compare beside a submission wait for a person; what the grader compares by itself does not."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Command
from tests.field.conftest import notebook
from tests.hostile.corpus import FOLDER
from tests.importing.notebooks import nbgrader as nbgrader_notebook
from tests.importing.notebooks import nbgrader_cell, squares, verdicts, written

WORK = "import numpy as np\n\ndef sq(x):\n    return x ** 2\n\nt = [sq(n) for n in (1, 2, 3)]\n"
SLIP = "import numpy as np\n\ndef sq(x):\n    return 2 * x\n\nt = (1, 4, 9)\n"
FORGED = (FOLDER / "submissions" / "comparisons_that_say_true.py").read_text(encoding="utf-8")
LYING = (FOLDER / "submissions" / "numbers_that_lie.py").read_text(encoding="utf-8")
ANY = "is_even = lambda n: True\n"
SETTINGS = """\
title = "Evens"
points = 10

[entry]
model = false
"""
CASES = """\
from autograder.records import Case


def cases(rng):
    yield Case("one", "{name}", code="{code}")
"""
CHECK = """\
import pytest

from autograder.checks import assert_same_values


@pytest.mark.points(10)
def test_it(functions, reference):
    \"\"\"It is right.\"\"\"
    assert_same_values(functions, reference, "{name}")
"""
STATED = """\
import pytest

from autograder.checks import assert_stated_values


@pytest.mark.points(10)
def test_it(functions):
    \"\"\"It is right.\"\"\"
    assert_stated_values(functions, "evens", {"one": True})
"""
BY_HAND = {
    "evens": "is_even(4)",
    "sums": "sum(is_even(n) for n in range(9))",
    "differences": "str(3 * is_even(4) - 3)",
}


@pytest.fixture(scope="module")
def imported(autograder: Command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of imported assignments, one of them without what accepts self-reported tests, and two by hand."""
    folder = tmp_path_factory.mktemp("imported")
    course = folder / "course"
    tests = "import numpy as np\nassert double(3) == 6\nassert np.isclose(double(0.5), 1.0)\nassert double(4) > 7"
    book = nbgrader_notebook()
    book.cells = [*book.cells[:4], nbgrader_cell(tests, "doubles", 5, grade=True)]
    sources = {"squares": squares(), "verdicts": verdicts(), "looked_at": verdicts(), "doubles": book}
    for name, source in sources.items():
        ran = autograder("import", written(folder, name, source), "--id", name, course=course)
        assert ran.code == 0, ran.stderr
    settings = course / "assignments/looked_at/assignment.toml"
    settings.write_text(settings.read_text().split("[policy]")[0])
    for name, code in BY_HAND.items():
        for half, path, text in (
            ("assignments", "assignment.toml", SETTINGS),
            ("assignments", "cases.py", CASES.format(name=name, code=code)),
            ("assignments", "checks/test_it.py", CHECK.format(name=name)),
            ("reference", "solution.py", "def is_even(n):\n    return n % 2 == 0\n"),
        ):
            file = course / half / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
    return course


@pytest.fixture(scope="module")
def squared(grade_class, imported):
    works = {"honest": WORK, "slip": SLIP, "forged": FORGED, "lying": LYING}
    modules = {name: {"squares.py": code} for name, code in works.items()}
    books = {f"{name}_notebook": {"squares.ipynb": notebook(code)} for name, code in works.items()}
    return grade_class(modules | books, "squares", course=imported)


@pytest.mark.parametrize("form", ["", "_notebook"])
def test_honest_work_is_graded_and_nobody_waits(squared, form):
    honest = squared[f"honest{form}"]
    assert (honest.earned, honest.state, honest.result["trust"]) == (100, "graded", "claimed")
    slip = squared[f"slip{form}"]
    assert (slip.earned, slip.state) == (50, "graded")
    assert "test 1”: expected 9, found 6" in slip.page


@pytest.mark.parametrize("form", ["", "_notebook"])
@pytest.mark.parametrize("name", ["forged", "lying"])
def test_objects_that_say_true_earn_nothing(squared, name, form):
    assert squared[f"{name}{form}"].earned == 0


def test_the_report_tells_which_tests_are_compared_outside(imported):
    def rows(name: str) -> list[list[str]]:
        said = (imported / "reference" / name / "IMPORT.md").read_text(encoding="utf-8")
        return [re.findall(r"[\w.]+", line) for line in said.splitlines() if re.match(r"\| q\d", line)]

    assert rows("squares") == [["q1", "50", "7", "5", "7", "0"], ["q2", "50", "5", "4", "5", "0"]]
    assert rows("verdicts") == [["q1", "50", "3", "2", "0", "3"], ["q2", "50", "3", "3", "0", "3"]]
    policy = [
        "accept_self_reported" in (imported / "assignments" / name / "assignment.toml").read_text()
        for name in ("squares", "doubles", "verdicts")
    ]
    assert policy == [False, False, True]


def test_true_and_false_wait_for_a_person_unless_the_course_accepts_them(grade_class, imported):
    work = {"guessed": {"work.py": ANY + FORGED}, "honest": {"work.py": ANY.replace("True", "n % 2 == 0") + WORK}}
    looked_at = grade_class(work, "looked_at", course=imported)
    assert {(one.state, one.result["trust"]) for one in looked_at.values()} == {("needs_review", "self_reported")}
    assert looked_at["honest"].earned == 100
    accepted = grade_class({"honest": work["honest"]}, "verdicts", course=imported)["honest"]
    assert (accepted.earned, accepted.state, accepted.result["trust"]) == (100, "graded", "self_reported")


@pytest.mark.parametrize("name", BY_HAND)
def test_a_case_by_hand_whose_value_can_be_had_without_the_work_waits(grade_class, imported, name):
    one = grade_class({"kim": {f"{name}.py": "def is_even(n):\n    return not n % 2\n"}}, name, course=imported)["kim"]
    expected = ("graded", "claimed") if name == "sums" else ("needs_review", "self_reported")
    assert (one.earned, one.state, one.result["trust"]) == (10, *expected)


def test_without_a_reference_what_was_given_decides(grade_class, imported):
    home = imported / "assignments/alone"
    shutil.copytree(imported / "assignments/evens", home)
    (home / "checks/test_it.py").write_text(STATED)
    works = {"kim": {"alone.py": ANY}, "lee": {"alone.py": "def is_even(n):\n    print(n)\n"}}
    graded = grade_class(works, "alone", course=imported)
    assert {name: (one.earned, one.state) for name, one in graded.items()} == {
        "kim": (10, "needs_review"),
        "lee": (0, "graded"),
    }


def test_assertions_of_nbgrader_on_numbers_are_graded(grade_class, imported):
    works = {"honest": "def double(n):\n    return n + n\n", "forged": FORGED.replace("def sq(", "def double(")}
    graded = grade_class({name: {"doubles.py": code} for name, code in works.items()}, "doubles", course=imported)
    assert {name: (one.earned, one.state) for name, one in graded.items()} == {
        "honest": (5, "graded"),
        "forged": (0, "graded"),
    }
