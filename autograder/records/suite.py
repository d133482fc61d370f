"""What came of a course's own tests, which ran where the student's code was not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SuiteOutcome(StrEnum):
    """How a test of a course ended.

    COURSE is a test that does what cannot cross to the student's process. The last five say what the student's process
    did instead of answering: it lacked a name, took too long, ended; the tests' file could not be read with it; or the
    time or memory of all tests was used up before.
    """

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    XFAILED = "xfailed"
    XPASSED = "xpassed"
    COURSE = "course"
    ABSENT = "absent"
    LATE = "late"
    ENDED = "ended"
    UNREAD = "unread"
    UNRUN = "unrun"


PASSING = frozenset({SuiteOutcome.PASSED, SuiteOutcome.XFAILED, SuiteOutcome.XPASSED})
"""What pytest counts as no failure, but skipped tests."""


@dataclass(frozen=True, slots=True)
class SuiteTest:
    """A test of a course as pytest reads it; one with parameters is several, told apart by `case`.

    `name` is that of the function, behind its class's where it stands in one; `points` are what its mark says; `hidden`
    tells that its message is for staff alone.
    """

    id: str
    file: str
    line: int
    name: str
    case: str = ""
    title: str = ""
    points: float | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class SuiteVerdict:
    """How a test ended: `message` is what pytest says of it, or the name that is not there."""

    id: str
    outcome: SuiteOutcome
    message: str = ""
    seconds: float = 0.0
