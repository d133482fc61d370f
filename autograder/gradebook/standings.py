"""Read where everybody stands."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from autograder.course.policy import Attempts
from autograder.gradebook.book import Gradebook
from autograder.gradebook.marks import marked
from autograder.gradebook.standing import Checked, Decision, Marked, Remark, Standing
from autograder.gradebook.students import Students, read_students
from autograder.records import (
    NOBODY,
    Adjustment,
    CheckResult,
    CriterionPoints,
    Grade,
    PartMark,
    State,
    Status,
)

_LATEST = "SELECT t.*, e.at, e.author FROM book_{table} t JOIN book_entries e ON e.number = t.entry ORDER BY t.entry"
_GRADES = """
SELECT h.student, h.assignment, h.entry, h.digest, h.submitted_at, g.state, g.earned, g.possible,
    g.adjustments, g.reason, g.entry AS grade, g.run, g.evidence, g.doubted
FROM book_hand_ins h JOIN book_grades g
WHERE (? = '' OR h.assignment = ?) AND g.entry = (
    SELECT max(again.entry) FROM book_grades again JOIN book_hand_ins same ON again.hand_in = same.entry
    WHERE same.student = h.student AND same.assignment = h.assignment
        AND same.digest = h.digest AND same.submitted_at = h.submitted_at
)
ORDER BY h.entry
"""
_CRITERIA = "SELECT * FROM book_criteria ORDER BY mark, number"
_CHECKS = "SELECT * FROM book_checks ORDER BY grade, number"
_Key = tuple[str, str]


def standings(book: Gradebook, assignment: str = "") -> tuple[Standing, ...]:
    """Return where each student stands in each assignment (or one), sorted by assignment and student.

    Everybody in the book is in every assignment that was graded, with or without a hand-in.
    """
    return book.file.read(lambda connection: _standings(connection, assignment))


def _standings(connection: sqlite3.Connection, assignment: str) -> tuple[Standing, ...]:
    people = read_students(connection)
    names, key_of = people.names(), partial(_key, people)
    assignments = {row["assignment"]: row for row in _rows(connection, "assignments")}
    attempts: dict[_Key, list[Marked]] = defaultdict(list)
    checks: dict[int, list[Checked]] = defaultdict(list)
    for row in _query(connection, _CHECKS):
        checks[row["grade"]].append(_checked(row))
    marks: dict[_Key, list[PartMark]] = defaultdict(list)
    for row, mark in _marks(connection):
        marks[key_of(row)].append(mark)
    for row in _query(connection, _GRADES, (assignment, assignment)):
        attempts[key_of(row)].append(_marked(row, checks[row["grade"]], _latest(marks[key_of(row)])))
    overrides = {key_of(row): _decision(row, row["points"]) for row in _rows(connection, "overrides")}
    excuses = {key_of(row): _decision(row, None) if row["excused"] else None for row in _rows(connection, "excuses")}
    comments: dict[_Key, list[Remark]] = defaultdict(list)
    for row in _rows(connection, "comments"):
        comments[key_of(row)].append(Remark(row["text"], row["author"], row["at"]))
    keys = {*attempts, *overrides, *excuses, *comments, *marks}
    named = assignments.keys() | {name for _student, name in keys}
    students = people.known.keys() | {student for student, _name in keys}
    return tuple(
        Standing(
            student=student,
            person=people.known[student].person if student in people.known else NOBODY,
            called=names.get(student, student),
            assignment=name,
            possible=assignments[name]["possible"] if name in assignments else 0.0,
            attempts=tuple(attempts[student, name]),
            counts=Attempts(assignments[name]["counts"]) if name in assignments else Attempts.LAST,
            override=_standing(overrides.get((student, name))),
            excuse=excuses.get((student, name)),
            comments=tuple(comments[student, name]),
            marks=_latest(marks[student, name]),
        )
        for name in sorted(named)
        if assignment in ("", name)
        for student in sorted(students)
    )


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[sqlite3.Row]:
    """Yield a table's rows with time and author, in the order in which they were entered."""
    return _query(connection, _LATEST.format(table=table))


def _query(connection: sqlite3.Connection, query: str, values: tuple[str, ...] = ()) -> Iterator[sqlite3.Row]:
    cursor = connection.cursor()
    cursor.row_factory = sqlite3.Row
    yield from cursor.execute(query, values)


def _key(people: Students, row: sqlite3.Row) -> _Key:
    return people.id_of(row["student"]), row["assignment"]


def _checked(row: sqlite3.Row) -> Checked:
    return Checked(row["check_id"], row["title"], row["status"], row["earned"], row["possible"], row["answer"])


def _marks(connection: sqlite3.Connection) -> Iterator[tuple[sqlite3.Row, PartMark]]:
    """Yield every mark with its row, in the order in which they were entered."""
    criteria: dict[int, list[CriterionPoints]] = defaultdict(list)
    for row in _query(connection, _CRITERIA):
        criteria[row["mark"]].append(CriterionPoints(*tuple(row)[2:]))
    for row in _rows(connection, "marks"):
        given = tuple(criteria[row["entry"]])
        yield row, PartMark(row["check_id"], given, row["comment"], row["answer"], row["author"], row["at"])


def _latest(marks: Sequence[PartMark]) -> tuple[PartMark, ...]:
    """Return the latest mark of each check and answer, without those that were undone."""
    return tuple(mark for mark in {(each.check, each.answer): each for each in marks}.values() if mark.criteria)


def _marked(row: sqlite3.Row, checks: Sequence[Checked], marks: Sequence[PartMark]) -> Marked:
    """Return a hand-in with its grade, as the marks change it."""
    found = tuple(
        CheckResult(each.check, each.title, Status(each.status), each.possible, each.earned, answer=each.answer)
        for each in checks
    )
    given = Grade(
        student=row["student"],
        assignment=row["assignment"],
        results=found,
        adjustments=tuple(Adjustment(*each) for each in json.loads(row["adjustments"])),
        earned=row["earned"],
        possible=row["possible"],
        state=State(row["state"]),
        reason=row["reason"],
        doubted=bool(row["doubted"]),
    )
    grade = marked(given, marks)
    return Marked(
        digest=row["digest"],
        submitted_at=datetime.fromisoformat(row["submitted_at"]) if row["submitted_at"] else None,
        state=grade.state,
        earned=grade.earned,
        possible=grade.possible,
        adjustments=grade.adjustments,
        reason=grade.reason,
        run=row["run"],
        evidence=row["evidence"],
        checks=tuple(checks),
        by_checks=row["earned"],
    )


def _decision(row: sqlite3.Row, points: float | None) -> Decision:
    return Decision(points, row["reason"], row["author"], row["at"])


def _standing(override: Decision | None) -> Decision | None:
    """Return an override unless it was lifted."""
    return override if override is not None and override.points is not None else None
