"""Read everything that was ever entered, in order."""

from __future__ import annotations

import json
from dataclasses import dataclass

from autograder.gradebook.book import Gradebook
from autograder.gradebook.students import read_students
from autograder.i18n import gettext as _

_EVERYTHING = """
SELECT e.number, e.at, e.author, 'hand_in' AS kind, t.student, t.assignment, t.digest AS a, t.submitted_at AS b, '' AS c
FROM book_hand_ins t JOIN book_entries e ON e.number = t.entry
UNION ALL SELECT e.number, e.at, e.author, 'grade', h.student, h.assignment, t.earned, t.possible,
    t.state || '|' || t.adjustments
FROM book_grades t JOIN book_entries e ON e.number = t.entry JOIN book_hand_ins h ON h.entry = t.hand_in
UNION ALL SELECT e.number, e.at, e.author, 'override', t.student, t.assignment, t.points, t.reason, ''
FROM book_overrides t JOIN book_entries e ON e.number = t.entry
UNION ALL SELECT e.number, e.at, e.author, 'excuse', t.student, t.assignment, t.excused, t.reason, ''
FROM book_excuses t JOIN book_entries e ON e.number = t.entry
UNION ALL SELECT e.number, e.at, e.author, 'comment', t.student, t.assignment, t.text, '', ''
FROM book_comments t JOIN book_entries e ON e.number = t.entry
UNION ALL SELECT e.number, e.at, e.author, 'mark', t.student, t.assignment, t.check_id,
    (SELECT sum(c.points) FROM book_criteria c WHERE c.mark = t.entry), t.comment
FROM book_marks t JOIN book_entries e ON e.number = t.entry
UNION ALL SELECT e.number, e.at, e.author, 'assignment', '', t.assignment, t.possible, t.due, t.counts
FROM book_assignments t JOIN book_entries e ON e.number = t.entry
UNION ALL SELECT e.number, e.at, e.author, 'joined', t.same_as, '', t.student, '', ''
FROM book_joined t JOIN book_entries e ON e.number = t.entry
"""
_WANTED = "SELECT * FROM ({all}) WHERE (? = '' OR assignment = ?) ORDER BY number"


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry about a student: when, by whom, and what in words."""

    at: str
    author: str
    student: str
    assignment: str
    kind: str
    said: str


def history(book: Gradebook, student: str = "", assignment: str = "") -> tuple[Happening, ...]:
    """Return all entries, or those about a student or an assignment, the oldest first."""
    query = _WANTED.format(all=_EVERYTHING)
    students, rows = book.file.read(
        lambda connection: (read_students(connection), connection.execute(query, (assignment, assignment)).fetchall())
    )
    names = students.names()
    return tuple(
        Happening(at, author, names.get(students.id_of(who), who), name, kind, _said(kind, first, second, third))
        for _number, at, author, kind, who, name, first, second, third in rows
        if student in ("", students.id_of(who))
    )


def _said(kind: str, first: object, second: object, third: str) -> str:
    match kind:
        case "hand_in":
            when = _("handed in {moment}").format(moment=second) if second else _("handed in")
            return f"{when} ({str(first)[:14]}…)"
        case "grade":
            return _grade(first, second, third)
        case "override" | "excuse":
            return f"{_change(kind, first)}: {second}"
        case "mark":
            return _mark(first, second, third)
        case "joined":
            first = _("what is kept under {id} is this student's too").format(id=first)
        case "assignment":
            due = _("due {moment}").format(moment=second) if second else _("no deadline")
            return _("{points} points, {due}, attempts: {counts}").format(points=_short(first), due=due, counts=third)
    return str(first)


def _change(kind: str, value: object) -> str:
    if kind == "excuse":
        return _("excused") if value else _("no longer excused")
    return _("back to the checks") if value is None else _("set to {points}").format(points=_short(value))


def _mark(check: object, points: object, comment: str) -> str:
    if points is None:
        return _("{check}: the mark was taken back").format(check=check)
    said = _("{check}: marked {points}").format(check=check, points=_short(points))
    return " – ".join(filter(None, [said, comment.replace("\n", " ")]))


def _grade(earned: object, possible: object, rest: str) -> str:
    state, _bar, adjustments = rest.partition("|")
    changes = [f"{points:+g} {reason}" for points, reason, _author in json.loads(adjustments)]
    return "; ".join([f"{_short(earned)} / {_short(possible)} {state}", *changes])


def _short(number: object) -> str:
    return f"{number:g}" if isinstance(number, float) else str(number)
