"""What reading a submission's code tells before and after it runs."""

from __future__ import annotations

from dataclasses import replace

from autograder import submissions
from autograder.collect import Collected
from autograder.records import Evidence, Failure, Form, Outcome, Submission
from autograder.store import Artefacts


def unreadable(submission: Submission) -> Collected | None:
    """Return the evidence of a module that is not Python: there is nothing to run. None for all others."""
    problem = submissions.read_source(submission).problem
    if problem is None or submission.form is not Form.MODULE:
        return None
    traceback = f"{problem.text}\nSyntaxError: {problem.message}"
    kind = "conflict" if problem.conflict else "syntax"
    failure = Failure(kind, problem.message, problem.where, traceback)
    evidence = Evidence(
        submission.digest, Outcome.CRASHED, error=failure, form=submission.form, source=submission.source
    )
    return Collected(evidence, Artefacts({}))


def explained(submission: Submission, collected: Collected) -> Collected:
    """Name the old spelling where a run stopped at one, and git's marks where they stopped it."""
    failure = collected.evidence.error
    if failure is not None and failure.kind == "syntax":
        problem = submissions.read_source(submission).problem
        if problem is not None and problem.conflict and _cell(problem.where) == _cell(failure.where):
            named = replace(failure, kind="conflict", where=problem.where)
            return replace(collected, evidence=replace(collected.evidence, error=named))
    if failure is None or failure.kind not in {"exception", "missing_package"} or not failure.where:
        return collected
    for where, spelling in submissions.read_source(submission).old:
        if where == failure.where:
            kind = "keras2" if spelling.modern else "keras2_gone"
            named = replace(failure, kind=kind, details={"old": spelling.found, "new": spelling.modern})
            return replace(collected, evidence=replace(collected.evidence, error=named))
    return collected


def _cell(where: str) -> str:
    return where.partition(",")[0]
