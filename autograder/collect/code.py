"""What the code of a submission tells without being run, and what that adds to how its run ended."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from autograder import submissions
from autograder.apart import Most, within
from autograder.collect.evidence import Collected
from autograder.errors import ReadingError
from autograder.evidence_store import Artefacts
from autograder.records import Evidence, Failure, FailureKind, Form, Note, NoteKind, Outcome, Submission
from autograder.submissions import Findings
from autograder.submissions.answers import AskedAnswers
from autograder.submissions.keras2 import OldSpelling

_REFUSED = re.compile(r"unexpected keyword argument '(\w+)'")
_OF_OTHERS = re.compile(r"(?:NameError|UnboundLocalError|IndexError|FileNotFoundError|ZeroDivisionError|MemoryError):")
"""Errors that no old spelling raises, unless they speak of it."""
UNREAD = Note(NoteKind.UNREAD_CODE)
"""The remark of a submission whose code was not read, as that took too long."""


def read_code(submission: Submission) -> Findings | None:
    """Return what the code tells; None where it cannot be read, or not in time."""
    try:
        return within(Most(readable=(submission.root,)), submissions.read_source, submission)
    except ReadingError:
        return None


def answered(submission: Submission, asked: AskedAnswers, collected: Collected) -> Collected:
    """Add the answers to written parts; None for each where the hand-in cannot be read for them, or not in time."""
    if not asked.parts:
        return collected
    answers: Mapping[str, str | None]
    try:
        answers = within(Most(readable=(submission.root,)), submissions.read_answers, submission, asked)
    except ReadingError:
        answers = dict.fromkeys(each.id for each in asked.parts)
    return replace(collected, evidence=replace(collected.evidence, answers=answers))


def unreadable(submission: Submission, findings: Findings | None) -> Collected | None:
    """Return the evidence of a module that is not Python: there is nothing to run. None for all others."""
    problem = findings.problem if findings else None
    if problem is None or submission.form is not Form.MODULE:
        return None
    traceback = f"{problem.text}\nSyntaxError: {problem.message}"
    kind = FailureKind.CONFLICT if problem.conflict else FailureKind.SYNTAX
    failure = Failure(kind, problem.message, problem.where, traceback)
    evidence = Evidence(
        submission.digest, Outcome.CRASHED, error=failure, form=submission.form, source=submission.source
    )
    return Collected(evidence, Artefacts({}))


def explained(findings: Findings | None, collected: Collected) -> Collected:
    """Name the old spelling where a run stopped at one, and git's marks where they stopped it; say what was unread."""
    evidence = collected.evidence
    if findings is None:
        return replace(collected, evidence=replace(evidence, notes=(*evidence.notes, UNREAD)))
    failure, problem = evidence.error, findings.problem
    if failure is None:
        return collected
    marked = problem is not None and problem.conflict and _cell(problem.where) == _cell(failure.where)
    if failure.kind == FailureKind.SYNTAX and problem is not None and marked:
        conflict = replace(failure, kind=FailureKind.CONFLICT, where=problem.where)
        return replace(collected, evidence=replace(evidence, error=conflict))
    if failure.kind not in {FailureKind.EXCEPTION, FailureKind.MISSING_PACKAGE} or not failure.where:
        return collected
    served = [note.value.partition(" → ")[0] for note in evidence.notes if note.kind is NoteKind.KERAS2]
    old = [spelling for where, spelling in findings.old if where == failure.where and not _is_in(spelling, served)]
    if refused := _REFUSED.search(failure.message):
        old = [spelling for spelling in old if spelling.found == f"{refused[1]}="]
    old = [each for each in old if _speaks_of(failure.message, each)] or (
        [] if _OF_OTHERS.match(failure.message) else old
    )
    if not old:
        return collected
    spelling = old[0]
    kind = FailureKind.KERAS2 if spelling.modern else FailureKind.KERAS2_GONE
    laid = replace(failure, kind=kind, details={"old": spelling.found, "new": spelling.modern})
    return replace(collected, evidence=replace(evidence, error=laid))


def _is_in(spelling: OldSpelling, served: Sequence[str]) -> bool:
    """Tell whether a stand-in for an old spelling worked, so that it stopped nothing."""
    names = [name for each in served for name in each.split(", ")]
    return any(name == spelling.found or name.startswith(f"{spelling.found}.") for name in names)


def _speaks_of(message: str, spelling: OldSpelling) -> bool:
    """Tell whether an error names what an old spelling gave, or what today's would have given."""
    words = set(re.findall(r"\w+", message))
    return any(name.strip("=.").rpartition(".")[2] in words for name in (spelling.found, spelling.modern))


def _cell(where: str) -> str:
    return where.partition(",")[0]
