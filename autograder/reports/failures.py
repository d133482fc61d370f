"""Say why a run did not end well: a headline, the cause in a student's words, and what it had used by then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from autograder.explain import explain, place
from autograder.i18n import gettext as _
from autograder.i18n import later
from autograder.records import Evidence, Failure, Grade, Hint, Outcome, State, Usage
from autograder.reports.text import capped, number, seconds
from autograder.reports.view import FailureView

_OUTCOMES: Mapping[Outcome, str] = {
    Outcome.TIMED_OUT: later("Your code was stopped when its time was up"),
    Outcome.OUT_OF_MEMORY: later("Your code needed more memory than it may use"),
    Outcome.KILLED: later("Your code was stopped before it had finished"),
    Outcome.SANDBOX_FAULT: later("Your submission has not been graded yet"),
}

_KINDS: Mapping[str, str] = {
    "exception": later("Your code stopped with an error"),
    "missing_package": later("Your code stopped with an error"),
    "keras2": later("Your code stopped with an error"),
    "not_implemented": later("A part of the assignment is still to be written"),
    "syntax": later("Python cannot read your code"),
    "conflict": later("A merge conflict of git stands in your work"),
    "several": later("It is not clear which hand-in counts"),
    "duplicate_names": later("Two of your files have one name"),
    "merge_conflict": later("A merge conflict of git stands in your work"),
    "system_exit": later("Your code ends the program itself"),
    "input": later("Your code waits for someone to type"),
    "kernel_died": later("Your code brought Python down"),
    "crashed": later("Your code brought Python down"),
    "no_model": later("No model was found in your submission"),
    "two_models": later("It is not clear which of your models to grade"),
    "not_a_model": later("No model was found in your submission"),
    "unbuilt": later("Your model could not be used as it is"),
    "uncompiled": later("Your model could not be used as it is"),
    "unsaved": later("Your model could not be used as it is"),
    "not_rebuilt": later("Your model could not be used as it is"),
    "training": later("Your model could not be trained"),
    "predict": later("Your model could not be tried on the test images"),
    "preprocess": later("Your model could not be tried on the test images"),
}


_OF_DATA = frozenset({"training", "predict", "wrong_input_shape"})
"""Failures that a network that is not the one asked for explains."""
_EXPLAINING = frozenset({"missing_flatten", "wrong_loss", "missing_channel_axis", "vectors_for_images"})
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
        return FailureView(_(_OUTCOMES[Outcome.SANDBOX_FAULT]), capped(grade.reason, 2_000), "", "") if unrun else None
    error, outcome = evidence.error, evidence.outcome
    if error is None and outcome is Outcome.OK:
        return None
    told = error or Failure(str(outcome), str(outcome).replace("_", " "))
    reason = capped(explain(told), 2_000)
    cause = _cause(told, grade.hints, differences)
    return FailureView(
        title=_(_OUTCOMES.get(outcome) or _KINDS.get(told.kind) or later("Your submission could not be run")),
        said=capped(cause, 2_000) or reason,
        used=_used(outcome, evidence.usage),
        traceback=capped(told.traceback or (told.message if cause else ""), 6_000),
        reason=reason,
    )


def _cause(failure: Failure, hints: Sequence[Hint], differences: Sequence[str]) -> str:
    """Return what explains an error better than its own message; "" where nothing does."""
    if failure.kind in _OF_DATA and differences:
        return differences[0]
    hint = next((hint for hint in hints if hint.rule in _EXPLAINING), None)
    if hint is None:
        return ""
    said = f"{hint.seen} {hint.attempt}"
    return f"{place(failure.where)}: {said}" if failure.where else said


def _used(outcome: Outcome, usage: Usage) -> str:
    if outcome is Outcome.TIMED_OUT:
        return _("It had run for {wall} by then.").format(wall=seconds(usage.wall_s))
    if outcome is Outcome.OUT_OF_MEMORY:
        return _("It had taken {memory} MB by then.").format(memory=number(usage.peak_memory_mb, 0))
    return ""
