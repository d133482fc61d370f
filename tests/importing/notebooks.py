"""Small source notebooks in the forms of nbgrader and otter, written for these tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

SOLUTION = "def double(n):\n    ### BEGIN SOLUTION\n    return 2 * n\n    ### END SOLUTION"
TEST = """\
\"\"\"Doubles numbers.\"\"\"
assert double(1) == 2
### BEGIN HIDDEN TESTS
assert double(21) == 42
### END HIDDEN TESTS"""
RAISES = """\
try:
    double(None)
except TypeError:
    pass
else:
    raise AssertionError("double(None) did not raise")"""
TASK = "Draw it.\n\n=== BEGIN MARK SCHEME ===\n\nSECRET scheme\n\n=== END MARK SCHEME ==="


def nbgrader_cell(source: str, name: str, points: float | None = None, kind: str = "code", **flags: bool) -> Any:
    about = {"grade_id": name, "schema_version": 3, "grade": False, "solution": False, "locked": False, **flags}
    if points is not None:
        about["points"] = points
    make = new_code_cell if kind == "code" else new_markdown_cell
    return make(source, metadata={"nbgrader": about})


def nbgrader() -> Any:
    """Return a notebook with an automatic, a self-asserting, a written and a task question."""
    return new_notebook(
        cells=[
            new_markdown_cell("# Doubling\n\nLook at ![](picture.png)."),
            new_code_cell("%matplotlib inline\nimport math"),
            nbgrader_cell(SOLUTION, "double", solution=True),
            new_code_cell("double(5)"),
            nbgrader_cell(TEST, "doubles", 2, grade=True),
            nbgrader_cell(RAISES, "raises", 1, grade=True),
            nbgrader_cell("Because SECRET.", "why", 3, "markdown", grade=True, solution=True),
            nbgrader_cell(TASK, "draw", 4, "markdown", task=True),
            nbgrader_cell("### AUTOTEST double(3)", "automatic", 1, grade=True),
        ]
    )  # fmt: skip


def shown(source: str, text: str) -> Any:
    output = new_output("execute_result", data={"text/plain": text}, execution_count=1)
    return new_code_cell(source, outputs=[output])


def otter() -> Any:
    """Return a notebook with doctest-like, asserting, function-like and hidden tests, and a written question."""
    return new_notebook(
        cells=[
            new_raw_cell("# ASSIGNMENT CONFIG\nname: doubling\nseed: 1"),
            new_code_cell("import numpy as np"),
            new_raw_cell("# BEGIN QUESTION\nname: q1\npoints: 4"),
            new_markdown_cell("Double a number."),
            new_raw_cell("# BEGIN SOLUTION"),
            new_code_cell("def double(n):\n    return 2 * n # SOLUTION\n\nfour = double(2) # SOLUTION"),
            new_raw_cell("# END SOLUTION"),
            new_raw_cell("# BEGIN TESTS"),
            shown("four", "4"),
            shown("np.array([double(1), 2])", "array([2, 2])"),
            new_code_cell("# HIDDEN\nassert double(21) == 42"),
            new_code_cell(
                '""" # BEGIN TEST CONFIG\npoints: 1\nhidden: true\n""" # END TEST CONFIG\n'
                "def test_many(double):\n    for n in range(3):\n        assert double(n) == n + n\n\n"
                "test_many(double)  # IGNORE"
            ),
            new_raw_cell("# END TESTS"),
            new_raw_cell("# END QUESTION"),
            new_raw_cell("# BEGIN QUESTION\nname: q2\nmanual: true\npoints: 2"),
            new_markdown_cell("Why?"),
            new_raw_cell("# BEGIN PROMPT"),
            new_markdown_cell("_Write here._"),
            new_raw_cell("# END PROMPT"),
            new_raw_cell("# BEGIN SOLUTION"),
            new_markdown_cell("Because SECRET."),
            new_raw_cell("# END SOLUTION"),
            new_raw_cell("# END QUESTION"),
        ]
    )


def questions(**given: tuple[str, list[Any]]) -> Any:
    """Return a notebook of otter's: by question its solution and its tests, worth 50 points each."""
    cells = [new_raw_cell("# ASSIGNMENT CONFIG\nname: squares")]
    for name, (solution, tests) in given.items():
        cells += [new_raw_cell(f"# BEGIN QUESTION\nname: {name}\npoints: 50"), new_raw_cell("# BEGIN SOLUTION")]
        cells += [new_code_cell(solution), new_raw_cell("# END SOLUTION"), new_raw_cell("# BEGIN TESTS"), *tests]
        cells += [new_raw_cell("# END TESTS"), new_raw_cell("# END QUESTION")]
    return new_notebook(cells=cells)


def printed(source: str, text: str) -> Any:
    return new_code_cell(source, outputs=[new_output("stream", text=text)])


def squares() -> Any:
    """Return a notebook whose tests are comparisons, numbers and texts that the grader can compare by itself."""
    return questions(
        q1=(
            "def sq(x):\n    return x * x # SOLUTION",
            [
                shown("sq(3) == 9", "True"),
                shown("# HIDDEN\nsq(11) == 121", "True"),
                shown("import numpy as np\nnp.isclose(sq(1.5), 2.25)", "True"),
                shown("# HIDDEN\n(sq(7) > 48) and (sq(7) < 50)", "True"),
                new_code_cell("# HIDDEN\nabs(sq(0.5) - 0.25) < 1e-6"),
                new_code_cell("# HIDDEN\nassert sq(12) == 144\nassert 168 < sq(13) < 170"),
            ],
        ),
        q2=(
            "t = [1, 4, 9] # SOLUTION",
            [
                shown("import numpy as np\nlen(t) == 3", "True"),
                shown("# HIDDEN\nsum(t)", "14"),
                shown("# HIDDEN\nround(sum(t) / 3, 2) == 4.67", "np.True_"),
                shown("# HIDDEN\nnp.array(t)", "array([1, 4, 9])"),
                printed("# HIDDEN\nprint('The last is', t[-1])", "The last is 9\n"),
            ],
        ),
    )


def verdicts() -> Any:
    """Return a notebook whose tests give nothing but true, false, None, or a text of their own."""
    return questions(
        q1=(
            "def is_even(n):\n    return n % 2 == 0 # SOLUTION",
            [
                shown("is_even(4)", "True"),
                shown("# HIDDEN\n[is_even(n) for n in (2, 4)]", "[True, True]"),
                printed("# HIDDEN\nprint(is_even(4) == is_even(6))", "True\n"),
            ],
        ),
        q2=(
            "def sq(x):\n    return x * x # SOLUTION",
            [
                shown("# HIDDEN\nsq(2) == sq(-2)", "True"),
                shown("# HIDDEN\nint(sq(3) == 9)", "1"),
                printed("# HIDDEN\nif sq(3) == 9:\n    print('Right!')", "Right!\n"),
            ],
        ),
    )


def written(folder: Path, name: str, notebook: Any) -> Path:
    path = folder / f"{name}.ipynb"
    nbformat.write(notebook, path)
    return path
