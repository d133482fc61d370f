"""The verdict on one submission, and what it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from autograder.records.measurement import MODEL, Measurement


class Status(StrEnum):
    """How a check ended. ERROR is the check's own fault; AWAITING says that a person has yet to mark the part."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    SKIPPED = "skipped"
    AWAITING = "awaiting"


class State(StrEnum):
    """What a grade is worth. AWAITING says that nothing is in doubt, and that a person has yet to mark a part."""

    GRADED = "graded"
    AWAITING = "awaiting"
    NEEDS_REVIEW = "needs_review"
    UNGRADED = "ungraded"


class Visibility(StrEnum):
    """Who sees a check: the student, or staff only."""

    VISIBLE = "visible"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check on one submission. `message` is for the student, `detail` for staff.

    `claimed` says that its points rest on what the submission says of itself, `measured` that they may rest on what
    its network gives for the test images. `measurements` are what it emitted of `part` of the assignment, exactly.
    `answer` is the digest of the answer in words that it is about, `marked_by` the person whose mark it is.
    """

    check: str
    title: str
    status: Status
    possible: float
    earned: float
    message: str = ""
    detail: str = ""
    visibility: Visibility = Visibility.VISIBLE
    seconds: float = 0.0
    claimed: bool = False
    measured: bool = False
    part: str = MODEL
    measurements: tuple[Measurement, ...] = ()
    answer: str = ""
    marked_by: str = ""

    @property
    def is_written(self) -> bool:
        """Tell whether it is of an answer in words: it is a part by itself."""
        return self.part == self.check


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Points added or taken after checking (late days, an override), with the reason and who made it."""

    points: float
    reason: str
    author: str = ""


@dataclass(frozen=True, slots=True)
class Hint:
    """One hint for the student: what was seen, why it matters, what to try. `rule` is its stable name."""

    rule: str
    seen: str
    why: str
    attempt: str


@dataclass(frozen=True, slots=True)
class Grade:
    """The verdict on one submission.

    `reason` is why it is not simply GRADED; `told` is what of it does not follow from the results, and `doubted` says
    that this asks for a person.
    """

    student: str
    assignment: str
    results: tuple[CheckResult, ...]
    adjustments: tuple[Adjustment, ...]
    earned: float
    possible: float
    state: State
    hints: tuple[Hint, ...] = ()
    reason: str = ""
    told: str = ""
    doubted: bool = False

    @property
    def measurement(self) -> Measurement | None:
        """The first measurement that a check scored; None where none did."""
        return scored(self.results)


def scored(results: Sequence[CheckResult]) -> Measurement | None:
    """Return the first measurement that is compared with a bar; None where there is none."""
    found = (each for result in results for each in result.measurements if each.bar is not None)
    return next(found, None)
