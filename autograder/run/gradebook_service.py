"""Work with the grade book by hand: look people up, decide, and write down where everybody stands."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path

from autograder.course.folder import Course
from autograder.errors import UsageError
from autograder.exports import table
from autograder.exports.book import points as written
from autograder.gradebook import Gradebook, Happening, Standing, history, open_gradebook, standings
from autograder.gradebook.students import Known
from autograder.i18n import gettext as _
from autograder.records import NOBODY, Json, State
from autograder.run.students import meant

HEAD = (
    "student", "student_id", "login", "email", "section", "assignment", "points", "possible", "state", "checks",
    "adjustments", "override", "reason", "author", "excused", "attempts", "submitted_at", "comments", "id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Desk:
    """The open grade book of a course, and who and what is looked up in it."""

    course: Course
    book: Gradebook

    def standings(self, assignment: str = "") -> tuple[Standing, ...]:
        """Return where each student stands in each assignment, or in one.

        Raises:
            UsageError: there is no such assignment.
        """
        return standings(self.book, self._assignment(assignment) if assignment else "")

    def history(self, student: str = "", assignment: str = "") -> tuple[Happening, ...]:
        """Return all entries, or those about a student or an assignment.

        Raises:
            UsageError: there is no such assignment, or not one such student.
        """
        who = self._student(student) if student else ""
        return history(self.book, who, self._assignment(assignment) if assignment else "")

    def override(self, student: str, assignment: str, points: float | None, *, reason: str, author: str) -> str:
        """Set a student's points, or with None let the checks count again; return what was done.

        Raises:
            UsageError: as `history`; or the points, the reason or the author are missing or wrong.
        """
        who, name = self._student(student), self._assignment(assignment)
        before = self._points(who, name)
        self.book.override(who, name, points, reason=reason, author=author)
        text = _(
            "{student}, {assignment}: {before} → {after} of {possible} points for the whole assignment. “autograder "
            "regrade RUNS” writes the pages anew."
        )
        after, possible = self._points(who, name), written(self.course.assignment(name).points)
        return text.format(student=self._called(who), assignment=name, before=before, after=after, possible=possible)

    def comment(self, student: str, assignment: str, text: str, *, author: str) -> str:
        """Add a comment; return what was done.

        Raises:
            UsageError: as `override`.
        """
        who, name = self._student(student), self._assignment(assignment)
        self.book.comment(who, name, text, author=author)
        said = _("{student}, {assignment}: comment added. “autograder regrade RUNS” writes the pages anew.")
        return said.format(student=self._called(who), assignment=name)

    def excuse(self, student: str, assignment: str, *, excused: bool, reason: str, author: str) -> str:
        """Excuse a student or take that back; return what was done.

        Raises:
            UsageError: as `override`.
        """
        who, name = self._student(student), self._assignment(assignment)
        self.book.excuse(who, name, excused=excused, reason=reason, author=author)
        said = _("{student}, {assignment}: excused") if excused else _("{student}, {assignment}: no longer excused")
        return said.format(student=self._called(who), assignment=name)

    def _assignment(self, name: str) -> str:
        return self.course.assignment(name).id

    def _points(self, student: str, assignment: str) -> str:
        for each in standings(self.book, assignment):
            if each.student == student:
                return "–" if each.points is None else written(each.points)
        return "–"

    def _called(self, student: str) -> str:
        return self.book.students().names().get(student, student)

    def _student(self, asked: str) -> str:
        return find_student(self.book, asked)


def find_student(book: Gradebook, asked: str) -> str:
    """Return the id of the student whom an id, a name or a login means.

    Raises:
        UsageError: it means nobody, or several, who are named.
    """
    students = book.students()
    unknown = {each.student: Known(each.student, (each.student,), NOBODY) for each in standings(book)}
    known = sorted((unknown | dict(students.known)).values(), key=lambda each: each.id)
    found = meant(known, asked)
    if len(found) == 1:
        return found[0].id
    names = {each.id: each.id for each in known} | dict(students.names())
    near = [names[each.id] for each in found] or [name for name in names.values() if _bare(asked) in _bare(name)]
    near = (near or get_close_matches(asked, names.values(), 5, 0.4))[:5]
    hint = _("did you mean {names}?").format(names="; ".join(near)) if near else _("a batch enters its students")
    raise UsageError(_("{student}: not one student of the grade book; {hint}").format(student=asked, hint=hint))


@contextmanager
def open_desk(course: Course, path: Path, clock: Callable[[], datetime]) -> Iterator[Desk]:
    """Open the grade book of a course.

    Raises:
        UsageError: the file cannot be opened.
    """
    with open_gradebook(path, clock) as book:
        yield Desk(course, book)


def as_csv(found: Sequence[Standing]) -> str:
    """Return a row for each student and assignment."""
    return table.write([HEAD, *([_cell(value) for value in _facts(each).values()] for each in found)])


def as_json(found: Sequence[Standing]) -> str:
    """Return `autograder/gradebook/v1`: the same, with comments and attempts in full."""
    entries = [
        {
            **_facts(each),
            "attempts": [
                {"submission": one.digest, "submitted_at": _iso(one.submitted_at), "state": str(one.state),
                 "earned": one.earned, "possible": one.possible, "run": one.run, "evidence": one.evidence,
                 "checks": [asdict(check) for check in one.checks]} for one in each.attempts
            ],
            "comments": [asdict(one) for one in each.comments],
        }
        for each in found
    ]  # fmt: skip
    return json.dumps({"schema": "autograder/gradebook/v1", "standings": entries}, ensure_ascii=False, indent=1) + "\n"


def state_of(standing: Standing) -> str:
    """Return what a standing is worth in one word: "excused", "overridden", "missing", or the grade's state."""
    if standing.excuse is not None:
        return "excused"
    if standing.override is not None:
        return "overridden"
    return str(standing.counted.state) if standing.counted else "missing"


def _facts(standing: Standing) -> dict[str, Json]:
    counted, override, person = standing.counted, standing.override, standing.person
    decision = standing.excuse or override
    graded = counted is not None and counted.state is not State.UNGRADED
    return {
        "student": standing.name,
        "student_id": person.student_id,
        "login": person.login,
        "email": person.email,
        "section": person.section,
        "assignment": standing.assignment,
        "points": standing.points,
        "possible": counted.possible if counted else standing.possible,
        "state": state_of(standing),
        "checks": counted.by_checks if counted and graded else None,
        "adjustments": sum(each.points for each in counted.adjustments) if counted else 0.0,
        "override": override.points if override else None,
        "reason": decision.reason if decision else "",
        "author": decision.author if decision else "",
        "excused": standing.excuse is not None,
        "attempts": len({each.digest for each in standing.attempts}),
        "submitted_at": _iso(counted.submitted_at) if counted else None,
        "comments": " | ".join(each.text for each in standing.comments),
        "id": standing.student,
    }


def _cell(value: Json) -> str:
    if value is None or value is False:
        return ""
    return written(value) if isinstance(value, int | float) and value is not True else table.cell(str(value))


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _bare(text: str) -> str:
    """Return text without case and accents."""
    return "".join(char for char in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(char))
