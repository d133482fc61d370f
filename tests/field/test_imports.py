"""Imported tests pass right answers, and no wrong ones: whatever the source left open is told or left to a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output, new_raw_cell

from tests.end_to_end.conftest import Command
from tests.field.conftest import Graded, graded
from tests.importing.notebooks import nbgrader_cell, shown

CONFIG = '""" # BEGIN TEST CONFIG\n{}\n""" # END TEST CONFIG\n'


def printed(source: str, text: str) -> Any:
    return new_code_cell(source, outputs=[new_output("stream", name="stdout", text=text)])


OTTER = {
    "compared": (2, "a = 5", [new_code_cell("a == 5")]),
    "close": (1, "b = [1.0, 2.0]", [new_code_cell("np.allclose(b, [1, 2])")]),
    "open": (3, "c = 7", [new_code_cell("c")]),
    "asserting": (1, "d = 8", [new_code_cell("assert d == 8")]),
    "named": (1, "e = 9", [new_code_cell("np.testing.assert_equal(e, 9)")]),
    "printing": (2, "f = 2", [printed("print(f + 1)", "3\n")]),
    "magic": (1, "g = 1", [new_code_cell("%%capture\n%matplotlib inline\nassert g == 1")]),
    "timed": (1, "h = 4", [shown("%time h", "4")]),
    "advised": (2, "i = 6", [shown(CONFIG.format("failure_message: Look at i again.") + "i", "6")]),
    "listed": ("[1, 3]", "j = 1\nk = 2", [shown("j", "1"), shown("k", "2")]),
}
"""Questions of otter's: points, the solution, the tests. No output is saved but what is shown."""
WORTH = {"compared": 2, "close": 1, "asserting": 1, "named": 1, "printing": 2, "magic": 1, "timed": 1, "advised": 2}
RIGHT = "import numpy as np\n" + "\n".join(code for _points, code, _tests in OTTER.values())
WRONG = RIGHT.translate(str.maketrans("0123456789", "1234567890"))
HALF = RIGHT.replace("k = 2", "k = 3").replace("i = 6", "i = 0")
SCORE = "score = 0\nif f(1) == 2:\n    score += 1\nif f(2) == 3:\n    score += 2\nscore"
HIDDEN = """\
score = 0
score += f(1) == 2
### BEGIN HIDDEN TESTS
score += 3 * (f(2) == 3)
### END HIDDEN TESTS
score * 1.0"""
NBGRADER = {
    "number": (3, SCORE),
    "hidden": (4, HIDDEN),
    "magic": (1, "%matplotlib inline\nassert f(1) == 2"),
    "timed": (1, "%%time\nassert f(2) == 3"),
    "none": (1, "assert f(1) == 2\nprint(f(1))"),
    "shell": (2, "%%bash\nls"),
}
"""Test cells of nbgrader's: points and the code."""
PLUS = "def f(n):\n    return n + 1\n"


def otter() -> Any:
    cells = [new_raw_cell("# ASSIGNMENT CONFIG\nname: hw\nfiles: [data.csv]"), new_code_cell("import numpy as np")]
    for name, (points, solution, tests) in OTTER.items():
        lines = "\n".join(f"{line} # SOLUTION" for line in solution.split("\n"))
        cells += [
            new_raw_cell(f"# BEGIN QUESTION\nname: {name}\npoints: {points}"),
            new_raw_cell("# BEGIN SOLUTION"), new_code_cell(lines), new_raw_cell("# END SOLUTION"),
            new_raw_cell("# BEGIN TESTS"), *tests, new_raw_cell("# END TESTS"), new_raw_cell("# END QUESTION"),
        ]  # fmt: skip
    return new_notebook(cells=cells)


def nbgrader() -> Any:
    solution = "def f(n):\n    ### BEGIN SOLUTION\n    return n + 1\n    ### END SOLUTION"
    tests = [nbgrader_cell(code, name, points, grade=True) for name, (points, code) in NBGRADER.items()]
    return new_notebook(cells=[nbgrader_cell(solution, "f", solution=True), *tests])


@dataclass(frozen=True)
class Run:
    said: str
    report: str
    students: Mapping[str, Graded]


