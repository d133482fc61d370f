"""What a person gave for a part of an assignment, criterion by criterion."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CriterionPoints:
    """The points for one criterion of a rubric, with its title and what it says to the student for so many points."""

    criterion: str
    title: str
    points: float
    possible: float
    text: str = ""


@dataclass(frozen=True, slots=True)
class PartMark:
    """A mark for a part or a check: the points, a comment for the student, who gave it and when.

    `answer` is the digest of the answer that was read, "" where the mark is about no answer in words.
    """

    check: str
    criteria: tuple[CriterionPoints, ...]
    comment: str
    answer: str
    author: str
    at: str = ""

    @property
    def points(self) -> float:
        """What was given."""
        return math.fsum(each.points for each in self.criteria)
