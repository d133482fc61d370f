"""Say how a run ended, and tell it as one story: the failure that led to the end, and what else went wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from autograder.collect.decoding import text
from autograder.collect.harvest import Reader
from autograder.collect.task import soft_s
from autograder.contracts import BoxResult
from autograder.protocol.answers import Calling, ModelReport, RunReport
from autograder.protocol.jobs import Until
from autograder.records import (
    BY_SIGKILL,
    OF_OUTCOMES,
    Evidence,
    Failure,
    FailureKind,
    Limits,
    Note,
    NoteKind,
    Outcome,
    Usage,
)

MAX_PARTS = 100_000
MAX_FURTHER = 5
ENDS: Mapping[str, Outcome] = {
    FailureKind.TIMED_OUT: Outcome.TIMED_OUT,
    FailureKind.PROCESSOR_TIME: Outcome.TIMED_OUT,
    FailureKind.KERNEL_DIED: Outcome.CRASHED,
    FailureKind.DIED_IN_USE: Outcome.CRASHED,
}
"""Failures in a box that ended well which ended the run all the same."""
STOPPED = frozenset({Outcome.OUT_OF_MEMORY, Outcome.TIMED_OUT, Outcome.KILLED})
"""How a box ends that is not left to end by itself."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run came: the number and place of the cell or statement that ran last, and what was handed over.

    `line` is that of the cell's statement, where it is known. `done` says that nothing was left to run, `handed_over`
    that the grader got what it asked for, `calling` which function was being called when the process ended.
    """

    part: int = 0
    line: int = 0
    at: str = ""
    done: bool = False
    handed_over: bool = False
    calling: str = ""

    @property
    def can_be_replayed(self) -> bool:
        """Tell whether something ran before the part in which the process ended, and was lost."""
        return (self.part > 1 or self.line > 1) and not self.done and not self.handed_over

    @property
    def before(self) -> Until:
        """Return what ran before the statement in which the process ended, or else before the cell."""
        return Until(self.part - 1, max(0, self.line - 1))


def progress_of(reader: Reader) -> Progress:
    """Return how far a run came, as its process says."""
    report, calling = reader.answer(RunReport) or RunReport(), reader.answer(Calling) or Calling()
    return Progress(
        part=report.part if 0 < report.part <= MAX_PARTS else 0,
        line=report.line if 0 < report.line <= MAX_PARTS else 0,
        at=report.at,
        done=report.done,
        handed_over=reader.answer(ModelReport) is not None,
        calling=calling.function,
    )


@dataclass(frozen=True, slots=True)
class Ending:
    """How a run ended: the failure that is told first, of the same event as the outcome, and others after it."""

    outcome: Outcome
    error: Failure | None
    further: tuple[Failure, ...] = ()


def ending(result: BoxResult, failures: Sequence[Failure], progress: Progress, limits: Limits) -> Ending:
    """Return how a run ended.

    What ended it comes first, at the place where it did; otherwise what went wrong first.

    Args:
        result: how the box ended.
        failures: what the run reported, in the order of its happening.
        progress: how far it came.
        limits: what the box was allowed.
    """
    stopped = box_failure(result.outcome, result.reason)
    if stopped is not None and (result.outcome in STOPPED or not failures):
        return _told(result.outcome, _located(stopped, progress), failures, result, limits)
    last = next((failure for failure in failures if failure.kind in ENDS), None)
    first = last or next(iter(failures), None)
    outcome = ENDS[last.kind] if last is not None and result.outcome is Outcome.OK else result.outcome
    others = failures[1:] if last is None else failures[: failures.index(last)]  # what comes of the end is no cause
    return _told(outcome, first, others, result, limits)


def _told(
    outcome: Outcome, first: Failure | None, others: Sequence[Failure], result: BoxResult, limits: Limits
) -> Ending:
    if first is not None and outcome is Outcome.TIMED_OUT:
        used = _time(first, result, limits)
        first = replace(first, details={**first.details, **used})
    elif first is not None and outcome is Outcome.OUT_OF_MEMORY:
        used = {"mb": round(result.usage.peak_memory_mb), "limit": limits.memory_mb}
        first = replace(first, details={**first.details, **used})
    return Ending(outcome, first, tuple(others[:MAX_FURTHER]))


def _time(failure: Failure, result: BoxResult, limits: Limits) -> dict[str, int]:
    """Return the seconds that a run took, and those that it may take: until it is asked to stop, or until it is."""
    of_processor = failure.kind == FailureKind.PROCESSOR_TIME
    used, limit = (result.usage.cpu_s, limits.cpu_s) if of_processor else (result.usage.wall_s, limits.wall_s)
    return {"seconds": round(used), "limit": round(soft_s(limit) if result.outcome is Outcome.OK else limit)}


def _located(failure: Failure, progress: Progress) -> Failure:
    """Say where the run was when its box ended: in a cell or statement, or in a function that the grader called."""
    if not progress.done:
        return replace(failure, where=progress.at)
    return replace(failure, details={**failure.details, "calling": progress.calling}) if progress.calling else failure


def box_failure(outcome: Outcome, reason: str) -> Failure | None:
    """Return why a box ended that was ended; None for one that ended by itself."""
    if outcome is Outcome.OK:
        return None
    if outcome is Outcome.KILLED and reason.endswith("of output"):
        return Failure(FailureKind.OUTPUT_FLOOD, reason)
    if outcome is Outcome.KILLED and "processes" in reason:
        return Failure(FailureKind.PROCESS_FLOOD, reason)
    if outcome is Outcome.TIMED_OUT and reason.endswith("of processor time"):
        return Failure(FailureKind.PROCESSOR_TIME, reason)
    return Failure(OF_OUTCOMES[outcome], text(reason) or str(outcome))


def hidden_box_failure(outcome: Outcome, reason: str) -> Failure | None:
    """Return the same for a box with hidden inputs: no status or number, which could tell of these."""
    failure = box_failure(outcome, reason)
    return failure and Failure(failure.kind, failure.kind)


def training_failure(outcome: Outcome) -> Failure | None:
    """Return why the grader's own training of a network was ended, as far as the network may be the reason."""
    kinds = {
        Outcome.TIMED_OUT: FailureKind.TRAINING_TIMED_OUT,
        Outcome.OUT_OF_MEMORY: FailureKind.TRAINING_OUT_OF_MEMORY,
    }
    return Failure(kinds[outcome], str(outcome)) if outcome in kinds else None


