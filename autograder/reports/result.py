"""The result file, `autograder/result/v2`: one grade as JSON, and the schema that describes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from autograder.course.assignment import Assignment
from autograder.explain import explain
from autograder.i18n import gettext as _
from autograder.metrics import public
from autograder.records import (
    CheckResult,
    Evidence,
    Grade,
    Hint,
    Json,
    Measurement,
    Outcome,
    Parameters,
    State,
    Status,
    Trust,
    Usage,
    Visibility,
)
from autograder.reports.redaction import withheld
from autograder.reports.text import capped

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
    """One check as the result file states it, with what it measured; `marked` where a person set its points."""

    id: Name
    part: Name
    title: Name
    status: Status
    earned: float
    possible: float
    message: Message
    visibility: Visibility
    measurements: tuple[Measurement, ...]
    marked: bool


@dataclass(frozen=True, slots=True)
class ResultPart:
    """A part of the assignment, and what its checks gave."""

    id: Name
    earned: float
    possible: float


@dataclass(frozen=True, slots=True)
class ResultAdjustment:
    """Points added or taken after the checks: for being late, by a person."""

    points: float
    reason: Message


@dataclass(frozen=True, slots=True)
class Result:
    """The result file. `outcome` and `trust` are null where nothing was run; `data` names the set it was judged on.

    `student_id` is the id that the course keeps the student under, whatever the student is called. `measurements` are
    those of all checks; in a student's file every value is the one that is told, and hidden checks' are left out.
    """

    schema: Literal["autograder/result/v2"]
    assignment: Name
    student: Name
    student_id: Name
    submission: Name
    state: State
    outcome: Outcome | None
    earned: float
    possible: float
    measurements: tuple[Measurement, ...]
    parameters: Parameters | None
    parts: tuple[ResultPart, ...]
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
    grade: Grade,
    evidence: Evidence | None,
    submission_digest: str,
    assignment: Assignment,
    *,
    student_id: str = "",
    staff: bool = False,
) -> dict[str, Json]:
    """Return a grade as the result file's JSON object.

    Args:
        grade: The verdict.
        evidence: What the run left; None where nothing was run.
        submission_digest: "sha256:…" of the submission.
        assignment: The assignment that was graded.
        student_id: The id that the course keeps the student under.
        staff: Say what hidden checks found, and exact measurements.
    """
    checks = tuple(_check(result, staff=staff) for result in grade.results)
    result = Result(
        schema="autograder/result/v2",
        assignment=capped(assignment.id, NAME_LIMIT),
        student=capped(grade.student, NAME_LIMIT),
        student_id=capped(student_id, NAME_LIMIT),
        submission=capped(submission_digest, NAME_LIMIT),
        state=grade.state,
        outcome=evidence.outcome if evidence else None,
        earned=round(grade.earned, 4),
        possible=round(grade.possible, 4),
        measurements=tuple(each for check in checks for each in check.measurements),
        parameters=evidence.structure.parameters if evidence and evidence.structure else None,
        parts=tuple(_parts(grade.results)),
        checks=checks,
        error=error_of(grade, evidence, staff=staff),
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
        "$id": "autograder/result/v2",
        **_ADAPTER.json_schema(mode="serialization"),
    }


def error_of(grade: Grade, evidence: Evidence | None, *, staff: bool = False) -> str | None:
    """Return what went wrong in one text: the failure of the run with its place, else why the grade is not final.

    Why a person should look at a submission is for staff: it may name what was measured on hidden examples.
    """
    if evidence and evidence.first_error:
        return capped(explain(evidence.first_error), MESSAGE_LIMIT)
    doubts = "" if staff or (evidence and evidence.fault) else grade.told
    reason = grade.reason.replace(doubts, _("a person will look at this")) if doubts else grade.reason
    return capped(reason, MESSAGE_LIMIT) or None


def hint_text(hint: Hint) -> str:
    """Return a hint as one paragraph."""
    return " ".join(part for part in (hint.seen, hint.why, hint.attempt) if part)


def _parts(results: Sequence[CheckResult]) -> Iterator[ResultPart]:
    for part in dict.fromkeys(result.part for result in results):
        own = [result for result in results if result.part == part]
        earned, possible = (fsum(result.earned for result in own), fsum(result.possible for result in own))
        yield ResultPart(capped(part, NAME_LIMIT), round(earned, 4), round(possible, 4))


def _check(result: CheckResult, *, staff: bool) -> ResultCheck:
    hidden = result.visibility is Visibility.HIDDEN
    message = result.message if not hidden else (result.detail or result.message) if staff else withheld(result.status)
    return ResultCheck(
        id=capped(result.check, NAME_LIMIT),
        part=capped(result.part, NAME_LIMIT),
        title=capped(result.title, NAME_LIMIT),
        status=result.status,
        earned=round(result.earned, 4),
        possible=round(result.possible, 4),
        message=capped(message, MESSAGE_LIMIT),
        visibility=result.visibility,
        measurements=_measurements(result, staff=staff),
        marked=bool(result.marked_by),
    )


def _measurements(result: CheckResult, *, staff: bool) -> tuple[Measurement, ...]:
    if staff:
        return result.measurements
    return () if result.visibility is Visibility.HIDDEN else tuple(public(each) for each in result.measurements)


def _isolation(evidence: Evidence | None) -> dict[Name, Literal["active", "missing"]]:
    layers = evidence.layers_of_isolation[:LIST_LIMIT] if evidence else ()
    return {capped(layer.name, NAME_LIMIT): "active" if layer.active else "missing" for layer in layers}


def _versions(evidence: Evidence | None) -> dict[Name, Name]:
    pairs = list(evidence.versions.items())[:LIST_LIMIT] if evidence else []
    return {capped(name, NAME_LIMIT): capped(version, NAME_LIMIT) for name, version in pairs}
