"""One hand-in, and who handed it in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path


class Form(StrEnum):
    """What a submission is written as."""

    NOTEBOOK = "notebook"
    MODULE = "module"


@dataclass(frozen=True, slots=True)
class Person:
    """How the course's list and the platforms know a student; "" where they do not.

    `canvas_id` is Canvas's number of the user, `moodle_id` Moodle's number of the participant in one assignment.
    """

    student_id: str = ""
    login: str = ""
    email: str = ""
    section: str = ""
    canvas_id: str = ""
    moodle_id: str = ""


NOBODY = Person()


@dataclass(frozen=True, slots=True)
class SubmissionFiles:
    """What was found in a hand-in when its files were laid out.

    `entry` is the notebook or module among them; `source` its code (a notebook's code cells joined by "# %%" lines),
    for hints and reports, at most a million characters; `digest` is "sha256:…" over every file's path and bytes.
    `notes` are remarks for the student ("upgraded from nbformat 3").
    """

    digest: str
    form: Form
    entry: str
    source: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Submission:
    """One hand-in, laid out in the folder `root`; `digest`, `form`, `entry`, `source` as in `SubmissionFiles`.

    `notes` are remarks for the student. `dated_by_file` says that `submitted_at` is no more than the date of a file, or
    in a name, `marked_late` that the platform called the hand-in late. `student` is how the student is called,
    `student_id` the id that the course keeps the student under.
    """

    student: str
    assignment: str
    root: Path
    digest: str
    submitted_at: datetime | None
    form: Form
    entry: str
    source: str = ""
    notes: tuple[str, ...] = ()
    person: Person = NOBODY
    dated_by_file: bool = False
    marked_late: bool = False
    student_id: str = ""

    @property
    def key(self) -> str:
        """What everything about the student is kept under: the id, or the name where no course has given one."""
        return self.student_id or self.student

    @property
    def stated_at(self) -> datetime | None:
        """When it was handed in by what the platform says; None where only a file or a name tells."""
        return None if self.dated_by_file else self.submitted_at