def was_killed(evidence: Evidence) -> bool:
    """Tell whether a submission's process was killed by a signal, by itself or by something outside."""
    return evidence.outcome is Outcome.CRASHED and evidence.error is not None and evidence.error.message == BY_SIGKILL


def with_story_of(run: Evidence, again: Evidence, *, at: str) -> Evidence:
    """Return what a part of a run left that was made again, up to a place, with the end and text of the whole run."""
    return replace(
        again,
        outcome=run.outcome,
        error=run.error,
        further=run.further,
        notebook=run.notebook,
        printed=run.printed,
        notes=tuple(dict.fromkeys((*run.notes, *again.notes, Note(NoteKind.BEFORE, at), *_untrained(again, at)))),
        usage=summed(run.usage, again.usage),
    )


def _untrained(again: Evidence, at: str) -> tuple[Note, ...]:
    """Return the remark on a model that nothing could train, as it was not compiled up to there."""
    uncompiled = again.error is not None and again.error.kind == FailureKind.UNCOMPILED
    return (Note(NoteKind.UNTRAINED_BEFORE, at),) if uncompiled else ()


def summed(first: Usage, second: Usage) -> Usage:
    """Return what two boxes used together."""
    return Usage(
        wall_s=first.wall_s + second.wall_s,
        cpu_s=first.cpu_s + second.cpu_s,
        peak_memory_mb=max(first.peak_memory_mb, second.peak_memory_mb),
    )
