"""Plain sheets of a class: CSV, JSON, and the CSV that nbgrader exports."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

from autograder.exports import table
from autograder.exports.book import points, told
from autograder.records import Book, Exported, Given, Grade, Json, Record, Status

NBGRADER = (
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email", "raw_score",
    "late_submission_penalty", "score", "max_score",
)  # fmt: skip


def plain_csv(book: Book, given: Given) -> Exported:  # noqa: ARG001 - the signature of an export
    """Return a row for each student: state, points, adjustments, and a column for each check's points."""
    checks = list(dict.fromkeys(r.check for record in book.records.values() for r in record.grade.results))
    head = ["student", "state", "earned", "possible", "adjustments", "submitted_at", *map(table.cell, checks)]
    return Exported({"": table.write([head, *(_row(book, record, checks) for record in book.records.values())])})


def plain_json(book: Book, given: Given) -> Exported:  # noqa: ARG001
    """Return `autograder/grades/v1`: every student's state, points and checks; `earned` is null where it is open."""
    document = {
        "schema": "autograder/grades/v1",
        "assignment": book.assignment,
        "title": book.title,
        "possible": book.possible,
        "made": book.made.astimezone(UTC).isoformat(timespec="seconds"),
        "students": [_student(book, slug, record) for slug, record in book.records.items()],
    }
    return Exported({"": json.dumps(document, ensure_ascii=False, indent=1) + "\n"})


def nbgrader(book: Book, given: Given) -> Exported:  # noqa: ARG001
    """Return the columns that `nbgrader export` writes; the score is the raw score less the penalty for being late."""
    return Exported({"": table.write([NBGRADER, *_nbgrader_rows(book)])})


def _row(book: Book, record: Record, checks: list[str]) -> list[str]:
    grade = record.grade
    marked = [] if book.is_open(grade) else [each for each in grade.results if each.status is not Status.AWAITING]
    earned = {result.check: points(result.earned) for result in marked}
    return [
        table.cell(grade.student),
        str(grade.state),
        "" if book.is_open(grade) else points(grade.earned),
        points(grade.possible),
        points(sum(adjustment.points for adjustment in grade.adjustments)) if grade.adjustments else "",
        _iso(record.submission.submitted_at),
        *(earned.get(check, "") for check in checks),
    ]


def _student(book: Book, slug: str, record: Record) -> dict[str, Json]:
    grade = record.grade
    return {
        "student": grade.student,
        "folder": slug,
        "submission": record.submission.digest,
        "submitted_at": _iso(record.submission.submitted_at) or None,
        "state": str(grade.state),
        "earned": None if book.is_open(grade) else round(grade.earned, 2),
        "possible": round(grade.possible, 2),
        "adjustments": [{"points": each.points, "reason": each.reason} for each in grade.adjustments],
        "checks": _checks(grade),
    }


def _checks(grade: Grade) -> list[Json]:
    return [
        {
            "id": result.check,
            "title": result.title,
            "status": str(result.status),
            "earned": round(result.earned, 4),
            "possible": round(result.possible, 4),
            "message": told(result),
            "visibility": str(result.visibility),
        }
        for result in grade.results
    ]


def _nbgrader_rows(book: Book) -> Iterator[list[str]]:
    for record in book.records.values():
        grade, person = record.grade, record.submission.person
        email = person.email or (grade.student if "@" in grade.student[1:] else "")
        raw = max(sum(result.earned for result in grade.results), grade.earned)
        scores = [points(raw), points(raw - grade.earned), points(grade.earned)]
        yield [
            table.cell(book.assignment),
            _naive(book.due),
            _naive(record.submission.submitted_at),
            table.cell(person.student_id or grade.student),
            "",
            "",
            table.cell(email),
            *(["", "", ""] if book.is_open(grade) else scores),
            points(grade.possible),
        ]


def _iso(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment else ""


def _naive(moment: datetime | None) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S") if moment else ""
