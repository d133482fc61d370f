"""What pages say of the parts of an assignment, where it has several that are checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import fsum
from statistics import fmean

from autograder.course.assignment import Assignment
from autograder.course.parts import PartKind
from autograder.i18n import gettext as _
from autograder.records import CheckResult
from autograder.reports.overview import PartRate
from autograder.reports.text import capped

TITLE_LIMIT = 200
"""Characters of a part's title."""


def titles_of(assignment: Assignment, results: Sequence[CheckResult]) -> dict[str, str]:
    """Return the titles of the parts that results are of, by their ids, in the assignment's order.

    Checks without a part come first; nothing where no part is checked, as what people mark stands by itself.
    """
    if all(part.kind is PartKind.WRITTEN for part in assignment.parts):
        return {}
    called = {part.id: capped(_(part.called), TITLE_LIMIT) for part in assignment.parts}
    there = {result.part for result in results}
    rest = {part: _("The whole") for part in there - called.keys()}
    return rest | {part: title for part, title in called.items() if part in there}


def of_part(results: Sequence[CheckResult], part: str) -> tuple[CheckResult, ...]:
    """Return the results of one part."""
    return tuple(result for result in results if result.part == part)


def part_rates(assignment: Assignment, graded: Sequence[Sequence[CheckResult]]) -> tuple[PartRate, ...]:
    """Return how a class did on each part."""
    return tuple(_rates(assignment, graded))


def _rates(assignment: Assignment, graded: Sequence[Sequence[CheckResult]]) -> Iterator[PartRate]:
    every = [result for results in graded for result in results]
    for part, title in titles_of(assignment, every).items():
        own = [found for results in graded if (found := of_part(results, part))]
        earned = [fsum(result.earned for result in found) for found in own]
        possible = [fsum(result.possible for result in found) for found in own]
        whole = sum(points >= most for points, most in zip(earned, possible, strict=True))
        yield PartRate(title, max(possible), fmean(earned), whole, len(own))
