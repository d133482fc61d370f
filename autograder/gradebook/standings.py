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
from autograder.gradebook.standing import Checked, Decision, Marked, Remark, Standing
from autograder.gradebook.students import Students, read_students
from autograder.records import NOBODY, Adjustment, State

_LATEST = "SELECT t.*, e.at, e.author FROM book_{table} t JOIN book_entries e ON e.number = t.entry ORDER BY t.entry"
_GRADES = """
SELECT h.student, h.assignment, h.entry, h.digest, h.submitted_at, g.state, g.earned, g.possible,
    g.adjustments, g.reason, g.entry AS grade, g.run, g.evidence
FROM book_hand_ins h JOIN book_grades g
WHERE (? = '' OR h.assignment = ?) AND g.entry = (
    SELECT max(again.entry) FROM book_grades again JOIN book_hand_ins same ON again.hand_in = same.entry
    WHERE same.student = h.student AND same.assignment = h.assignment
        AND same.digest = h.digest AND same.submitted_at = h.submitted_at
)
ORDER BY h.entry
"""
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
    marked: dict[_Key, list[Marked]] = defaultdict(list)
    checks: dict[int, list[Checked]] = defaultdict(list)
    for row in _query(connection, _CHECKS):
        checks[row["grade"]].append(_checked(row))
    for row in _query(connection, _GRADES, (assignment, assignment)):
        marked[key_of(row)].append(_marked(row, checks[row["grade"]]))
    overrides = {key_of(row): _decision(row, row["points"]) for row in _rows(connection, "overrides")}
    excuses = {key_of(row): _decision(row, None) if row["excused"] else None for row in _rows(connection, "excuses")}
    comments: dict[_Key, list[Remark]] = defaultdict(list)
    for row in _rows(connection, "comments"):
        comments[key_of(row)].append(Remark(row["text"], row["author"], row["at"]))
    keys = {*marked, *overrides, *excuses, *comments}
    named = assignments.keys() | {name for _student, name in keys}
    students = people.known.keys() | {student for student, _name in keys}
    return tuple(
        Standing(
            student=student,
            person=people.known[student].person if student in people.known else NOBODY,
            called=names.get(student, student),
            assignment=name,
            possible=assignments[name]["possible"] if name in assignments else 0.0,
            attempts=tuple(marked[student, name]),
            counts=Attempts(assignments[name]["counts"]) if name in assignments else Attempts.LAST,
            override=_standing(overrides.get((student, name))),
            excuse=excuses.get((student, name)),
            comments=tuple(comments[student, name]),
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
    return Checked(row["check_id"], row["title"], row["status"], row["earned"], row["possible"])


def _marked(row: sqlite3.Row, checks: Sequence[Checked]) -> Marked:
    return Marked(
        digest=row["digest"],
        submitted_at=datetime.fromisoformat(row["submitted_at"]) if row["submitted_at"] else None,
        state=State(row["state"]),
        earned=row["earned"],
        possible=row["possible"],
        adjustments=tuple(Adjustment(*each) for each in json.loads(row["adjustments"])),
        reason=row["reason"],
        run=row["run"],
        evidence=row["evidence"],
        checks=tuple(checks),
    )


def _decision(row: sqlite3.Row, points: float | None) -> Decision:
    return Decision(points, row["reason"], row["author"], row["at"])


def _standing(override: Decision | None) -> Decision | None:
    """Return an override unless it was lifted."""
    return override if override is not None and override.points is not None else None
