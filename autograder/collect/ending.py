"""Say how a run ended, and which of its failures is told."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.collect.harvest import text
from autograder.hookspecs import BoxResult
from autograder.records import Failure, Outcome


def outcome_of(result: BoxResult, failures: Sequence[Failure]) -> Outcome:
    """Return how a run ended: as its box did, unless the run itself says more."""
    if result.outcome is Outcome.OK and any(found.kind == "timed_out" for found in failures):
        return Outcome.TIMED_OUT
    if result.outcome is Outcome.OK and any(found.kind == "kernel_died" for found in failures):
        return Outcome.CRASHED
    return result.outcome


def first_failure(failures: Sequence[Failure], outcome: Outcome, result: BoxResult) -> Failure | None:
    """Return the failure to tell: why the box ended if it was ended, else the first one of the run."""
    ended = box_failure(result.outcome, result.reason)
    ours = {Outcome.OUT_OF_MEMORY, Outcome.TIMED_OUT, Outcome.KILLED}
    if ended is not None and (outcome in ours or not failures):
        return ended
    return failures[0] if failures else ended


def box_failure(outcome: Outcome, reason: str) -> Failure | None:
    """Return why a box ended that was ended; None for one that ended by itself."""
    if outcome is Outcome.OK:
        return None
    if outcome is Outcome.KILLED and reason.endswith("of output"):
        return Failure("output_flood", reason)
    return Failure(str(outcome), text(reason) or str(outcome))
