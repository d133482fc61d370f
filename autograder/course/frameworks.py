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
from autograder.protocol.jobs import KERAS, TORCH

OWN = "keras"
"""What assignments are written in that name nothing else."""
PYTORCH = "torch"
FRAMEWORKS: EntryPointGroup[str] = EntryPointGroup(
    "autograder.frameworks", "framework", {OWN: KERAS, PYTORCH: TORCH}, "a contracts.Framework"
)
"""By name, where each framework is, as jobs name it."""
_IMPORTS = {
    OWN: re.compile(r"^[ \t]*(?:import|from)[ \t]+(?:keras|tensorflow)\b", re.MULTILINE),
    PYTORCH: re.compile(r"^[ \t]*(?:import|from)[ \t]+(?:torch|torchvision)\b", re.MULTILINE),
}
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
    if brought or name == PYTORCH:
        return (brought or PYTORCH,)
    return backend, OWN


def framework_code(name: str) -> Mapping[str, object]:
    """Return what evidence depends on of a framework that another distribution brings; nothing of the package's own."""
    places = sorted(FRAMEWORKS.places(name))
    return {"framework": [digests.of_path(place) for place in places]} if places else {}


def written_in(source: str, known: Sequence[str]) -> str:
    """Return which of the frameworks that an assignment takes code is written in, by what it imports.

    Of code that imports Keras and PyTorch, or neither, it is the one that the assignment names first.

    Args:
        source: the submission's code.
        known: the names of the frameworks, at least one.
    """
    found = [name for name in known if name in _IMPORTS and _IMPORTS[name].search(source)]
    return found[0] if len(found) == 1 else known[0]


def either_of(names: Sequence[str]) -> tuple[str, ...]:
    """Return what a reference may be written in where submissions are written in these frameworks.

    One in Keras grades modules of PyTorch, and the other way round.
    """
    return tuple(dict.fromkeys((*names, OWN, PYTORCH))) if set(names) <= {OWN, PYTORCH} else tuple(names)


def assert_known_frameworks(path: Path, names: Sequence[str], *, without_data: bool = False) -> None:
    """Check the frameworks that `assignment.toml` names.

    Args:
        path: the file.
        names: what it says.
        without_data: whether there are models to look at, and no data that says what they take.

    Raises:
        CourseError: there is not one, or it is unknown. The sentence names the file, the line and what is known.
    """
    problem = f"expected one of {', '.join(FRAMEWORKS.names())}, found {', '.join(names) or 'none'}"
    if len(names) == 1 or sorted(names) == [OWN, PYTORCH]:
        try:
            for name in names:
                framework_reference(name)
        except UsageError as error:
            problem = str(error)
        else:
            if not (without_data and PYTORCH in names):
                return
            problem = "a module of PyTorch does not say what it takes; name the set in [data] that it is given"
    line = line_of(path.read_text(encoding="utf-8"), ["frameworks"])
    place = f"{path}, line {line}" if line else str(path)
    raise CourseError([f"{place}: frameworks: {problem}"])
