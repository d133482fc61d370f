"""The parts of an assignment beside what its checks judge: answers in words, which people mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import ConfigDict, Field

from autograder.errors import CourseError
from autograder.records import MODEL

PartId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,63}$")]
"""What a part may be called: small letters, digits, low lines and hyphens, a letter in front."""


class PartKind(StrEnum):
    """What a part is: an answer in words, which people mark."""

    WRITTEN = "written"


@dataclass(frozen=True, slots=True)
class PartSettings:
    """A part with points of its own.

    The answer of a `written` part stands in cells tagged with the part's id, under a heading called like the part, in a
    text variable of that name, or in a file `<id>.md` or `<id>.txt` beside the hand-in. Without a title it is its id.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    id: PartId
    kind: PartKind
    points: Annotated[float, Field(gt=0, allow_inf_nan=False)]
    title: str = ""

    @property
    def called(self) -> str:
        """How the part is called in the course's own language."""
        return self.title or self.id


def assert_parts(path: Path, parts: Sequence[PartSettings]) -> None:
    """Check that parts fit together.

    Raises:
        CourseError: two have one id, or one is called like a check or the part of the model.
    """
    ids = [part.id for part in parts]
    problems = [f"expected each id once, found {each!r} again" for each in sorted({i for i in ids if ids.count(i) > 1})]
    problems += [f"expected an id that is no check's, found {each!r}" for each in ids if each.startswith("test_")]
    if MODEL in ids:
        problems.append(f"{MODEL!r} is what the model itself is called; choose another id")
    if problems:
        raise CourseError([f"{path}: parts: {problem}" for problem in problems])
