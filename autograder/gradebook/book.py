"""Write into the grade book: what batches graded, and what people decide. Every entry is kept."""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from pathlib import Path

from autograder.course.assignment import Assignment
from autograder.course.policy import Attempts
from autograder.database import Database
from autograder.errors import UsageError
from autograder.gradebook.students import Identity, Students, read_joined, read_students
from autograder.records import Adjustment, CheckResult, PartMark, Person, Record, State
from autograder.wire import clean_text

GRADER = "autograder"
REASON_CHARS = 2_000
MOST_POINTS = 1e6
_SAME = """
SELECT same.entry FROM book_hand_ins same JOIN book_hand_ins h USING (student, assignment, digest, submitted_at)
WHERE h.entry = ?
"""


@dataclass(frozen=True, slots=True)
class Gradebook:
    """An open grade book. May be used from any thread, by one at a time."""

    file: Database
    clock: Callable[[], datetime]

    def assign(self, assignment: Assignment, counts: Attempts) -> None:
        """Enter an assignment, where what is known of it has changed."""
        due = _iso(assignment.due)
        values = (assignment.id, assignment.title, assignment.points, due, str(counts))

        def entered(entries: _Entries) -> None:
            if entries.latest("assignments", "assignment = ?", (assignment.id,)) != values:
                entries.enter("assignments", values, GRADER)

        self._write(entered)

    def enrol(self, student: str, person: Person, name: str = "") -> None:
        """Enter a student by id, where what is known has changed."""
        self._write(lambda entries: entries.enrol(student, person, name))

    def identify(self, choose: Callable[[Students], Sequence[Identity]]) -> tuple[Identity, ...]:
        """Enter whom people are, and return it; nobody else writes in between.

        Args:
            choose: says it by the students that there are.
        """
        return self.file.write(lambda connection: _Entries(connection, self.clock).identify(choose))

    def students(self) -> Students:
        """Return the students by their ids."""
        return self.file.read(read_students)

    def record(self, *records: Record, run: str = "", anew: bool = False) -> None:
        """Enter graded hand-ins: the student, the hand-in and the grade, each where it is new or has changed.

        A grade that could not be given, by our fault, does not take the place of one that was.

        Args:
            records: what was graded.
            run: the run folder that it was graded into.
            anew: they were handed in now, so that one that came before another one is entered once more, behind it.
        """

        def entered(entries: _Entries) -> None:
            for record in records:
                entries.record(record, run=run, anew=anew)

        self._write(entered)

    def override(self, student: str, assignment: str, points: float | None, *, reason: str, author: str) -> None:
        """Set a student's points; None lets the checks' points count again.

        Raises:
            UsageError: the points are no plain number, or reason or author is missing.
        """
        if points is not None and not (math.isfinite(points) and 0 <= points <= MOST_POINTS):
            raise UsageError(f"expected points from 0 to {MOST_POINTS:.0f}, found {points:g}")
        self._decide("overrides", (student, assignment, points, _told(reason, "a reason")), author)

    def excuse(self, student: str, assignment: str, *, excused: bool, reason: str, author: str) -> None:
        """Excuse a student from an assignment, or take the excuse back.

        Raises:
            UsageError: reason or author is missing.
        """
        self._decide("excuses", (student, assignment, int(excused), _told(reason, "a reason")), author)

    def comment(self, student: str, assignment: str, text: str, *, author: str) -> None:
        """Add a comment, which the student reads.

        Raises:
            UsageError: text or author is missing.
        """
        self._decide("comments", (student, assignment, _told(text, "a comment")), author)

    def mark(self, assignment: str, marks: Sequence[tuple[str, PartMark]]) -> None:
        """Enter marks for parts or checks, all of them or none, each of a student by id; one without criteria undoes.

        Raises:
            UsageError: an author is missing.
        """
        for _student, each in marks:
            _told(each.author, "an author")

        def entered(entries: _Entries) -> None:
            for student, each in marks:
                entries.mark(student, assignment, each)

        self._write(entered)

    def _decide(self, table: str, values: tuple[object, ...], author: str) -> None:
        who = _told(author, "an author")
        self._write(lambda entries: entries.enter(table, values, who))

    def _write(self, act: Callable[[_Entries], object]) -> None:
        self.file.write(lambda connection: act(_Entries(connection, self.clock)))


