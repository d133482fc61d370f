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
from autograder.submissions.files import is_junk

SUFFIXES = (".ipynb", ".py")
OF_ANSWERS = (".md", ".txt")
OF_COURSE = frozenset({"assignment.toml", "cases.py", "checks", "locale", "models"})
"""What an assignment's public half holds beside its stubs; a student's repository may have a copy of it."""


@dataclass(frozen=True, slots=True)
class CiSubmission:
    """A file or folder to grade, and the assignment that it is for."""

    assignment: str
    path: Path


def find(course: Course, root: Path, files: Iterable[Path], assignment: str = "") -> list[CiSubmission]:
    """Return what of the changed files is to be graded, each once.

    A file named as an assignment is a hand-in; any other code, and an answer in words, in a folder named as an
    assignment makes the folder one, and so does what else lies there beside the file that is named so. The course's own
    folders are never handed in whole, and nothing of its private half is.
    """
    known = (assignment,) if assignment else course.assignments()
    own = frozenset(course.public(name).resolve() for name in course.assignments())
    secret = (course.root / "reference").resolve()
    pushed = _Pushed(course, root, known, own, named=bool(assignment), beside=cache(_beside))
    works = (pushed.work(path) for path in files if path.is_file() and secret not in path.resolve().parents)
    found = [work for work in works if work is not None]
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


@dataclass(frozen=True, slots=True)
class _Pushed:
    """Where files were pushed, and the assignments that they may be for.

    `own` are the course's public folders; `named` says that the assignment was named. `beside` is `_beside`, once for
    each folder: many files may lie in one.
    """

    course: Course
    root: Path
    known: Sequence[str]
    own: frozenset[Path]
    named: bool
    beside: Callable[[Path], frozenset[str]]

    def work(self, path: Path) -> CiSubmission | None:
        """Return the work that a changed file belongs to; None where it is for no assignment."""
        plain = {_plain(name): name for name in self.known}
        folder = next((each for each in path.parents if self.root in each.parents and _plain(each.name) in plain), None)
        is_code = path.suffix.lower() in SUFFIXES
        if folder is not None and folder.resolve() not in self.own:
            name = plain[_plain(folder.name)]
            if not is_code:
                return CiSubmission(name, folder) if self._is_answer(path, name) else None
            alone = _plain(path.stem) == _plain(name) and self.beside(path.parent) <= {_plain(name)}
            return CiSubmission(name, path if alone else folder)
        if is_code and _plain(path.stem) in plain:
            return CiSubmission(plain[_plain(path.stem)], path)
        bare = is_code and folder is None and not path.stem.startswith("test_")
        return CiSubmission(self.known[0], path) if self.named and bare else None

    def _is_answer(self, path: Path, name: str) -> bool:
        """Tell whether an answer in words to a part of an assignment may stand in a file."""
        if path.suffix.lower() not in OF_ANSWERS:
            return False
        return path.stem.lower() in {part.id for part in self.course.assignment(name).parts}


def _beside(folder: Path) -> frozenset[str]:
    """Return the plain names of what lies in a folder that a hand-in there may import or read; no other notebook is."""
    found = (each for each in folder.iterdir() if not (is_junk(each.name) or each.name in OF_COURSE))
    own = [each for each in found if not each.name.startswith("test_") and each.suffix.lower() != ".ipynb"]
    return frozenset(_plain(each.stem if each.suffix.lower() in SUFFIXES else each.name) for each in own)


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "_", name.casefold())
