"""What a student handed in, before it is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from autograder.records import NOBODY, Person, Submission, SubmissionFiles

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

    def submission(
        self, assignment: str, root: Path, files: SubmissionFiles, *, file_date: datetime | None = None
    ) -> Submission:
        """Return the submission whose files stand in `root`; `file_date` counts where nobody stated a time."""
        return Submission(
            student=self.student,
            assignment=assignment,
            root=root,
            digest=files.digest,
            submitted_at=self.submitted_at or file_date,
            form=files.form,
            entry=files.entry,
            source=files.source,
            notes=(*self.notes, *files.notes),
            person=self.person,
            dated_by_file=self.dated_by_name or self.submitted_at is None,
            marked_late=self.late,
            student_id=self.student_id,
        )


def plausible(moment: datetime | None) -> datetime | None:
    """Return a moment at which something can have been handed in; None for another, which few can calculate with."""
    return moment if moment is not None and _FIRST <= moment < _LAST else None
