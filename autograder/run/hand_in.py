"""A hand-in on its way through a batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from autograder.records import NOBODY, Person


@dataclass(frozen=True, slots=True)
class HandIn:
    """What a student handed in: a path, or why there is none to read.

    Where nobody stated `submitted_at` and the file is `dated`, its date is shown in its place; `dated_by_name` says
    that only a name states it, which the student may have chosen. `late` is a platform's own mark. `attempt` counts
    from 1 where several attempts of a student are graded. `notes` are for the student.
    """

    student: str
    path: Path
    problem: str = ""
    kind: str = "unreadable"
    submitted_at: datetime | None = None
    person: Person = NOBODY
    dated: bool = True
    late: bool = False
    dated_by_name: bool = False
    attempt: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """A hand-in and the name of its student's folder, which is its own within a run.

    Where the node that does it shares no folder with the coordinator, `files` are the hand-in's, by relative path.
    """

    name: str
    hand_in: HandIn
    files: Mapping[str, bytes] | None = None

    @property
    def student(self) -> str:
        """Whose hand-in it is."""
        return self.hand_in.student
