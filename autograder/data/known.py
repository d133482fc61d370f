"""Check the names of data sets and pretrained weights that an assignment asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path

from autograder.course.assignment import DataSpec
from autograder.course.toml import line_of
from autograder.data import own
from autograder.data.registry import DATA_SETS
from autograder.data.weights import PUBLISHED
from autograder.errors import CourseError


def assert_known(path: Path, spec: DataSpec, root: Path) -> None:
    """Check that every set and every weights that `[data]` of a file names are known, the course's own too.

    Args:
        path: the file.
        spec: what it says.
        root: the course's.

    Raises:
        CourseError: with one sentence for each unknown name: the file, the line, what is known and what is nearest.
    """
    sets = (("name", [spec.name] if spec.name else []), ("also", spec.also))
    brought = own.names(root)
    known = (*brought, *DATA_SETS.names())
    problems = [
        *(found for key, names in sets for found in _unknown(path, key, names, "data set", known)),
        *_unknown(path, "weights", spec.weights, "weights", PUBLISHED),
        *(_twice(root, name) for name in dict.fromkeys((spec.name, *spec.also)) if known.count(name) > 1),
    ]
    if problems:
        raise CourseError(problems)
    for name in {spec.name, *spec.also} & set(brought):
        own.read_statement(root / "data" / name)


def _twice(root: Path, name: str) -> str:
    by = DATA_SETS.origin(name) or "autograder itself"
    path = root / "data" / name / own.STATEMENT
    return f"{path}: expected a name of the course's own, found {name!r}, a set that {by} brings; rename the folder"


def _unknown(path: Path, key: str, names: Iterable[str], what: str, known: Iterable[str]) -> Iterator[str]:
    listed = list(known)
    for name in names:
        if name not in listed:
            line = line_of(path.read_text(encoding="utf-8"), ["data", key])
            place = f"{path}, line {line}" if line else str(path)
            near = get_close_matches(name.lower().replace("-", "_"), listed, n=1, cutoff=0.5)
            meant = f"; did you mean {near[0]!r}?" if near else ""
            yield f"{place}: data.{key}: unknown {what} {name!r}; known: {', '.join(listed)}{meant}"
