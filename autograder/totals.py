"""Add results up: points, what they are worth, and why they are not simply that. Pure functions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from autograder.i18n import gettext as _
from autograder.records import CheckResult, Grade, State, Status


def judged_points(results: Sequence[CheckResult]) -> float:
    """Return what the checks that could judge a submission are worth together, and the parts that a person marks."""
    return math.fsum(result.possible for result in results if result.status is not Status.SKIPPED)


def open_points(results: Sequence[CheckResult]) -> float:
    """Return what the parts are worth that a person has yet to mark."""
    return math.fsum(result.possible for result in results if result.status is Status.AWAITING)


def totalled(grade: Grade) -> Grade:
    """Return a grade with the points, the state and the reason that follow from its results and what else is told."""
    possible = judged_points(grade.results) or grade.possible
    points = math.fsum([each.earned for each in grade.results] + [each.points for each in grade.adjustments])
    state, reason = _state(grade)
    earned = round(min(max(points, 0.0), possible), 2)
    return replace(grade, earned=earned, possible=round(possible, 2), state=state, reason=reason)


def _state(grade: Grade) -> tuple[State, str]:
    broken, skipped = _named(grade.results, Status.ERROR), _named(grade.results, Status.SKIPPED)
    if broken:
        text = _("These checks could not be run, a person will look at them: {checks}.")
        return State.NEEDS_REVIEW, text.format(checks=broken)
    if grade.results and all(result.status is Status.SKIPPED for result in grade.results):
        text = _("None of the checks could judge this submission: {checks}.")
        return State.NEEDS_REVIEW, text.format(checks=skipped)
    said = [_("Not judged here: {checks}.").format(checks=skipped)] if skipped else []
    waiting = open_points(grade.results)
    if waiting:
        text = _("{open} of {possible} points are still to be marked by a person.")
        said.append(text.format(open=f"{waiting:g}", possible=f"{judged_points(grade.results):g}"))
    said += [grade.told] if grade.told else []
    waits = State.AWAITING if waiting else State.GRADED
    return State.NEEDS_REVIEW if skipped or grade.doubted else waits, " ".join(said)


def _named(results: Sequence[CheckResult], status: Status) -> str:
    return ", ".join(result.check for result in results if result.status is status)
