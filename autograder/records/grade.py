"""The verdict on one submission, and what it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """How a check ended. ERROR is the check's own fault; AWAITING says that a person has yet to mark the part."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    SKIPPED = "skipped"
    AWAITING = "awaiting"


class State(StrEnum):
    """What a grade is worth."""

    GRADED = "graded"
    NEEDS_REVIEW = "needs_review"
    UNGRADED = "ungraded"


class Visibility(StrEnum):
    """Who sees a check: the student, or staff only."""

    VISIBLE = "visible"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Share of `n` images classified correctly, with its Wilson interval and the bar it was compared with."""

    value: float
    n: int
    interval: tuple[float, float]
    bar: float

    @property
    def decimals(self) -> int:
        """How many decimals of it students are told.

        From 500 images on a step is five images or more, so a change of one image is rarely visible: labels cannot be
        read off by handing in again and again (A. Blum and M. Hardt, The Ladder, 2015). It is about the standard error
        of the accuracies that courses ask for, so little that means anything is lost.
        """
        return 2 if self.n < 5_000 else 3

    def told(self) -> Accuracy:
        """Return it as students may read it: rounded, an accuracy below the bar never up to it."""
        digits = self.decimals
        value, bar = round(self.value, digits), round(self.bar, digits)
        if self.value < self.bar and value >= bar:
            value = round(bar - 10**-digits, digits)
        elif self.value >= self.bar:
            value = max(value, bar)
        low, high = self.interval
        return Accuracy(value, self.n, (min(round(low, digits), value), max(round(high, digits), value)), bar)

    def counted(self) -> float:
        """Return the value that points are computed from, no finer than what is told, or they would tell it.

        At or above the bar it is exact, as every point is earned there. Below the bar it is rounded, and what would be
        rounded up to the bar lies half a step below it.
        """
        if self.value >= self.bar:
            return self.value
        value = round(self.value, self.decimals)
        return value if value < self.bar else self.bar - 0.5 * 10**-self.decimals


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check on one submission. `message` is for the student, `detail` for staff.

    `claimed` says that its points rest on what the submission says of itself, `measured` that they may rest on what
    its network gives for the test images.
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
    """The verdict on one submission."""

    student: str
    assignment: str
    results: tuple[CheckResult, ...]
    adjustments: tuple[Adjustment, ...]
    earned: float
    possible: float
    state: State
    accuracy: Accuracy | None = None
    hints: tuple[Hint, ...] = ()
    reason: str = ""
    """Why the grade is not simply GRADED."""
