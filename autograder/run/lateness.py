"""When a hand-in was late, by the course's policy, its time zone and the extensions that students were given."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from autograder.course.assignment import Assignment
from autograder.course.folder import Course
from autograder.course.policy import EXTENSIONS, Late
from autograder.errors import CourseError
from autograder.grading import LatePolicy, late_adjustment
from autograder.i18n import gettext as _
from autograder.lists import ListRow, read_list
from autograder.people import listed, register
from autograder.records import NOBODY, Adjustment, Person, Submission

STUDENT = ("student", "name", "student id", "id", "email", "login", "이름", "학번", "학생")
DAYS = ("days", "일", "일수")
HOURS = ("hours", "시간")
_NONE = timedelta(0)
_DAY = timedelta(days=1)
_FREE = LatePolicy()


@dataclass(frozen=True, slots=True)
class Extension:
    """More time for one student, whom `student` names by name or any id."""

    student: str
    time: timedelta
    line: int = 0


@dataclass(frozen=True, slots=True)
class Lateness:
    """What decides over late hand-ins to one assignment. The default finds nothing late."""

    due: datetime | None = None
    policy: LatePolicy = _FREE
    extensions: tuple[Extension, ...] = ()
    file_dates: bool = False

    def extension(self, student: str, person: Person = NOBODY) -> timedelta:
        """Return how much more time a student was given; of several extensions the longest counts."""
        one = register([listed(_identifiers(student, person), student)])
        return max((each.time for each in self.extensions if one.fitting(each.student)), default=_NONE)

    def unknown(self, students: Mapping[str, Person]) -> tuple[Extension, ...]:
        """Return the extensions that name none of the students."""
        everybody = register(listed(_identifiers(student, person), student) for student, person in students.items())
        return tuple(each for each in self.extensions if not everybody.fitting(each.student))

    def deadline(self, student: str, person: Person = NOBODY) -> datetime | None:
        """Return until when a student may hand in without being late."""
        return self.due + self.extension(student, person) + self.policy.grace if self.due else None

    def adjustment(self, submission: Submission, possible: float) -> Adjustment | None:
        """Return what handing in late takes from a submission.

        Where nobody stated the time but the platform marked the hand-in late, one day counts; with an extension nothing
        does, for the platform may not know of it.
        """
        if self.due is None and not submission.marked_late:
            return None
        extension = self.extension(submission.student, submission.person) if self.extensions else _NONE
        stated = submission.submitted_at is not None and (self.file_dates or not submission.dated_by_file)
        if stated and self.due is not None:
            return late_adjustment(submission.submitted_at, self.due, possible, self.policy, extension=extension)
        if not submission.marked_late or extension > _NONE:
            return None
        points = -round(min(self.policy.per_day, self.policy.cap, 1.0) * possible, 2)
        return Adjustment(points, _("marked late by the platform; counted as one day")) if points < 0 else None


ON_TIME = Lateness()


def read_lateness(course: Course, assignment: Assignment) -> Lateness:
    """Read what decides over late hand-ins: the assignment's settings, else the course's, and the extensions.

    Raises:
        CourseError: the list of extensions is wrong; every problem with its line.
    """
    late = assignment.late or course.settings.late
    due = assignment.due
    if due is not None and due.tzinfo is None:
        due = due.replace(tzinfo=ZoneInfo(course.settings.timezone))
    path = course.private(assignment.id) / EXTENSIONS
    return Lateness(due, _policy(late), read_extensions(path) if path.is_file() else (), late.file_dates)


def read_extensions(path: Path) -> tuple[Extension, ...]:
    """Read a CSV with the columns student and days or hours; whatever else it holds is for people.

    Raises:
        CourseError: as `read_lateness`.
    """
    found, problems = [], []
    for line in read_list(path).lines:
        student, time = line.get(STUDENT), _time(line)
        if not student or time is None:
            problems.append(f"{path}, line {line.number}: expected a student, and days or hours of 0 or more")
        else:
            found.append(Extension(student, time, line.number))
    if problems:
        raise CourseError(problems)
    return tuple(found)


def _identifiers(student: str, person: Person) -> tuple[str, ...]:
    return (student, person.student_id, person.login, person.email, person.canvas_id)


def _policy(late: Late) -> LatePolicy:
    return LatePolicy(
        per_day=late.per_day,
        grace=timedelta(minutes=late.grace_minutes),
        cap=late.cap,
        closes_after=None if late.closes_after_days is None else timedelta(days=late.closes_after_days),
    )


def _time(line: ListRow) -> timedelta | None:
    texts = (line.get(DAYS), line.get(HOURS))
    try:
        days, hours = (float(text.replace(",", ".") or 0) for text in texts)
        time = timedelta(days=days, hours=hours)
    except (ValueError, OverflowError):
        return None
    plain = any(texts) and days >= 0 and hours >= 0 and math.isfinite(days + hours)
    return time if plain and time < 3650 * _DAY else None
