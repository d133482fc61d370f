"""Templates: small, complete assignments, which an author copies into a course and changes.

A template is a folder in `assignment_templates` beside this package: `assignment/` and `reference/` are the two halves,
`data/` and `reference_data/` what the course's `data/` and `reference/data/` get. It names its assignment nowhere, so
any id fits.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from autograder.course.assignment import read_assignment
from autograder.course.folder import Course
from autograder.course.release import release
from autograder.errors import UsageError

FOLDER = Path(__file__).parents[1] / "assignment_templates"
ID = re.compile(r"[a-z][a-z0-9_]{0,63}")
"""What an assignment may be called: it names a module too."""
_IGNORED = shutil.ignore_patterns("__pycache__", "*.pyc")


def names() -> tuple[str, ...]:
    """Return the name of each template."""
    return tuple(path.parent.name for path in sorted(FOLDER.glob("*/assignment")))


def add(course: Course, name: str, template: str) -> tuple[Path, ...]:
    """Write an assignment into a course, with its stubs; return the folders that are new, the public half first.

    Raises:
        UsageError: there is no such template, the id is none or taken, or the course has other data of that name.
    """
    source = FOLDER / template
    if template not in names():
        known = "; ".join(f"{each} ({read_assignment(FOLDER / each / 'assignment').title})" for each in names())
        raise UsageError(f"--template: expected one of {known}; found {template!r}")
    if not ID.fullmatch(name) or name.startswith("test_"):
        expected = "expected small letters, digits and low lines, a letter in front, not test_"
        raise UsageError(f"the assignment's id: {expected}; found {name!r}")
    public, private = course.public(name), course.private(name)
    for folder in (public, private):
        if folder.exists():
            raise UsageError(f"{folder}: expected an id that is new, found an assignment; choose another")
    data = dict(_data(course, source))
    for part, target in {source / "assignment": public, source / "reference": private, **data}.items():
        shutil.copytree(part, target, ignore=_IGNORED)
    release(public, private)
    return (public, private, *data.values())


def _data(course: Course, source: Path) -> Iterator[tuple[Path, Path]]:
    """Yield each folder of data that the course has not got, and where it goes.

    Raises:
        UsageError: the course has other data of that name.
    """
    for half, target in (("data", course.root / "data"), ("reference_data", course.root / "reference" / "data")):
        for part in sorted((source / half).glob("*")):
            place = target / part.name
            if not place.exists():
                yield part, place
            elif _contents(part) != _contents(place):
                raise UsageError(f"{place}: expected no data of this name, found other data; rename it in the course")


def _contents(folder: Path) -> Mapping[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
