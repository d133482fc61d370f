"""Export a run folder's grades to another system's format. Nothing is executed, and nothing of a grade is changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from autograder.assignment import Assignment
from autograder.course import open_course
from autograder.errors import AutograderError, UsageError
from autograder.exports import Book, Exported, Given, export
from autograder.i18n import language
from autograder.store import RunFolder, write_atomically


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be exported: the format, what it needs, and whether grades in review are written as they stand."""

    format: str
    given: Given
    made: datetime
    provisional: bool = False
    language: str = "en"


def export_run(runs: Path, request: Request, course: Path | None = None) -> tuple[Exported, bool]:
    """Return the files of an export, and whether they are one for each of several students.

    Args:
        runs: the run folder.
        request: the format and what it needs.
        course: the course, for the title and the deadline; else the one that the run was graded with, if it is there.

    Raises:
        UsageError: the folder holds no graded submission, or the format needs something that was not given.
    """
    book = book_of(runs, request, course)
    with language(request.language):
        exported = export(book, request.format, request.given)
    return exported, len(book.records) > 1 and "" not in exported.documents


def book_of(runs: Path, request: Request, course: Path | None = None) -> Book:
    """Return the grades of a run folder.

    Raises:
        UsageError: the folder holds no graded submission.
    """
    folder = RunFolder(runs)
    settings, records = folder.read_settings(), folder.records()
    if "assignment" not in settings or not records:
        raise UsageError(f"{runs}: expected a folder that batch or grade wrote, found no graded submission in it")
    name = settings["assignment"]
    known = _assignment(course or Path(settings.get("course", "")), name)
    title = known.title if known else name
    return Book(name, title, known.due if known else None, request.made, records, request.provisional)


def write(exported: Exported, out: Path, *, each: bool) -> tuple[Path, ...]:
    """Write an export's files and return their paths: `out` itself, or a file for each student in the folder `out`."""
    if each:
        targets = {out / f"{slug}.json": text for slug, text in exported.documents.items()}
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
