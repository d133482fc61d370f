"""Get a class's hand-ins: from a folder, an LMS's zip or repositories, under the names of the roster."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from autograder import submissions
from autograder.course.assignment import Assignment
from autograder.course.folder import Course
from autograder.course.policy import EXTENSIONS, Attempts
from autograder.errors import UsageError
from autograder.i18n import gettext as _
from autograder.records import NOBODY
from autograder.run.lateness import Lateness, read_lateness
from autograder.run_folder import MissingSubmission, RunFolder
from autograder.submissions.attempts import SEVERAL, choose
from autograder.submissions.hand_in import HandIn
from autograder.submissions.owners import enrol, knower, recogniser
from autograder.submissions.repositories import Unfetched, fetch_all, read_repositories
from autograder.submissions.roster import Enrolled, read_roster

_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Sources:
    """Where hand-ins come from: a folder or zip, or a list of repositories; and the list of who should hand in."""

    folder: Path | None = None
    repositories: Path | None = None
    roster: Path | None = None


@dataclass(frozen=True, slots=True)
class Intake:
    """What a class handed in. `absent` are those of whom there is nothing to grade, `warnings` sentences for staff."""

    hand_ins: tuple[HandIn, ...]
    absent: tuple[MissingSubmission, ...] = ()
    warnings: tuple[str, ...] = ()
    roster: tuple[Enrolled, ...] = ()


def take_in(course: Course, assignment: str, sources: Sources, out: Path) -> Intake:
    """Find what each student handed in, and choose among attempts as the course says.

    Args:
        course: the course.
        assignment: the assignment's id.
        sources: where to look.
        out: the run folder, below which zips are unpacked and repositories are kept.

    Raises:
        UsageError: there is no folder and no list of repositories, or both; or the course lies among the hand-ins.
        CourseError: a list is wrong; every problem with its line.
    """
    wanted = course.assignment(assignment)
    if sources.folder is not None and course.root.resolve().is_relative_to(sources.folder.resolve()):
        told = f"{sources.folder}: expected a folder of hand-ins, found the course {course.root} in it"
        raise UsageError(f"{told}; its files are run, and may be a student's. Name the course with --course")
    folder = RunFolder(out)
    roster = read_roster(sources.roster) if sources.roster else ()
    lateness = read_lateness(course, wanted)
    warnings: list[str] = []
    zone = ZoneInfo(course.settings.timezone)
    found, unfetched = _found(sources, folder, lateness, roster, zone=zone, tell=warnings.append)
    absent = {each.student: each.reason for each in unfetched}
    if roster:
        enrolment = enrol(found, roster)
        found = enrolment.found
        warnings += enrolment.warnings
        on_list = recogniser(roster)
        named = {(known.name if (known := on_list(each)) else each): reason for each, reason in absent.items()}
        absent = {each.name: "" for each in enrolment.missing} | dict(enrolment.contested) | named
    students = {each.student: each.person for each in found} | {each.name: each.person for each in roster}
    warnings += [
        _("{list}, line {line}: no student is called {name}.").format(
            list=EXTENSIONS, line=each.line, name=each.student
        )
        for each in lateness.unknown(students)
    ]
    warnings += [f"{each.student}: {each.problem}" for each in found if each.kind == SEVERAL]
    warnings += _dated_by_name(found, lateness)
    gone = tuple(MissingSubmission(student, reason) for student, reason in sorted(absent.items()))
    return Intake(choose(found, counts(course, wanted)), gone, tuple(warnings), tuple(roster))


def _dated_by_name(found: Sequence[HandIn], lateness: Lateness) -> list[str]:
    named = sorted({each.student for each in found if each.dated_by_name})
    if not named or lateness.due is None or lateness.file_dates:
        return []
    text = _("Dates in the names of these hand-ins decide nothing about lateness (late.file_dates = false): {names}.")
    return [text.format(names=", ".join(named[:_MOST_NAMED]) + (" …" if len(named) > _MOST_NAMED else ""))]


def counts(course: Course, assignment: Assignment) -> Attempts:
    """Return which of several attempts counts."""
    return assignment.attempts or course.settings.attempts


def _found(
    sources: Sources,
    folder: RunFolder,
    lateness: Lateness,
    roster: Sequence[Enrolled],
    *,
    zone: tzinfo,
    tell: Callable[[str], None],
) -> tuple[Sequence[HandIn], Sequence[Unfetched]]:
    if (sources.folder is None) == (sources.repositories is None):
        raise UsageError("expected a folder or zip of submissions, or --repositories with a list, and not both")
    if sources.repositories is not None:
        on_list = recogniser(roster)

        def deadline(student: str) -> datetime | None:
            known = on_list(student)
            return lateness.deadline(known.name if known else student, known.person if known else NOBODY)

        return fetch_all(read_repositories(sources.repositories), folder.repositories, deadline=deadline)
    if sources.folder is None or not sources.folder.exists():
        message = "no such folder; expected one folder or file for each student, or an LMS's zip"
        raise UsageError(f"{sources.folder}: {message}")
    found = submissions.discover(sources.folder, into=folder.unpacked, zone=zone, knows=knower(roster), tell=tell)
    return found, ()
