"""The grades of one run as exports see them: who, how much, and whether it may be written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from autograder.records.grade import Grade, State, Status
from autograder.records.submission import Submission


@dataclass(frozen=True, slots=True)
class Record:
    """What staff keeps of one student: the submission, its evidence's key and the grade.

    `asked` are digests of what it was asked; empty where an older version wrote the record.
    """

    submission: Submission
    evidence_key: str
    grade: Grade
    asked: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Book:
    """The records of a run over one assignment, by folder name.

    `made` is the moment of the export; with `provisional` a grade that waits for a person's review is written as it
    stands. What is not graded, or not marked yet, is never written as a number. `excused` are folders of students who
    need no grade, `notes` sentences for whoever exports.
    """

    assignment: str
    title: str
    due: datetime | None
    made: datetime
    records: Mapping[str, Record]
    provisional: bool = False
    excused: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()

    @property
    def possible(self) -> float:
        """Return the points that a whole submission can earn."""
        return max((record.grade.possible for record in self.records.values()), default=0.0)

    def is_open(self, grade: Grade) -> bool:
        """Tell whether a grade is not to be written down yet: never while a person has yet to mark a part."""
        if grade.state is State.NEEDS_REVIEW and self.provisional:
            return any(result.status is Status.AWAITING for result in grade.results)
        return grade.state is not State.GRADED

    def waits(self, grade: Grade) -> bool:
        """Tell whether what checks gave may be shown of a grade that is open for a person's marks alone."""
        waiting = any(result.status is Status.AWAITING for result in grade.results)
        reviewed = grade.state is State.AWAITING or (grade.state is State.NEEDS_REVIEW and waiting)
        return self.provisional and reviewed

    def settled(self) -> Mapping[str, Record]:
        """Return the records whose points may be written down."""
        return {slug: record for slug, record in self.records.items() if not self.is_open(record.grade)}


@dataclass(frozen=True, slots=True)
class Given:
    """What an export needs besides the grades.

    `worksheet` is the file that is filled in, `column` the title of the column for the points where it cannot be told,
    `fields` what a system's own runner says about the submission (Classroom 50's `classroom`, `submission`…).
    """

    worksheet: bytes | None = None
    column: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Exported:
    """The files of an export: one for the class under the name "", or one for each student by the folder's name.

    `suffix` ends the names of the students' files.
    """

    documents: Mapping[str, str]
    warnings: tuple[str, ...] = ()
    suffix: str = ".json"
