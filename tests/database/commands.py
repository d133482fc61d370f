"""The work of commands on a course's file, each under a tag by which what it wrote is found again."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.course.policy import Attempts
from autograder.database import place
from autograder.errors import LeaseError
from autograder.execution import JobRecord, Journal, What
from autograder.execution.status import read_status
from autograder.gradebook import history, open_gradebook, standings
from autograder.records import Person
from autograder.run.standings import read_standings
from tests.execution.jobs import events
from tests.gradebook.test_gradebook import ASSIGNMENT, START, record

NAME = ASSIGNMENT.id
STUDENTS = 3


@dataclass(frozen=True)
class Course:
    """A course and the user's cache; `least` is how many entries its grade book has at least."""

    root: Path
    chance: random.Random
    least: int = 0

    @property
    def cache(self) -> Path:
        return self.root / "cache"

    @property
    def file(self) -> Path:
        """Ask for the file as every command does, once for each part of it that needs the file."""
        return place(self.root, self.cache)

    def pause(self) -> None:
        """Let others go on, for a moment or not at all."""
        if self.chance.random() < 0.2:
            time.sleep(self.chance.choice((0, 0, 0.0002, 0.001)))


def batch(course: Course, tag: str) -> bool:
    """Grade a class into one of two run folders; return False where another batch grades into it."""
    read_standings(course.root, course.cache, NAME)
    folder = course.root / f"run-{course.chance.randrange(2)}"
    entries = {f"{tag}-{number}": JobRecord(f"{tag}-{number}", tag) for number in range(STUDENTS)}
    try:
        log = Journal(course.file, folder, assignment=NAME, engine="local", clock=time.time)
    except LeaseError:
        return False
    with closing(log), open_gradebook(course.file, lambda: START) as book:
        assert log.enlist(entries) == {}
        book.assign(replace(ASSIGNMENT, title=tag), Attempts.LAST)
        book.enrol(f"{tag}-absent", Person())
        for name in entries:
            log.write(events(What.STARTED, name))
            course.pause()
            book.record(record(name, 50))
            log.write(events(What.DONE, name, result=f"result of {name}"))
            log.check()
        assert log.enlist(entries) == {name: f"result of {name}" for name in entries}
    return True


def grade(course: Course, tag: str) -> bool:
    """Grade one hand-in."""
    read_standings(course.root, course.cache, NAME)
    with open_gradebook(course.file, lambda: START) as book:
        course.pause()
        book.record(record(f"{tag}-0", 50))
    return True


def regrade(course: Course, tag: str) -> bool:
    """Enter new grades of several students at once."""
    read_standings(course.root, course.cache, NAME)
    with open_gradebook(course.file, lambda: START) as book:
        course.pause()
        book.record(*(record(f"{tag}-{number}", 60) for number in range(STUDENTS)))
    return True


def override(course: Course, tag: str) -> bool:
    """Override points."""
    with open_gradebook(course.file, lambda: START) as book:
        standings(book, NAME)
        course.pause()
        book.override("kim", NAME, 10, reason=tag, author="ta")
        standings(book, NAME)
    return True


def excuse(course: Course, tag: str) -> bool:
    """Excuse somebody."""
    with open_gradebook(course.file, lambda: START) as book:
        course.pause()
        book.excuse("kim", NAME, excused=course.chance.random() < 0.5, reason=tag, author="ta")
    return True


def comment(course: Course, tag: str) -> bool:
    """Add a comment."""
    with open_gradebook(course.file, lambda: START) as book:
        course.pause()
        book.comment("kim", NAME, tag, author="ta")
    return True


def show(course: Course, tag: str) -> bool:
    """Read where everybody stands, twice: nothing goes away."""
    with open_gradebook(course.file, lambda: START) as book:
        before = len(standings(book))
        course.pause()
        assert len(standings(book)) >= before
        assert book.file.read(_count) >= course.least
    return True


def tell(course: Course, tag: str) -> bool:
    """Read the whole history."""
    with open_gradebook(course.file, lambda: START) as book:
        history(book)
        assert book.file.read(_count) >= course.least
    return True


def status(course: Course, tag: str) -> bool:
    """Read how far batches are."""
    read_status(course.file, time.time())
    return True


def export(course: Course, tag: str) -> bool:
    """Read the decisions for an export."""
    read_standings(course.root, course.cache, NAME)
    return True


Command = Callable[[Course, str], bool]
WRITERS: Mapping[str, Command] = {each.__name__: each for each in (batch, grade, regrade, override, excuse, comment)}
READERS: Mapping[str, Command] = {each.__name__: each for each in (show, tell, status, export)}
COMMANDS: Mapping[str, Command] = {**WRITERS, **READERS}


def rows(command: str, tag: str) -> list[str]:
    """Return what a command has written once it is over, as `found` tells it."""
    students = {
        "batch": [f"{tag}-{number}" for number in range(STUDENTS)],
        "grade": [f"{tag}-0"],
        "regrade": [f"{tag}-{number}" for number in range(STUDENTS)],
    }
    made = [f"{kind} {student}" for student in students.get(command, []) for kind in ("student", "hand_in", "grade")]
    if command == "batch":
        made += [f"assignment {tag}", f"student {tag}-absent"]
    return [f"{command} {tag}"] if command in {"override", "excuse", "comment"} else made


def found(path: Path) -> list[str]:
    """Return every row of a grade book by its kind and tag, after SQLite has checked the file."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        queries = (
            "SELECT 'override ' || reason FROM book_overrides",
            "SELECT 'excuse ' || reason FROM book_excuses",
            "SELECT 'comment ' || text FROM book_comments",
            "SELECT 'student ' || student FROM book_students",
            "SELECT 'hand_in ' || student FROM book_hand_ins",
            "SELECT 'grade ' || student FROM book_grades g JOIN book_hand_ins h ON h.entry = g.hand_in",
            "SELECT 'assignment ' || title FROM book_assignments",
        )
        every = [row for query in queries for (row,) in connection.execute(query)]
        (entries,) = connection.execute("SELECT count(*) FROM book_entries").fetchone()
        assert entries == len(every)
        return every


def _count(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM book_entries").fetchone()[0])
