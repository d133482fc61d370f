"""What a student handed in, before it is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from autograder.records import NOBODY, Person

_FIRST, _LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class HandIn:
    """What a student handed in, or one of several attempts: `attempt` counts them from 1, the earliest.

    `path` goes to `load`, unless `problem` says why it cannot: a sentence, with its stable word in `kind`.
    `submitted_at` is a time that somebody stated, never the date of a file; `dated_by_name` says that it is from a
    name, which the student may have chosen. `late` is a platform's own mark. `notes` are for the student. `lms_id` is
    the platform's own id of the student, `aliases` what the student may be called too. `student` is how the student is
    called, `student_id` the id that the course keeps the student under, "" before it was asked.
    """

    student: str
    path: Path
    problem: str = ""
    kind: str = ""
    late: bool = False
    lms_id: str = ""
    submitted_at: datetime | None = None
    person: Person = NOBODY
    attempt: int = 0
    notes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    dated_by_name: bool = False
    student_id: str = ""

    @property
    def key(self) -> str:
        """What everything about the student is kept under: the id, or the name where no course has given one."""
        return self.student_id or self.student


def plausible(moment: datetime | None) -> datetime | None:
    """Return a moment at which something can have been handed in; None for another, which few can calculate with."""
    return moment if moment is not None and _FIRST <= moment < _LAST else None
