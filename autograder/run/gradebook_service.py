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
from autograder.i18n import gettext as _
from autograder.people import identifiers, plain, roll
from autograder.records import Json, Person, State

HEAD = (
    "student", "student_id", "login", "email", "section", "assignment", "points", "possible", "state", "checks",
    "adjustments", "override", "reason", "author", "excused", "attempts", "submitted_at", "comments",
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
        return text.format(student=who, assignment=name, before=before, after=after, possible=possible)

    def comment(self, student: str, assignment: str, text: str, *, author: str) -> str:
        """Add a comment; return what was done.

        Raises:
            UsageError: as `override`.
        """
        who, name = self._student(student), self._assignment(assignment)
        self.book.comment(who, name, text, author=author)
        said = _("{student}, {assignment}: comment added. “autograder regrade RUNS” writes the pages anew.")
        return said.format(student=who, assignment=name)

    def excuse(self, student: str, assignment: str, *, excused: bool, reason: str, author: str) -> str:
        """Excuse a student or take that back; return what was done.

        Raises:
            UsageError: as `override`.
        """
        who, name = self._student(student), self._assignment(assignment)
        self.book.excuse(who, name, excused=excused, reason=reason, author=author)
        said = _("{student}, {assignment}: excused") if excused else _("{student}, {assignment}: no longer excused")
        return said.format(student=who, assignment=name)

    def _assignment(self, name: str) -> str:
        return self.course.assignment(name).id

    def _points(self, student: str, assignment: str) -> str:
        for each in standings(self.book, assignment):
            if each.student == student:
                return "–" if each.points is None else written(each.points)
        return "–"

    def _student(self, asked: str) -> str:
        people = {each.student: each.person for each in standings(self.book)}
        names = list(people)
        if asked in people:  # whose name it is, or whose id: a student may be called by another's
            rows = [row for row, name in enumerate(names) if name == asked or _has(people[name], asked)]
        else:
            rows = roll(people).fitting(asked)
        if len(rows) == 1:
            return names[rows[0]]
        near = [names[row] for row in rows] or [name for name in names if _bare(asked) in _bare(name)]
        near = (near or get_close_matches(asked, names, 5, 0.4))[:5]
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
        "student": standing.student,
        "student_id": person.student_id,
        "login": person.login,
        "email": person.email,
        "section": person.section,
        "assignment": standing.assignment,
        "points": standing.points,
        "possible": counted.possible if counted else standing.possible,
        "state": state_of(standing),
        "checks": counted.earned if counted and graded else None,
        "adjustments": sum(each.points for each in counted.adjustments) if counted else 0.0,
        "override": override.points if override else None,
        "reason": decision.reason if decision else "",
        "author": decision.author if decision else "",
        "excused": standing.excuse is not None,
        "attempts": len({each.digest for each in standing.attempts}),
        "submitted_at": _iso(counted.submitted_at) if counted else None,
        "comments": " | ".join(each.text for each in standing.comments),
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


def _has(person: Person, identifier: str) -> bool:
    return plain(identifier) in {plain(each) for each in identifiers(person)}