CLASSES = {
    "hw": (otter, {"right": RIGHT, "wrong": WRONG, "half": HALF}),
    "ng": (nbgrader, {"right": PLUS, "wrong": "def f(n):\n    return 0\n", "half": "def f(n):\n    return 2\n"}),
}


def imported(autograder: Command, folder: Path, name: str) -> Run:
    """Import a notebook and grade a class by it."""
    make, hand_ins = CLASSES[name]
    course, out = folder / "course", folder / "run"
    nbformat.write(make(), folder / f"{name}.ipynb")
    (folder / "data.csv").write_text("1\n")
    ran = autograder("import", folder / f"{name}.ipynb", course=course)
    assert ran.code == 0, ran.stderr
    (folder / "class").mkdir()
    for student, code in hand_ins.items():
        (folder / "class" / f"{student}.py").write_text(code)
    graded_ = autograder("batch", folder / "class", "-a", name, "--out", out, "-j", 2, course=course)
    assert graded_.code == 0, graded_.stdout + graded_.stderr
    found = [graded(path) for path in sorted(out.rglob("result.json"))]
    report = (course / "reference" / name / "IMPORT.md").read_text(encoding="utf-8")
    return Run(ran.stdout, report, {str(one.result["student"]): one for one in found})


@pytest.fixture(scope="module")
def hw(autograder: Command, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return imported(autograder, tmp_path_factory.mktemp("otter"), "hw")


@pytest.fixture(scope="module")
def ng(autograder: Command, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return imported(autograder, tmp_path_factory.mktemp("nbgrader"), "ng")


def points(run: Run, student: str) -> Mapping[str, float]:
    checks = run.students[student].result["checks"]
    return {check["id"].removeprefix("test_"): check["earned"] for check in checks if check["status"] != "awaiting"}


def test_right_answers_earn_everything_and_wrong_ones_nothing(hw: Run) -> None:
    assert points(hw, "right") == {**WORTH, "listed": 4}
    assert points(hw, "wrong") == dict.fromkeys((*WORTH, "listed"), 0)


def test_a_list_of_points_is_kept_and_a_failure_message_is_told(hw: Run) -> None:
    assert points(hw, "half") == {**WORTH, "advised": 0, "listed": 1}
    assert "Look at i again." in hw.students["half"].page
    assert "Look at i again." not in hw.students["right"].page


def test_what_could_not_fail_is_left_to_a_person(hw: Run) -> None:
    (open_,) = (check for check in hw.students["wrong"].result["checks"] if check["id"] == "test_open")
    assert (open_["status"], open_["earned"], open_["possible"]) == ("awaiting", 0, 3)
    assert hw.students["wrong"].result["possible"] == 18


@pytest.mark.parametrize(
    "words",
    [
        "open, test 1: its output was not saved, so that it could not fail",
        "open: a person grades its 3 points",
        "compared, test 1: its output was not saved; True is expected",
        "magic, test 1: the line “%%capture” was left out",
        "magic, test 1: the line “%matplotlib inline” was left out",
        "files: otter's setting was left out (['data.csv'])",
    ],
)
def test_what_was_lost_of_otter_s_is_in_the_report(words: str, hw: Run) -> None:
    assert words in hw.report
    assert words in " ".join(hw.said.split())


def test_a_cell_that_ends_in_a_number_gives_partial_credit(ng: Run) -> None:
    full = {"number": 3, "hidden": 4, "magic": 1, "timed": 1, "none": 1}
    assert points(ng, "right") == full
    assert points(ng, "half") == {"number": 1, "hidden": 1, "magic": 1, "timed": 0, "none": 1}
    assert points(ng, "wrong") == dict.fromkeys(full, 0)
    assert ng.students["right"].result["trust"] == "self_reported"


def test_a_cell_in_another_language_is_left_to_a_person_and_told(ng: Run) -> None:
    (shell,) = (check for check in ng.students["right"].result["checks"] if check["id"] == "test_shell")
    assert shell["status"] == "awaiting"
    for words in ("shell: the line “%%bash”", "magic: the line “%matplotlib inline”", "shell: its cell tests nothing"):
        assert words in ng.report
