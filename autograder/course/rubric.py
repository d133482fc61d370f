"""Read `rubric.toml` of an assignment's private half: by which criteria people mark, and what they often say."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import ConfigDict, Field, TypeAdapter

from autograder.course.parts import PartId, PartKind, PartSettings
from autograder.course.toml import read_toml
from autograder.errors import CourseError

_STRICT = ConfigDict(extra="forbid")
_TOLERANCE = 1e-6
WHOLE = "points"
"""The one criterion of a part, or of a check, that the rubric does not divide."""
Points = Annotated[float, Field(ge=0, allow_inf_nan=False)]


@dataclass(frozen=True, slots=True)
class RubricLevel:
    """How well a criterion is met: its points, and what the student reads."""

    __pydantic_config__ = _STRICT

    points: Points
    text: str


@dataclass(frozen=True, slots=True)
class RubricCriterion:
    """One criterion of a written part, or of a check (`test_…`), and how many points it is worth.

    `text` is what the student reads with it; where a level has just the points that are given, the level's text. `note`
    is for those who mark, and no student reads it.
    """

    __pydantic_config__ = _STRICT

    part: str
    id: PartId
    points: Points
    title: str = ""
    text: str = ""
    note: str = ""
    levels: tuple[RubricLevel, ...] = ()

    @property
    def called(self) -> str:
        """What stands above its points; "" where it is worth all of them."""
        return self.title or ("" if self.id == WHOLE else self.id)

    def said(self, points: float) -> str:
        """Return what the student reads where so many points are given."""
        return next((level.text for level in self.levels if math.isclose(level.points, points)), self.text)


@dataclass(frozen=True, slots=True)
class Rubric:
    """The criteria of an assignment, and comments by name."""

    __pydantic_config__ = _STRICT

    criteria: tuple[RubricCriterion, ...] = ()
    comments: Mapping[str, str] = field(default_factory=dict)

    def of(self, part: str, points: float) -> tuple[RubricCriterion, ...]:
        """Return the criteria of a part or a check; one for all of its points where the rubric has none."""
        own = tuple(each for each in self.criteria if each.part == part)
        return own or (RubricCriterion(part, WHOLE, points),)

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything that students may read."""
        found = [text for each in self.criteria for text in (each.title, each.text, *(lv.text for lv in each.levels))]
        return tuple(dict.fromkeys(text for text in (*found, *self.comments.values()) if text))


def read_rubric(private: Path, parts: Sequence[PartSettings]) -> Rubric:
    """Read the rubric in the folder of a private half; an empty one where there is none.

    Raises:
        CourseError: with one sentence for each mistake.
    """
    path = private / "rubric.toml"
    if not path.is_file():
        return Rubric()
    found = read_toml(path, TypeAdapter(Rubric), {})
    worth = {part.id: part.points for part in parts if part.kind is PartKind.WRITTEN}
    if problems := [f"{path}: {problem}" for problem in _problems(found, worth)]:
        raise CourseError(problems)
    return found


def _problems(rubric: Rubric, worth: Mapping[str, float]) -> Iterator[str]:
    known = ", ".join(worth) or "no written part"
    for part in dict.fromkeys(each.part for each in rubric.criteria):
        own = rubric.of(part, 0.0)
        total, ids = math.fsum(each.points for each in own), [each.id for each in own]
        if part not in worth and not part.startswith("test_"):
            yield f"criteria: part: expected a part of assignment.toml ({known}) or a check, found {part!r}"
        elif abs(total - worth.get(part, total)) > _TOLERANCE:
            yield f"criteria: expected {worth[part]:g} points for {part!r} together (assignment.toml), found {total:g}"
        if len(set(ids)) < len(ids):
            yield f"criteria: expected each id once for {part!r}, found {', '.join(ids)}"
    for each in rubric.criteria:
        if high := [level.points for level in each.levels if level.points > each.points]:
            yield f"criteria: {each.id}: expected levels of at most {each.points:g} points, found {max(high):g}"
