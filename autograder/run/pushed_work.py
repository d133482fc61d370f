"""Find what of pushed files is work for an assignment."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from autograder.course.folder import Course
from autograder.errors import UsageError
from autograder.run import commands

SUFFIXES = (".ipynb", ".py")


@dataclass(frozen=True, slots=True)
class CiSubmission:
    """A file or folder to grade, and the assignment that it is for."""

    assignment: str
    path: Path


def find(course: Course, root: Path, files: Iterable[Path], assignment: str = "") -> list[CiSubmission]:
    """Return what of the changed files is to be graded, each once.

    A file named as an assignment is a hand-in; any other code in a folder named as an assignment makes the folder one.
    The course's own folders are never handed in whole, and nothing of its private half is.
    """
    known = (assignment,) if assignment else course.assignments()
    own = {course.public(name).resolve() for name in course.assignments()}
    secret = (course.root / "reference").resolve()
    modules = cache(_modules)  # many files may lie in one folder
    found = [
        work
        for path in files
        if path.suffix.lower() in SUFFIXES and path.is_file() and secret not in path.resolve().parents
        if (work := _work(path, root, known, own, modules, named=bool(assignment))) is not None
    ]
    notebooks = {work.path.with_suffix("") for work in found if work.path.suffix.lower() == ".ipynb"}
    kept = [work for work in found if work.path.suffix.lower() != ".py" or work.path.with_suffix("") not in notebooks]
    return list(dict.fromkeys(kept))


def given(course: Course, paths: Iterable[Path], assignment: str = "") -> list[CiSubmission]:
    """Return the work that was named: every path is a hand-in.

    Raises:
        UsageError: there is no such path, or nothing says which assignment it is for.
    """
    works = [CiSubmission(assignment or commands.infer_assignment(course, path), path) for path in paths]
    for work in works:
        if not work.path.exists():
            raise UsageError(f"{work.path}: no such file or folder")
    return works


def _work(
    path: Path, root: Path, known: Sequence[str], own: set[Path], modules: Callable[[Path], frozenset[str]], *,
    named: bool,
) -> CiSubmission | None:  # fmt: skip
    """Return the work that a changed file belongs to; None where it is for no assignment."""
    plain = {_plain(name): name for name in known}
    folder = next((each for each in path.parents if root in each.parents and _plain(each.name) in plain), None)
    if folder is not None and folder.resolve() not in own:
        name = plain[_plain(folder.name)]
        alone = _plain(path.stem) == _plain(name) and modules(path.parent) <= {_plain(name), "cases"}
        return CiSubmission(name, path if alone else folder)
    if _plain(path.stem) in plain:
        return CiSubmission(plain[_plain(path.stem)], path)
    return CiSubmission(known[0], path) if named and folder is None and not path.stem.startswith("test_") else None


def _modules(folder: Path) -> frozenset[str]:
    """Return the plain names of the modules in a folder, which a hand-in beside them may import."""
    return frozenset(_plain(each.stem) for each in folder.glob("*.py") if not each.stem.startswith("test_"))


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "_", name.casefold())
