"""What a running check may say besides passing or failing: partial credit and remarks."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any

from numpy.typing import NDArray

from autograder.course.assignment import Policy
from autograder.metrics import BY_ACCURACY, Scoring
from autograder.records import MODEL, Evidence, Measurement


@dataclass(frozen=True, slots=True)
class CheckContext:
    """The check that is running: the course's policy, the submission's evidence, and what it said and measured.

    `part` is the part of the assignment that it is of, `models` what is known of each of several models.
    """

    policy: Policy
    evidence: Evidence | None = None
    remarks: list[str] = field(default_factory=list)
    measurements: list[Measurement] = field(default_factory=list)
    scoring: Scoring = BY_ACCURACY
    part: str = MODEL
    models: Mapping[str, Evidence] = field(default_factory=dict)


class PartialCredit(AssertionError):  # noqa: N818 - it ends a check, it is not a fault
    """A check that failed in part. `fraction` of its points is earned, from 0 to 1."""

    def __init__(self, fraction: float, message: str) -> None:
        self.fraction = fraction
        super().__init__(message)


class LeftToPerson(Exception):  # noqa: N818 - it ends a check, it is not a fault
    """A part that only a person can mark."""


_running: ContextVar[CheckContext | None] = ContextVar("running check", default=None)


@contextmanager
def running(check: CheckContext) -> Iterator[CheckContext]:
    """Make `check` the running one inside the block, on this thread."""
    token = _running.set(check)
    try:
        yield check
    finally:
        _running.reset(token)


def current_policy() -> Policy:
    """Return the policy of the assignment whose check runs; the defaults outside a check."""
    check = _running.get()
    return check.policy if check else Policy()


def current_evidence() -> Evidence | None:
    """Return the evidence of the submission that is checked; None outside a check."""
    check = _running.get()
    return check.evidence if check else None


def current_scoring() -> Scoring:
    """Return what the assignment whose check runs scores outputs by; accuracy outside a check."""
    check = _running.get()
    return check.scoring if check else BY_ACCURACY


def outputs_of(part: str, split: str) -> NDArray[Any] | None:
    """Return what the model of another part of the submission gave; None where it gave nothing.

    Raises:
        ValueError: no such part has a model.
    """
    check = _running.get()
    models = check.models if check else {}
    if part not in models:
        known = ", ".join(("baseline", *models))
        raise ValueError(f"better_than: expected one of {known}, found {part!r}")
    return models[part].predictions.get(split)


def remark(message: str) -> None:
    """Tell the student something about a check that goes on, and may pass ("0.97 of 540 images are right")."""
    check = _running.get()
    if check is not None:
        check.remarks.append(message)


def emit(measurement: Measurement) -> None:
    """Keep what the check measured: pages, result files and exports show it, and nothing else measures again."""
    check = _running.get()
    if check is not None:
        check.measurements.append(replace(measurement, part=check.part))


def award(fraction: float, message: str) -> None:
    """Earn a share of the check's points.

    A fraction under 1 ends the check as failed with that share; 1 only remarks, and the check goes on.

    Args:
        fraction: share of the points, from 0 to 1; numbers outside are clipped.
        message: what the student reads.

    Raises:
        PartialCredit: `fraction` is under 1.
        ValueError: `fraction` is not a number.
    """
    if math.isnan(fraction):
        raise ValueError("expected a fraction from 0 to 1, found nan")
    if fraction < 1:
        raise PartialCredit(max(0.0, float(fraction)), message)
    remark(message)
