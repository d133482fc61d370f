"""Turn check results into a grade: points, their state and the reason. Pure functions; nothing is run."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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
    Submission,
    Trust,
)
from autograder.review import NONE_TRAINED, Untrained, every_reason
from autograder.totals import judged_points, totalled

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
    untrained_models: Mapping[str, Untrained | None] = NONE_TRAINED,
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
    found = every_reason(evidence, results, untrained=untrained, models=untrained_models)
    accepted = assignment.policy.accept_self_reported
    bare = Grade(
        student=submission.student,
        assignment=assignment.id,
        results=tuple(results),
        adjustments=tuple(adjustments),
        earned=0.0,
        possible=round(judged_points(results) or assignment.points, 2),
        state=State.UNGRADED,
        hints=tuple(hints),
        told=" ".join(doubt.text for doubt in found),
        doubted=any(not (accepted and doubt.self_reported) for doubt in found),
    )
    if (lost := _lost(evidence)) is not None:
        return replace(bare, reason=lost)
    if evidence.fault:
        unseen = _unseen(evidence)
        return replace(totalled(replace(bare, told=unseen, doubted=True)), reason=unseen)
    return totalled(bare)


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


def _lost(evidence: Evidence) -> str | None:
    """Return why nothing can be graded; None where something can."""
    if evidence.outcome is Outcome.SANDBOX_FAULT:
        return _("The grader's sandbox failed; your submission will be graded again.")
    undecided = evidence.error is not None and evidence.error.kind in _UNDECIDED
    return evidence.error.message if undecided and evidence.error else None


def _unseen(evidence: Evidence) -> str:
    """Say that a part of the work was not seen; where its own code ran besides, that may be the reason."""
    missed = any(call.hidden and call.error == NOT_CALLED for call in evidence.functions)
    if missed or evidence.trust is not Trust.REBUILT:
        return _(
            "Not all of your work could be looked at: where the grader ran your code once more, it gave no answer, or "
            "another one. A person will look at it before it counts."
        )
    return _("Not all of your work could be looked at. A person will look at it before it counts.")
