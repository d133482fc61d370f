"""The sheet on which people mark: every answer to one part beside the criteria."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.course.rubric import RubricCriterion
from autograder.reports.environment import environment
from autograder.reports.look import Look


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One student's answer, with the mark that it has.

    `answer_id` is the digest of the answer, `points` are by criterion, empty where nobody marked it yet. `said` is what
    stands in the place of an answer, `link` the path of the staff's page, relative to the sheet.
    """

    student: str
    name: str
    answer: str
    answer_id: str
    link: str
    points: Mapping[str, float]
    comment: str
    author: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class MarkingSheet:
    """All answers to one part of an assignment. `model` is the solution's own answer, `comments` the rubric's bank."""

    look: Look
    assignment: str
    title: str
    part: str
    called: str
    possible: float
    criteria: tuple[RubricCriterion, ...]
    comments: Mapping[str, str]
    model: str
    rows: tuple[SheetRow, ...]
    anonymous: bool = False

    @property
    def marked(self) -> int:
        """How many answers have a mark."""
        return sum(bool(row.points) for row in self.rows)


def marking_page(sheet: MarkingSheet, *, templates: Sequence[Path]) -> str:
    """Return the sheet as one self-contained HTML file, in which marks are entered and saved as CSV."""
    return environment(templates).get_template("marking.html").render(view=sheet)
