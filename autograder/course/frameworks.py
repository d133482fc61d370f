"""The frameworks that an assignment can name; none of them is imported here, they are in boxes alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from autograder import digests
from autograder.course.toml import line_of
from autograder.errors import CourseError, UsageError
from autograder.extensions import EntryPointGroup
from autograder.protocol.jobs import KERAS

OWN = "keras"
"""What assignments are written in that name nothing else."""
FRAMEWORKS: EntryPointGroup[str] = EntryPointGroup(
    "autograder.frameworks", "framework", {OWN: KERAS}, "a contracts.Framework"
)
"""By name, where each framework is, as jobs name it."""
_REFERENCE = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*:[^\W\d]\w*")


@cache
def framework_reference(name: str) -> str:
    """Return where a framework is ("package.module:NAME").

    Raises:
        UsageError: there is none of the name, there are two, or its entry point names no object of a module.
    """
    found = FRAMEWORKS.reference(name)
    if not _REFERENCE.fullmatch(found):
        origin = FRAMEWORKS.origin(name)
        raise UsageError(f"{origin}: the framework {name!r}: expected “module:NAME”, found {found!r}")
    return found


def framework_packages(name: str, backend: str) -> tuple[str, ...]:
    """Return the distributions whose versions are told of a framework; `backend` is what Keras computes with."""
    brought = FRAMEWORKS.origin(name).partition(" ")[0]
    return (brought,) if brought else (backend, OWN)


def framework_code(name: str) -> Mapping[str, object]:
    """Return what evidence depends on of a framework that another distribution brings; nothing of the package's own."""
    places = sorted(FRAMEWORKS.places(name))
    return {"framework": [digests.of_path(place) for place in places]} if places else {}


def assert_known_frameworks(path: Path, names: Sequence[str]) -> None:
    """Check the frameworks that `assignment.toml` names.

    Args:
        path: the file.
        names: what it says.

    Raises:
        CourseError: there is not one, or it is unknown. The sentence names the file, the line and what is known.
    """
    problem = f"expected one of {', '.join(FRAMEWORKS.names())}, found {', '.join(names) or 'none'}"
    if len(names) == 1:
        try:
            framework_reference(names[0])
        except UsageError as error:
            problem = str(error)
        else:
            return
    line = line_of(path.read_text(encoding="utf-8"), ["frameworks"])
    place = f"{path}, line {line}" if line else str(path)
    raise CourseError([f"{place}: frameworks: {problem}"])
