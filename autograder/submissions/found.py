"""What was found of a student, before it is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from autograder.records import NOBODY, Person


@dataclass(frozen=True, slots=True)
class Found:
    """One student's hand-in, or one of several attempts: `attempt` counts them from 1, the earliest.

    `path` goes to `load`, unless `problem` says why it cannot: a sentence, with its stable word in `kind`. `lms_id` is
    the platform's own id of the student, `late` its mark for a late hand-in. `submitted_at` is a time that somebody
    stated, never the date of a file. `notes` are remarks for the student, `aliases` what the student may be called too.
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
