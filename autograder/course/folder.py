"""Find and open a course: its root, its settings, the public and the private half of each assignment."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from pydantic import ConfigDict, TypeAdapter

from autograder.course.assignment import Assignment, Private, read_assignment, read_private
from autograder.course.frameworks import assert_known_frameworks
from autograder.course.packages import NO_PACKAGES, EnvironmentSettings
from autograder.course.parts import assert_parts
from autograder.course.policy import FREE, Attempts, Late, Zone
from autograder.course.rubric import Rubric, read_rubric
from autograder.course.toml import line_of, read_toml
from autograder.data.known import assert_known
from autograder.errors import CourseError, UsageError
from autograder.i18n import SOURCE
from autograder.i18n import languages as languages_in


class KerasBackend(StrEnum):
    """The framework that Keras computes with."""

    TENSORFLOW = "tensorflow"
    TORCH = "torch"
    JAX = "jax"


@dataclass(frozen=True, slots=True)
class LookSettings:
    """The colour (`#1f6f78`) at the top of the course's pages, and its logo: a PNG's path below the course's root."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    accent: str = "#1f6f78"
    logo: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """What `[tool.autograder]` of a `pyproject.toml`, or a `course.toml`, says.

    `language` is that of everybody whom `languages` does not name. `backend` is what Keras computes with, for
    submissions and in the grader's own boxes.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    title: str = "Course"
    backend: KerasBackend = KerasBackend.TENSORFLOW
    language: str = SOURCE
    languages: Mapping[str, str] = field(default_factory=dict)
    look: LookSettings = LookSettings()
    allow_degraded: tuple[str, ...] = ()
    timezone: Zone = "UTC"
    late: Late = FREE
    attempts: Attempts = Attempts.LAST
    environment: EnvironmentSettings = NO_PACKAGES


@dataclass(frozen=True, slots=True)
class Course:
    """A course on disk."""

    root: Path
    settings: Settings

    @property
    def catalogs(self) -> Path:
        """Return the folder in which the course may bring the package's sentences in other languages."""
        return self.root / "locale"

    def public(self, assignment: str) -> Path:
        """Return the folder of an assignment's public half."""
        return self.root / "assignments" / assignment

    def private(self, assignment: str) -> Path:
        """Return the folder of an assignment's private half; it need not exist on a student's machine."""
        return self.root / "reference" / assignment

    def assignments(self) -> tuple[str, ...]:
        """Return the ids of the assignments, sorted."""
        return tuple(sorted(path.parent.name for path in self.root.glob("assignments/*/assignment.toml")))

    def assignment(self, name: str) -> Assignment:
        """Read an assignment's public half.

        Raises:
            UsageError: there is no such assignment.
            CourseError: its file is wrong.
        """
        if name not in self.assignments():
            known = ", ".join(self.assignments()) or "none"
            raise UsageError(f"unknown assignment {name!r}; the course in {self.root} has: {known}")
        found = read_assignment(self.public(name))
        path = self.public(name) / "assignment.toml"
        assert_known(path, found.data, self.root)
        assert_known_frameworks(path, found.frameworks, without_data=found.entry.model and not found.data.name)
        assert_parts(path, found.parts)
        return found

    def secrets(self, name: str) -> Private:
        """Read an assignment's private settings; defaults where there are none.

        Raises:
            CourseError: they, or the rubric beside them, are wrong.
        """
        self.rubric(name)
        return read_private(self.private(name))

    def rubric(self, name: str) -> Rubric:
        """Read by what people mark an assignment; an empty rubric where there is none.

        Raises:
            CourseError: it is wrong.
        """
        return read_rubric(self.private(name), self.assignment(name).parts)

    def check_files(self, name: str, *, hidden: bool = True) -> tuple[Path, ...]:
        """Return the files of an assignment's checks, public ones first."""
        folders = [self.public(name), *([self.private(name)] if hidden else [])]
        return tuple(path for folder in folders for path in sorted(folder.glob("checks/test_*.py")))


def open_course(root: Path) -> Course:
    """Open the course at a root.

    Raises:
        CourseError: nothing there marks a course, or its settings are wrong.
    """
    adapter = TypeAdapter(Settings)
    if (root / "course.toml").is_file():
        return _spoken(Course(root, read_toml(root / "course.toml", adapter, {})), root / "course.toml", ())
    if _marked(root):
        table = ("tool", "autograder")
        settings = read_toml(root / "pyproject.toml", adapter, {}, table=table)
        return _spoken(Course(root, settings), root / "pyproject.toml", table)
    message = f"{root}: expected a course.toml, or a pyproject.toml with [tool.autograder], found neither"
    raise CourseError([message])


def _spoken(course: Course, path: Path, table: Sequence[str]) -> Course:
    """Return a course whose languages have a catalog, the package's or its own."""
    found, settings = languages_in(course.catalogs), course.settings
    each = [(("languages", student), code) for student, code in settings.languages.items()]
    asked: list[tuple[tuple[str, ...], str]] = [(("language",), settings.language), *each]
    problems = [
        f"{path}{_line(path, [*table, *keys])}: {'.'.join(keys)}: expected one of {', '.join(found)}, found {code!r}; "
        f"a course brings a language as locale/{code}.po"
        for keys, code in asked
        if code not in found
    ]
    if problems:
        raise CourseError(problems)
    return course


def _line(path: Path, keys: list[str]) -> str:
    line = line_of(path.read_text(encoding="utf-8"), keys)
    return f", line {line}" if line else ""


def find_root(start: Path, bundled: Sequence[Path]) -> Path:
    """Return the nearest parent that marks a course, else the first bundled course that exists.

    Raises:
        CourseError: there is none.
    """
    for folder in (start, *start.parents):
        if (folder / "course.toml").is_file() or _marked(folder):
            return folder
    for folder in bundled:
        if (folder / "assignments").is_dir():
            return folder
    raise CourseError([f"no course in {start} or above it; name one with --course"])


def _marked(folder: Path) -> bool:
    path = folder / "pyproject.toml"
    if not path.is_file():
        return False
    try:
        return "autograder" in tomllib.loads(path.read_text(encoding="utf-8")).get("tool", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return False


def solution_in(private: Path) -> Path | None:
    """Return the solution in an assignment's private folder: `solution.py`, else `solution.ipynb`; None for neither."""
    paths = (private / "solution.py", private / "solution.ipynb")
    return next((path for path in paths if path.is_file()), None)
