"""Export a run folder's grades to another system's format. Nothing is executed, and nothing of a grade is changed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from autograder import wire
from autograder.course.assignment import Assignment
from autograder.course.folder import open_course
from autograder.errors import AutograderError, UsageError
from autograder.exports import EXPORTERS, export
from autograder.gradebook import Standing, decided
from autograder.i18n import language
from autograder.partial import write_atomically
from autograder.records import NOBODY, Book, Exported, Form, Given, Grade, Record, State, Submission
from autograder.run.accounts import accounts_of
from autograder.run.faults import tolerant
from autograder.run.standings import read_standings
from autograder.run_folder import RunFolder


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be exported: the format, what it needs, and whether grades in review are written as they stand.

    `cache` is the grader's own folder, where the grade book of a course lies that cannot be written.
    """

    format: str
    given: Given
    made: datetime
    provisional: bool = False
    language: str = "en"
    cache: Path | None = None


def export_run(runs: Path, request: Request, course: Path | None = None) -> tuple[Exported, bool]:
    """Return the files of an export, and whether they are one for each of several students.

    Args:
        runs: the run folder.
        request: the format and what it needs.
        course: the course, for the title and the deadline; else the one that the run was graded with, if it is there.

    Raises:
        UsageError: the folder holds no graded submission, the format needs something that was not given, or an exporter
            of another distribution failed.
    """
    book = book_of(runs, request, course)
    with language(request.language), _told_of(request.format):
        exported = tolerant(
            lambda records: export(replace(book, records=records), request.format, request.given),
            book.records,
        )
    return exported, len(book.records) > 1 and "" not in exported.documents


@contextmanager
def _told_of(name: str) -> Iterator[None]:
    """Say whose exporter failed, where it is another distribution's."""
    try:
        yield
    except AutograderError:
        raise
    except Exception as error:
        origin = EXPORTERS.origin(name)
        if not origin:
            raise
        raise UsageError(f"{origin}: the format {name!r} failed: {type(error).__name__}: {error}") from error


def book_of(runs: Path, request: Request, course: Path | None = None) -> Book:
    """Return the grades of a run folder, as people decided about them in the course's grade book.

    Who handed in nothing but was given points, or excused, is among them.

    Raises:
        UsageError: the folder holds no graded submission, or the grade book cannot be read.
    """
    folder = RunFolder(runs)
    settings, records = folder.read_settings(), folder.records()
    if "assignment" not in settings or not records:
        raise UsageError(f"{runs}: expected a folder that batch or grade wrote, found no graded submission in it")
    name = settings["assignment"]
    root = course or Path(settings.get("course", ""))
    known = _assignment(root, name)
    title = known.title if known else name
    standings = read_standings(root, request.cache, name) if known and request.cache else {}
    former = dict(_former_names(records.values(), standings))
    notes = tuple(note for record in records.values() if (note := _other_attempt(record, standings)))
    notes += tuple(_on_former_name(*names) for names in former.items())
    standings = {student: each for student, each in standings.items() if student not in former}
    every = {**records, **_without_hand_in(name, records.values(), standings)}
    with language(request.language):
        decisions = {slug: _decided(record, standings) for slug, record in every.items()}
    excused = frozenset(slug for slug, each in every.items() if _excused(each, standings))
    due = known.due if known else None
    return Book(name, title, due, request.made, decisions, request.provisional, excused, notes)


def _decided(record: Record, standings: Mapping[str, Standing]) -> Record:
    standing = standings.get(record.submission.key)
    person = standing.person if standing and record.submission.person == NOBODY else record.submission.person
    grade = decided(record.grade, standing)
    return replace(record, grade=grade, submission=replace(record.submission, person=person))


def _excused(record: Record, standings: Mapping[str, Standing]) -> bool:
    standing = standings.get(record.submission.key)
    return standing is not None and standing.excuse is not None


def _without_hand_in(
    assignment: str, records: Collection[Record], standings: Mapping[str, Standing]
) -> dict[str, Record]:
    """Return records of those who have a decision and no hand-in."""
    there = {record.submission.key for record in records}
    possible = max(record.grade.possible for record in records)
    return {
        wire.slug(each.student): Record(
            Submission(
                each.name, assignment, Path(), "", None, Form.MODULE, "", person=each.person, student_id=each.student
            ),
            "",
            Grade(each.name, assignment, (), (), 0.0, possible, State.UNGRADED),
        )
        for each in standings.values()
        if each.student not in there and (each.override is not None or each.excuse is not None)
    }


def _former_names(records: Collection[Record], standings: Mapping[str, Standing]) -> Iterator[tuple[str, str]]:
    """Yield the names of decisions about accounts whose students are called otherwise in this run, and how by now."""
    there = {record.submission.key for record in records}
    called = {each: record.grade.student for record in records for each in accounts_of(record.submission.person)}
    for each in standings.values():
        now = {called[account] for account in accounts_of(each.person) & called.keys()}
        decided_about = each.override is not None or each.excuse is not None
        if decided_about and each.student not in there and now:
            yield each.student, min(now)


def _on_former_name(student: str, now: str) -> str:
    return (
        f"{student}: decided about in the grade book, but this account's student is called {now} in this run; the "
        "decision is not written. Enter it for that name"
    )


def _other_attempt(record: Record, standings: Mapping[str, Standing]) -> str:
    """Return a sentence where the grade book counts another attempt than the run folder has; "" otherwise."""
    standing = standings.get(record.submission.key)
    counted = standing.counted if standing else None
    if standing is None or counted is None or standing.override is not None:
        return ""
    if counted.digest == record.submission.digest:
        return ""
    return (
        f"{record.grade.student}: the grade book counts another attempt ({standing.counts}: {counted.earned:g} points) "
        f"than this run ({record.grade.earned:g} points), which is written"
    )


def write(exported: Exported, out: Path, *, each: bool) -> tuple[Path, ...]:
    """Write an export's files and return their paths: `out` itself, or a file for each student in the folder `out`."""
    if each:
        targets = {out / f"{slug}{exported.suffix}": text for slug, text in exported.documents.items()}
    else:
        targets = dict.fromkeys([out], next(iter(exported.documents.values()))) if exported.documents else {}
    for path, text in targets.items():
        write_atomically(path, text.encode())
    return tuple(targets)


def _assignment(course: Path, name: str) -> Assignment | None:
    try:
        return open_course(course).assignment(name)
    except AutograderError:
        return None
