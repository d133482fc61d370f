"""What must hold of a course's handouts before they are committed. Nothing is executed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import nbformat
from nbformat.reader import NotJSONError

from autograder.course import release
from autograder.course.folder import Course

LARGEST_KB = 200
"""How many kilobytes of output a notebook of a handout may hold, unless told otherwise."""


def problems(course: Course, files: Sequence[Path], largest_kb: int = LARGEST_KB) -> list[str]:
    """Return a sentence for each mistake.

    Args:
        course: the course.
        files: what changed; every handout of the course where none is named.
        largest_kb: how many kilobytes of output a notebook may hold.

    Raises:
        CourseError: a solution of the course is wrong.
    """
    names = [name for name in course.assignments() if not files or _concerned(course, name, files)]
    notebooks = [path for path in files if path.suffix == ".ipynb" and path.is_file()]
    if not files:
        notebooks = [path for name in names for path in sorted(course.public(name).glob("*.ipynb"))]
    return [*_stale(course, names), *(problem for path in notebooks for problem in _notebook(path, largest_kb))]


def _concerned(course: Course, name: str, files: Sequence[Path]) -> bool:
    """Tell whether a change may make the stubs of an assignment other ones."""
    folders = (course.public(name).resolve(), course.private(name).resolve())
    return any(folder in path.resolve().parents for folder in folders for path in files)


def _stale(course: Course, names: Sequence[str]) -> Iterator[str]:
    for name in names:
        if not course.private(name).is_dir():
            continue
        for path in release.stale(course.public(name), course.private(name)):
            yield f"{path}: expected the stub of the solution, found another text; run: autograder release {name}"


def _notebook(path: Path, largest_kb: int) -> Iterator[str]:
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except (OSError, UnicodeDecodeError, NotJSONError, nbformat.ValidationError) as error:
        said = str(error).split("\n", maxsplit=1)[0][:200]
        yield f"{path}: expected a notebook, found something else: {said}"
        return
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    size = sum(len(str(output)) for output in outputs) / 1000
    if size > largest_kb:
        yield f"{path}: expected at most {largest_kb} kB of output, found {size:.0f} kB; clear the outputs"
