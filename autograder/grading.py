"""Turn check results into a grade: points, their state and the reason. Pure functions; nothing is run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from autograder.course.assignment import Assignment
from autograder.errors import CourseError
from autograder.i18n import gettext as _
from autograder.records import (
    NOT_CALLED,
    Adjustment,
    CheckResult,
    Evidence,
    Grade,
    Hint,
    Outcome,
    State,
    Status,
    Submission,
    Trust,
)
from autograder.review import Reason, Untrained, reasons

_DAY = timedelta(days=1)
_TOLERANCE = 1e-6
_UNDECIDED = frozenset({"several", "duplicate_names"})
"""Kinds of failures that leave open what was handed in: nobody gets points for it, and nobody loses any."""


@dataclass(frozen=True, slots=True)
class LatePolicy:
    """What handing in late costs. The default costs nothing.

    `per_day` is the share of the possible points that each begun day takes, `grace` the time after the deadline that
    costs nothing, `cap` the largest share taken; after `closes_after` (from the deadline) everything is taken.
    """

    per_day: float = 0.0
    grace: timedelta = timedelta(0)
    cap: float = 1.0
    closes_after: timedelta | None = None


def grade(
    submission: Submission,
    results: Sequence[CheckResult],
    evidence: Evidence,
    assignment: Assignment,
    *,
    hints: Sequence[Hint] = (),
    adjustments: Sequence[Adjustment] = (),
    untrained: Untrained | None = None,
) -> Grade:
    """Return the verdict on a submission.

    The earned points are the checks' points plus the adjustments, kept between 0 and the possible points. A fault of
    ours leaves the submission ungraded; a check's own error asks for a person: its points are open, not lost. So are
    those of a part that a person marks. What a check skipped (the course lacks something here) is not judged: its
    points leave the possible ones, and a person is asked too. So is one where the evidence gives reasons to look
    (`review`), unless what is self-reported alone is in doubt and the course accepts that.

    Raises:
        CourseError: the checks' points do not add up to the assignment's.
    """
    assert_points(results, assignment)
    found = reasons(evidence, results, untrained=untrained)
    state, reason = _state(results, evidence, found, accepts=assignment.policy.accept_self_reported)
    possible = judged_points(results) or assignment.points
    points = math.fsum([result.earned for result in results] + [adjustment.points for adjustment in adjustments])
    earned = 0.0 if state is State.UNGRADED else min(max(points, 0.0), possible)
    return Grade(
        student=submission.student,
        assignment=assignment.id,
        results=tuple(results),
        adjustments=tuple(adjustments),
        earned=round(earned, 2),
        possible=round(possible, 2),
        state=state,
        hints=tuple(hints),
        reason=reason,
    )


def judged_points(results: Sequence[CheckResult]) -> float:
    """Return what the checks that could judge a submission are worth together, and the parts that a person marks."""
    return math.fsum(result.possible for result in results if result.status is not Status.SKIPPED)


def assert_points(results: Sequence[CheckResult], assignment: Assignment) -> None:
    """Check that each check earns between nothing and its points, and that they add up to the assignment's.

    Raises:
        CourseError: they do not, with every problem.
    """
    problems = [
        f"{assignment.id}: {result.check}: expected 0 to {result.possible:g} points, found {result.earned:g}"
        for result in results
        if not 0 <= result.earned <= result.possible
    ]
    total = math.fsum(result.possible for result in results)
    if abs(total - assignment.points) > _TOLERANCE:
        listed = ", ".join(f"{result.check} {result.possible:g}" for result in results) or "none"
        problems.append(
            f"{assignment.id}: expected checks worth {assignment.points:g} points (assignment.toml), "
            f"found {total:g} ({listed})"
        )
    if problems:
        raise CourseError(problems)


def late_adjustment(
    submitted_at: datetime | None,
    due: datetime | None,
    possible: float,
    policy: LatePolicy,
    *,
    extension: timedelta = timedelta(0),
) -> Adjustment | None:
    """Return what handing in late takes; None if it was in time, or if either moment is unknown.

    An extension moves the deadline; the grace is counted from there. Once the grace has passed, days are counted
    from the (moved) deadline, and a begun day counts whole.
    """
    if submitted_at is None or due is None or submitted_at <= due + extension + policy.grace:
        return None
    late = submitted_at - (due + extension)
    days = math.ceil(late / _DAY)
    closed = policy.closes_after is not None and late > policy.closes_after
    share = 1.0 if closed else min(days * policy.per_day, policy.cap, 1.0)
    if share <= 0:
        return None
    reason = _("handed in after the last day") if closed else _("late by {days} days begun").format(days=days)
    return Adjustment(-round(share * possible, 2), reason)


def _state(
    results: Sequence[CheckResult], evidence: Evidence, doubts: Sequence[Reason], *, accepts: bool
) -> tuple[State, str]:
    if evidence.outcome is Outcome.SANDBOX_FAULT:
        return State.UNGRADED, _("The grader's sandbox failed; your submission will be graded again.")
    if evidence.error is not None and evidence.error.kind in _UNDECIDED:
        return State.UNGRADED, evidence.error.message
    if evidence.fault:
        return State.NEEDS_REVIEW, _unseen(evidence)
    broken = _named(results, Status.ERROR)
    if broken:
        return State.NEEDS_REVIEW, _("These checks could not be run, a person will look at them: {checks}.").format(
            checks=broken
        )
    skipped = _named(results, Status.SKIPPED)
    if all(result.status is Status.SKIPPED for result in results):
        return State.NEEDS_REVIEW, _("None of the checks could judge this submission: {checks}.").format(checks=skipped)
    said = [_("Not judged here: {checks}.").format(checks=skipped)] if skipped else []
    open_points = math.fsum(result.possible for result in results if result.status is Status.AWAITING)
    if open_points:
        text = _("{open} of {possible} points are still to be marked by a person.")
        said.append(text.format(open=f"{open_points:g}", possible=f"{judged_points(results):g}"))
    said += [doubt.text for doubt in doubts]
    review = skipped or open_points or any(not (accepts and doubt.self_reported) for doubt in doubts)
    return State.NEEDS_REVIEW if review else State.GRADED, " ".join(said)


def _unseen(evidence: Evidence) -> str:
    """Say that a part of the work was not seen; where its own code ran besides, that may be the reason."""
    missed = any(call.hidden and call.error == NOT_CALLED for call in evidence.functions)
    if missed or evidence.trust is not Trust.REBUILT:
        return _(
            "Not all of your work could be looked at: where the grader ran your code once more, it gave no answer, or "
            "another one. A person will look at it before it counts."
        )
    return _("Not all of your work could be looked at. A person will look at it before it counts.")


def _named(results: Sequence[CheckResult], status: Status) -> str:
    return ", ".join(result.check for result in results if result.status is status)
