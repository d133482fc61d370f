"""Bring assignments that were written for other graders into a course."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.course.folder import open_course
from autograder.errors import UsageError
from autograder.importing import Imported, read_source, write_assignment
from autograder.importing.writing import REPORT, slug


@dataclass(frozen=True, slots=True)
class Brought:
    """An assignment that was imported: its id, what was read, its files, and where the report lies."""

    id: str
    found: Imported
    paths: tuple[Path, ...]
    report: Path


def bring(sources: Sequence[Path], root: Path, name: str = "") -> Iterator[Brought]:
    """Import notebooks into the course at `root`, which is made where the folder is new or empty.

    Every source is read before the first file is written, and nothing is executed.

    Raises:
        UsageError: a source cannot be read, or its assignment is there already.
        CourseError: the folder holds something that is no course.
    """
    if name and len(sources) != 1:
        raise UsageError(f"--id names one assignment, found {len(sources)} sources")
    if name and (slug(name) != name or name.startswith("test_")):
        raise UsageError(f"--id: expected small letters, digits and low lines, not test_ in front; found {name!r}")
    read = [(name or slug(path.stem).removeprefix("test_"), read_source(path)) for path in sources]
    names = [each for each, _found in read]
    if len(set(names)) != len(names):
        raise UsageError(f"two sources would be one assignment: {', '.join(names)}. Import them one by one with --id")
    _make_course(root)
    course = open_course(root)
    taken = [each for each in names if course.public(each).exists() or course.private(each).exists()]
    if taken:
        raise UsageError(f"{root}: the course has {', '.join(taken)} already; name another with --id")
    for each, found in read:
        paths = write_assignment(found, course.public(each), course.private(each))
        yield Brought(each, found, paths, course.private(each) / REPORT)


def _make_course(root: Path) -> None:
    if not root.exists() or (root.is_dir() and not any(root.iterdir())):
        root.mkdir(parents=True, exist_ok=True)
        (root / "course.toml").write_text(f"title = {json.dumps(root.resolve().name)}\n", encoding="utf-8")
