"""Check the names of data sets and pretrained weights that an assignment asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path

from autograder.course.assignment import DataSpec, line_of
from autograder.data.registry import DATA_SETS
from autograder.data.weights import PUBLISHED
from autograder.errors import CourseError


def assert_known(path: Path, spec: DataSpec) -> None:
    """Check that every set and every weights that `[data]` of a file names are known.

    Raises:
        CourseError: with one sentence for each unknown name: the file, the line, what is known and what is nearest.
    """
    sets = (("name", [spec.name] if spec.name else []), ("also", spec.also))
    problems = [
        *(found for key, names in sets for found in _unknown(path, key, names, "data set", DATA_SETS.names())),
        *_unknown(path, "weights", spec.weights, "weights", PUBLISHED),
    ]
    if problems:
        raise CourseError(problems)


def _unknown(path: Path, key: str, names: Iterable[str], what: str, known: Iterable[str]) -> Iterator[str]:
    listed = list(known)
    for name in names:
        if name not in listed:
            line = line_of(path.read_text(encoding="utf-8"), ["data", key])
            place = f"{path}, line {line}" if line else str(path)
            near = get_close_matches(name.lower().replace("-", "_"), listed, n=1, cutoff=0.5)
            meant = f"; did you mean {near[0]!r}?" if near else ""
            yield f"{place}: data.{key}: unknown {what} {name!r}; known: {', '.join(listed)}{meant}"
