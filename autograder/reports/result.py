"""The result file, `autograder/result/v1`: one grade as JSON, and the schema that describes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from autograder.course.assignment import Assignment
from autograder.explain import explain
from autograder.records import (
    Accuracy,
    CheckResult,
    Evidence,
    Grade,
    Hint,
    Json,
    Outcome,
    Parameters,
    State,
    Status,
    Trust,
    Usage,
    Visibility,
)
from autograder.reports.text import capped
from autograder.reports.view import withheld

NAME_LIMIT = 200
"""Characters of a name, title or identifier."""
MESSAGE_LIMIT = 4_000
"""Characters of a message."""
LIST_LIMIT = 200
"""Entries of a list or mapping that a submission can lengthen."""

Name = Annotated[str, Field(max_length=NAME_LIMIT)]
Message = Annotated[str, Field(max_length=MESSAGE_LIMIT)]


@dataclass(frozen=True, slots=True)
class ResultCheck:
    """One check as the result file states it."""

    id: Name
    title: Name
    status: Status
    earned: float
    possible: float
    message: Message
    visibility: Visibility


@dataclass(frozen=True, slots=True)
class ResultAdjustment:
    """Points added or taken after the checks: for being late, by a person."""

    points: float
    reason: Message


@dataclass(frozen=True, slots=True)
class Result:
    """The result file. `outcome` and `trust` are null where nothing was run; `data` names the set it was judged on."""

    schema: Literal["autograder/result/v1"]
    assignment: Name
    student: Name
    submission: Name
    state: State
    outcome: Outcome | None
    earned: float
    possible: float
    accuracy: Accuracy | None
    parameters: Parameters | None
    checks: tuple[ResultCheck, ...]
    error: Message | None
    hints: Annotated[tuple[Message, ...], Field(max_length=LIST_LIMIT)]
    trust: Trust | None
    isolation: dict[Name, Literal["active", "missing"]]
    versions: dict[Name, Name]
    device: Name
    usage: Usage
    seed: int
    adjustments: Annotated[tuple[ResultAdjustment, ...], Field(max_length=LIST_LIMIT)]
    data: Name


_ADAPTER = TypeAdapter(Result)


def result_json(
    grade: Grade, evidence: Evidence | None, submission_digest: str, assignment: Assignment, *, staff: bool = False
) -> dict[str, Json]:
    """Return a grade as the result file's JSON object.

    Args:
        grade: The verdict.
        evidence: What the run left; None where nothing was run.
        submission_digest: "sha256:…" of the submission.
        assignment: The assignment that was graded.
        staff: Say what hidden checks found, and the exact accuracy.
    """
    result = Result(
        schema="autograder/result/v1",
        assignment=capped(assignment.id, NAME_LIMIT),
        student=capped(grade.student, NAME_LIMIT),
        submission=capped(submission_digest, NAME_LIMIT),
        state=grade.state,
        outcome=evidence.outcome if evidence else None,
        earned=round(grade.earned, 4),
        possible=round(grade.possible, 4),
        accuracy=grade.accuracy if staff or grade.accuracy is None else grade.accuracy.told(),
        parameters=evidence.structure.parameters if evidence and evidence.structure else None,
        checks=tuple(_check(result, staff=staff) for result in grade.results),
        error=error_of(grade, evidence),
        hints=tuple(capped(hint_text(hint), MESSAGE_LIMIT) for hint in grade.hints[:LIST_LIMIT]),
        trust=evidence.trust if evidence else None,
        isolation=_isolation(evidence),
        versions=_versions(evidence),
        device=capped(evidence.device, NAME_LIMIT) if evidence else "",
        usage=evidence.usage if evidence else Usage(0.0, 0.0, 0.0),
        seed=evidence.seed if evidence else assignment.seed,
        adjustments=tuple(
            ResultAdjustment(round(each.points, 4), capped(each.reason, MESSAGE_LIMIT))
            for each in grade.adjustments[:LIST_LIMIT]
        ),
        data=capped(assignment.data.name, NAME_LIMIT),
    )
    document: dict[str, Json] = _ADAPTER.dump_python(result, mode="json")
    return document


def result_schema() -> dict[str, Json]:
    """Return the JSON Schema of the result file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "autograder/result/v1",
        **_ADAPTER.json_schema(mode="serialization"),
    }


def error_of(grade: Grade, evidence: Evidence | None) -> str | None:
    """Return what went wrong in one text: the failure of the run with its place, else why the grade is not final."""
    if evidence and evidence.error:
        return capped(explain(evidence.error), MESSAGE_LIMIT)
    return capped(grade.reason, MESSAGE_LIMIT) or None


def hint_text(hint: Hint) -> str:
    """Return a hint as one paragraph."""
    return " ".join(part for part in (hint.seen, hint.why, hint.attempt) if part)


def _check(result: CheckResult, *, staff: bool) -> ResultCheck:
    hidden = result.visibility is Visibility.HIDDEN
    message = result.message if not hidden else (result.detail or result.message) if staff else withheld(result.status)
    return ResultCheck(
        id=capped(result.check, NAME_LIMIT),
        title=capped(result.title, NAME_LIMIT),
        status=result.status,
        earned=round(result.earned, 4),
        possible=round(result.possible, 4),
        message=capped(message, MESSAGE_LIMIT),
        visibility=result.visibility,
    )


def _isolation(evidence: Evidence | None) -> dict[Name, Literal["active", "missing"]]:
    layers = evidence.layers_of_isolation[:LIST_LIMIT] if evidence else ()
    return {capped(layer.name, NAME_LIMIT): "active" if layer.active else "missing" for layer in layers}


def _versions(evidence: Evidence | None) -> dict[Name, Name]:
    pairs = list(evidence.versions.items())[:LIST_LIMIT] if evidence else []
    return {capped(name, NAME_LIMIT): capped(version, NAME_LIMIT) for name, version in pairs}
