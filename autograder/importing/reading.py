"""Read a notebook of nbgrader's or otter's, whichever it is."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import nbformat
from nbformat.reader import NotJSONError

from autograder.errors import UsageError
from autograder.importing.nbgrader import is_nbgrader, read_nbgrader
from autograder.importing.otter import is_otter, read_otter
from autograder.importing.parts import Imported, Question, Test
from autograder.importing.plain import files_mentioned


def read_source(path: Path) -> Imported:
    """Read an instructor's notebook.

    Raises:
        UsageError: it cannot be read, is neither nbgrader's nor otter's, or holds nothing that earns points.
    """
    notebook = _notebook(path)
    language = notebook.metadata.get("kernelspec", {}).get("language", "python")
    if language != "python":
        raise UsageError(f"{path}: expected a notebook in Python, found one in {language}")
    try:
        found = _read(notebook, path.stem)
    except (UsageError, SyntaxError) as error:
        raise UsageError(f"{path}: {error}") from None
    if not found.questions:
        raise UsageError(f"{path}: expected a cell or a question that earns points, found none")
    files = tuple(
        f"{name}: it stands beside the notebook and was not taken along; boxes show data sets and models of the course"
        for name in files_mentioned(notebook, path.parent)
    )
    return replace(found, questions=_named(found.questions), lost=(*found.lost, *files))


def _read(notebook: nbformat.NotebookNode, name: str) -> Imported:
    if is_nbgrader(notebook):
        return read_nbgrader(notebook, name)
    if is_otter(notebook):
        return read_otter(notebook, name)
    raise UsageError("expected cells with nbgrader's metadata, or otter's directives in raw cells; found neither")


def _notebook(path: Path) -> nbformat.NotebookNode:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # cells without ids, or with equal ones, are nothing to worry about here
            return nbformat.read(path, as_version=4)
    except (OSError, UnicodeDecodeError, NotJSONError, nbformat.ValidationError) as error:
        reason = getattr(error, "strerror", None) or str(error).split("\n", maxsplit=1)[0]
        raise UsageError(f"{path}: expected a notebook (.ipynb), found none: {reason}") from None


def _named(questions: Sequence[Question]) -> tuple[Question, ...]:
    """Return the questions with names that are distinct, and so are the names of each one's tests."""
    names = _distinct([question.name for question in questions])
    return tuple(
        replace(question, name=name, tests=_tests(question.tests))
        for name, question in zip(names, questions, strict=True)
    )


def _tests(tests: Sequence[Test]) -> tuple[Test, ...]:
    names = _distinct([test.name for test in tests])
    return tuple(replace(test, name=name) for name, test in zip(names, tests, strict=True))


def _distinct(names: Sequence[str]) -> list[str]:
    seen: dict[str, int] = {}
    distinct = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        distinct.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return distinct
