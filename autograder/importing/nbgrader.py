"""Read a source notebook of nbgrader's: metadata of cells say what is a solution, a test, and what a person grades."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import nbformat

from autograder.importing.cells import asserted, imports_of, needs, scored, title_of
from autograder.importing.parts import ANSWER, IN_NOTEBOOK, Imported, Question, Test, part_id
from autograder.importing.plain import only_shows, title
from autograder.importing.python import plain_python

_HIDDEN = re.compile(
    r"^[ \t]*#+ ?BEGIN HIDDEN TESTS[^\n]*\n(.*?)^[ \t]*#+ ?END HIDDEN TESTS[^\n]*\n?", re.DOTALL | re.MULTILINE
)
_MARKS = re.compile(r"^[ \t]*#+ ?(?:BEGIN|END) HIDDEN TESTS[^\n]*\n?", re.MULTILINE)
_SCHEME = re.compile(r"=+ BEGIN MARK SCHEME =+\n?(.*?)=+ END MARK SCHEME =+\n?", re.DOTALL)
_AUTOTEST = re.compile(r"^[ \t]*#+ ?(?:HASHED )?AUTOTEST\b", re.MULTILINE)
_MARKED = re.compile(r"BEGIN SOLUTION")


def is_nbgrader(notebook: nbformat.NotebookNode) -> bool:
    """Tell whether a notebook is one of nbgrader's."""
    return any("nbgrader" in cell.metadata for cell in notebook.cells)


def read_nbgrader(notebook: nbformat.NotebookNode, name: str) -> Imported:
    """Read nbgrader's source notebook.

    Raises:
        SyntaxError: a test cell is no Python.
    """
    questions: list[Question] = []
    lost: list[str] = []
    cells = []
    for cell in notebook.cells:
        about = cell.metadata.get("nbgrader", {})
        if _is_graded(about):
            question, problems = _question(cell, about)
            questions += [question] if question.points else []
            lost += problems
        cells.append(_solution_cell(cell, about))
    return Imported(
        title=title(notebook, name),
        solution=nbformat.v4.new_notebook(cells=cells),
        questions=tuple(questions),
        lost=tuple(lost),
        settings={"format": "nbgrader"},
    )


def _is_graded(about: Mapping[str, Any]) -> bool:
    return bool(about.get("grade") or about.get("task"))


def _question(cell: nbformat.NotebookNode, about: Mapping[str, Any]) -> tuple[Question, Sequence[str]]:
    name, points = str(about.get("grade_id") or "question"), float(about.get("points") or 0)
    if cell.cell_type != "code" or about.get("solution") or about.get("task"):
        part = part_id(name) if about.get("solution") else ""
        question = Question(name, name, points, part=part, scheme=_scheme(cell.source).strip())
        return question, (f"{name}: a person grades its {points:g} points: autograder mark",)
    lost = [] if points else [f"{name}: it is worth nothing, so that there is no check of it"]
    plain = plain_python(cell.source)
    tests = tuple(_tests(plain.code, points))
    lost += [f"{name}: the line “{line}” of its test was left out" for line in plain.left_out]
    if _AUTOTEST.search(cell.source):
        tests = ()
        lost.append(
            f"{name}: AUTOTEST lines are made into tests by nbgrader; import what `nbgrader generate_assignment` "
            f"wrote, or write the check: until then a person grades its {points:g} points"
        )
    elif not tests and points:
        lost.append(f"{name}: its cell tests nothing in Python; a person grades its {points:g} points")
    partial = any(test.possible for test in tests)
    return Question(name, title_of(_HIDDEN.sub("", plain.code)) or name, points, tests, partial), lost


def _tests(source: str, points: float) -> Iterator[Test]:
    """Yield the tests of a cell; one that ends in a number gives these points, hidden part and all."""
    visible, hidden = _HIDDEN.sub("", source), "\n".join(_HIDDEN.findall(source))
    if not hidden.strip():
        yield from scored("the cell", visible, points, hidden=False) or asserted("the cell", visible, hidden=False)
        return
    whole = _MARKS.sub("", source)
    if given := scored("the cell with its hidden part", whole, points, hidden=True):
        yield from given
        return
    yield from asserted("the cell", visible, hidden=False)
    parts = asserted("the hidden part", f"{imports_of(visible)}{hidden}", hidden=True)
    alone = all(test.valued for test in parts) and not needs(hidden, visible)
    yield from parts if alone else asserted("the cell with its hidden part", f"{visible}\n{hidden}", hidden=True)


def _scheme(source: str) -> str:
    return "\n".join(_SCHEME.findall(source))


def _solution_cell(cell: nbformat.NotebookNode, about: Mapping[str, Any]) -> nbformat.NotebookNode:
    """Return a cell of the solution, with the markers that a stub is made by."""
    source = _SCHEME.sub("", _HIDDEN.sub("", cell.source)).strip()
    if cell.cell_type != "code":
        part = [part_id(str(about.get("grade_id")))] if _is_graded(about) else []
        tags = [ANSWER, *part] if about.get("solution") else []
        return nbformat.v4.new_markdown_cell(source, metadata={"tags": tags} if tags else {})
    if about.get("solution") and not _MARKED.search(source):
        source = f"### BEGIN SOLUTION\n{source}\n### END SOLUTION"
    tests = _is_graded(about) and not about.get("solution")
    by_hand = _is_graded(about) and not tests
    tags = [part_id(str(about.get("grade_id")))] if by_hand else [IN_NOTEBOOK] if tests or only_shows(source) else []
    return nbformat.v4.new_code_cell(source, metadata={"tags": tags} if tags else {})
