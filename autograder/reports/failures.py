"""Say why a run did not end well: a headline, the cause in a student's words, and what it had used by then."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.explain import explain, place
from autograder.i18n import gettext as _
from autograder.kinds import told
from autograder.records import OF_OUTCOMES, Evidence, Failure, FailureKind, Grade, Hint, Outcome, State
from autograder.reports.failure_view import FailureView
from autograder.reports.text import capped
from autograder.sentences import filled

MAX_EARLIER = 3
_ENDS = frozenset(
    (
        FailureKind.TIMED_OUT,
        FailureKind.PROCESSOR_TIME,
        FailureKind.OUT_OF_MEMORY,
        FailureKind.CRASHED,
        FailureKind.KERNEL_DIED,
        FailureKind.DIED_IN_USE,
        FailureKind.KILLED,
        FailureKind.OUTPUT_FLOOD,
        FailureKind.PROCESS_FLOOD,
    )
)
_OF_DATA = frozenset({FailureKind.TRAINING, FailureKind.TARGETS, FailureKind.PREDICT} | {FailureKind.WRONG_INPUT_SHAPE})
"""Failures that a network that is not the one asked for explains."""
_EXPLAINING = frozenset(
    {"missing_flatten", "wrong_loss", "missing_channel_axis", "vectors_for_images", "labels_of_another_type"}
)
"""Hints that say of an error where it comes from."""


def failure_view(grade: Grade, evidence: Evidence | None, *, differences: Sequence[str] = ()) -> FailureView | None:
    """Return what went wrong with a run; None where nothing did.

    Args:
        grade: The verdict, with the hints.
        evidence: What the run left.
        differences: How the network differs from the one that was asked for.
    """
    if evidence is None:
        unrun = grade.state is State.UNGRADED
        return (
            FailureView(_(told(FailureKind.SANDBOX_FAULT).title), capped(grade.reason, 2_000), "", "")
            if unrun
            else None
        )
    error, outcome = evidence.error, evidence.outcome
    if error is None and outcome is Outcome.OK:
        return None
    failure = error or Failure(OF_OUTCOMES[outcome], str(outcome).replace("_", " "))
    ours = outcome is Outcome.SANDBOX_FAULT  # for staff: `redaction.redacted` takes it away
    reason = capped(explain(failure), 2_000)
    cause = _cause(failure, grade.hints, differences)
    return FailureView(
        title=filled(_(told(failure.kind).title)),
        said=capped(cause, 2_000) or reason,
        used=_used(failure),
        traceback=capped(failure.traceback or (failure.message if cause or ours else ""), 6_000),
        reason=reason,
        earlier=tuple(capped(explain(each), 500) for each in evidence.further[:MAX_EARLIER]) if ended(failure) else (),
    )


def ended(failure: Failure) -> bool:
    """Tell whether a failure ended the run, so that what went wrong before is another matter."""
    return failure.kind in _ENDS


def _cause(failure: Failure, hints: Sequence[Hint], differences: Sequence[str]) -> str:
    """Return what explains an error better than its own message; "" where nothing does."""
    if failure.kind in _OF_DATA and differences:
        return differences[0]
    hint = next((hint for hint in hints if hint.rule in _EXPLAINING), None)
    if hint is None:
        return ""
    said = f"{hint.seen} {hint.attempt}"
    return f"{place(failure.where)}: {said}" if failure.where else said


def _used(failure: Failure) -> str:
    """Say what the run had used when it was stopped, and what it may use."""
    used = {name: failure.details.get(name) for name in ("seconds", "mb", "limit")}
    known = {name for name, value in used.items() if isinstance(value, int)}  # what a submission says is text
    if {"seconds", "limit"} <= known and failure.kind == FailureKind.PROCESSOR_TIME:
        return _("It had used {seconds} s of processor time by then; it may use {limit} s.").format(**used)
    if {"seconds", "limit"} <= known:
        return _("It had run for {seconds} s by then; it may run for {limit} s.").format(**used)
    if {"mb", "limit"} <= known:
        return _("It had taken {mb} MB by then; it may take {limit} MB.").format(**used)
    return ""
