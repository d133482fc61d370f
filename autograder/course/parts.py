"""The parts of an assignment: models, functions, and answers in words, which people mark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    """What a part is: a model, functions that are called, or an answer in words, which people mark."""

    MODEL = "model"
    FUNCTIONS = "functions"
    WRITTEN = "written"


@dataclass(frozen=True, slots=True)
class PartSettings:
    """A part with points of its own: those of the checks that are marked with its id, or of a `written` one `points`.

    The model of a `model` part is what the name `entry` stands for in a submission: a model, or a function that builds
    one.

    The answer of a `written` part stands in cells tagged with the part's id, under a heading called like the part, in a
    text variable of that name, or in a file `<id>.md` or `<id>.txt` beside the hand-in. Without a title it is its id.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    id: PartId
    kind: PartKind
    points: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    title: str = ""
    entry: str = ""

    @property
    def called(self) -> str:
        """How the part is called in the course's own language."""
        return self.title or self.id


def assert_parts(path: Path, parts: Sequence[PartSettings]) -> None:
    """Check that parts fit together.

    Raises:
        CourseError: two have one id or one entry, one is called like a check or the part of the model, or has what its
            kind has not.
    """
    ids = [part.id for part in parts]
    problems = [f"expected each id once, found {each!r} again" for each in sorted({i for i in ids if ids.count(i) > 1})]
    problems += [f"expected an id that is no check's, found {each!r}" for each in ids if each.startswith("test_")]
    problems += [problem for part in parts for problem in _of_kind(part)]
    entries = [part.entry for part in parts if part.entry]
    problems += [
        f"expected each entry once, found {each!r} again" for each in sorted(set(entries)) if entries.count(each) > 1
    ]
    if MODEL in ids:
        problems.append(f"{MODEL!r} is what the model itself is called; choose another id")
    if problems:
        raise CourseError([f"{path}: parts: {problem}" for problem in problems])


def _of_kind(part: PartSettings) -> Iterator[str]:
    """Yield what of a part does not go with its kind."""
    written, model = part.kind is PartKind.WRITTEN, part.kind is PartKind.MODEL
    if written and not part.points:
        yield f"{part.id}: expected points above 0, which people give"
    if part.points and not written:
        yield f'{part.id}: expected no points, as its checks have them: @pytest.mark.part("{part.id}")'
    if model and not part.entry.isidentifier():
        yield f"{part.id}: expected entry, the name of a model or of a function that builds it, found {part.entry!r}"
    if part.entry and not model:
        yield f"{part.id}: expected no entry, which goes with kind = “model” alone"