@dataclass(frozen=True, slots=True)
class _Entries:
    """The entries of the book, inside of a transaction."""

    connection: sqlite3.Connection
    clock: Callable[[], datetime]

    def record(self, record: Record, *, run: str, anew: bool) -> None:
        """Enter a graded hand-in, with the run folder and the evidence that its grade is from."""
        grade, submission = record.grade, record.submission
        student = read_joined(self.connection).get(submission.key, submission.key)
        self.enrol(student, submission.person, submission.student)
        moment = _iso(submission.stated_at)
        hand_in = self._hand_in((student, grade.assignment, submission.digest, moment), anew=anew)
        marks = (str(grade.state), grade.earned, grade.possible, _adjustments(grade.adjustments), grade.reason)
        known = self._latest_grade(hand_in)
        doubted = int(grade.doubted)
        now = (hand_in, *marks, record.evidence_key, doubted, tuple(map(_check, grade.results)))
        if known != now and not (known and grade.state is State.UNGRADED):
            entry = self.enter("grades", (hand_in, *marks, run, record.evidence_key, doubted), GRADER)
            rows = [(entry, number, *_check(result)) for number, result in enumerate(grade.results, start=1)]
            self.connection.executemany("INSERT INTO book_checks VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def mark(self, student: str, assignment: str, mark: PartMark) -> None:
        """Enter a mark, criterion by criterion."""
        comment = clean_text(mark.comment, REASON_CHARS)
        values = (student, assignment, mark.check, mark.answer, comment, int(not mark.criteria))
        entry = self.enter("marks", values, mark.author)
        rows = [(entry, number, *astuple(each)) for number, each in enumerate(mark.criteria, start=1)]
        self.connection.executemany("INSERT INTO book_criteria VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def identify(self, choose: Callable[[Students], Sequence[Identity]]) -> tuple[Identity, ...]:
        """Enter whom people are, and which ids are the same student; return it."""
        chosen = tuple(choose(read_students(self.connection)))
        for each in chosen:
            for other in each.others:
                self.enter("joined", (other, each.id), GRADER)
            self.enrol(each.id, each.person, each.name)
        return chosen

    def enrol(self, student: str, person: Person, name: str) -> None:
        """Enter a student, where what is known has changed."""
        known = self.latest("students", "student = ?", (student,))
        *before, called = known[1:] if known else ("",) * (len(astuple(person)) + 1)
        facts = [new or old for new, old in zip(astuple(person), before, strict=True)]
        name = name or str(called) or student
        if known is None or (facts, name) != (before, called or student):
            self.enter("students", (student, *facts, name), GRADER)

    def _latest_grade(self, hand_in: int) -> tuple[object, ...] | None:
        """Return the latest grade of the same work: what it says, its evidence, and its checks."""
        query = f"SELECT * FROM book_grades WHERE hand_in IN ({_SAME}) ORDER BY entry DESC LIMIT 1"  # noqa: S608
        found = self.connection.execute(query, (hand_in,)).fetchone()
        if found is None:
            return None
        entry, *marks, _run, evidence, doubted = found
        columns = "check_id, title, status, earned, possible, answer"
        query = f"SELECT {columns} FROM book_checks WHERE grade = ? ORDER BY number"  # noqa: S608 - names of our own
        return (*marks, evidence, doubted, tuple(self.connection.execute(query, (entry,))))

    def latest(self, table: str, where: str, values: tuple[object, ...]) -> tuple[object, ...] | None:
        """Return the columns of the last row that fits, without its entry."""
        query = f"SELECT * FROM book_{table} WHERE {where} ORDER BY entry DESC LIMIT 1"  # noqa: S608 - names of our own
        row = self.connection.execute(query, values).fetchone()
        return tuple(row[1:]) if row else None

    def enter(self, table: str, values: tuple[object, ...], author: str) -> int:
        """Add a row, with an entry that says when and by whom; return the entry's number."""
        at = self.clock().astimezone(UTC).isoformat(timespec="milliseconds")
        entry = self.connection.execute("INSERT INTO book_entries (at, author) VALUES (?, ?)", (at, author)).lastrowid
        marks = ", ".join("?" * (len(values) + 1))
        self.connection.execute(f"INSERT INTO book_{table} VALUES ({marks})", (entry, *values))  # noqa: S608
        return int(entry or 0)

    def _hand_in(self, values: tuple[str, str, str, str], *, anew: bool) -> int:
        """Return the entry of a hand-in; one that is new, or was given again after another one, is entered."""
        student, assignment, _digest, moment = values
        entry = self.connection.execute(
            "SELECT entry FROM book_hand_ins WHERE student = ? AND assignment = ? AND digest = ?"
            " ORDER BY submitted_at = ? DESC, entry DESC LIMIT 1",
            values,
        ).fetchone()
        known = self.latest("hand_ins", "entry = ?", entry or (0,))
        last = self.latest("hand_ins", "student = ? AND assignment = ?", (student, assignment))
        given_again = anew and (known != last or moment not in ("", known and known[-1]))
        return self.enter("hand_ins", values, GRADER) if entry is None or given_again else int(entry[0])


@contextmanager
def open_gradebook(path: Path, clock: Callable[[], datetime]) -> Iterator[Gradebook]:
    """Open the grade book in a course's SQLite file, made where there is none.

    Raises:
        UsageError: the file cannot be opened, or a newer autograder wrote it.
    """
    with closing(Database(path)) as file:
        yield Gradebook(file, clock)


def _told(text: str, what: str) -> str:
    clean = clean_text(text, REASON_CHARS).strip()
    if not clean:
        raise UsageError(f"expected {what}, found nothing")
    return clean


def _adjustments(adjustments: tuple[Adjustment, ...]) -> str:
    return json.dumps([astuple(each) for each in adjustments], ensure_ascii=False)


def _check(result: CheckResult) -> tuple[object, ...]:
    points = (float(result.earned), float(result.possible))
    return (result.check, result.title, str(result.status), *points, result.answer)


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
