"""Whom the grade book knows: each student by an id that stays, whatever the student is called by now."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from autograder.records import Person


@dataclass(frozen=True, slots=True)
class Known:
    """A student of the book: all names that were entered, the present one last, and what identifies the student."""

    id: str
    names: tuple[str, ...]
    person: Person

    @property
    def name(self) -> str:
        """How the student is called now."""
        return self.names[-1]


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom somebody is who was asked for: the id, the name, what is known, and other ids that are the same student."""

    id: str
    name: str
    person: Person
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Students:
    """The students of the book by id, in the order in which they were met; `joined` maps an id to the one it became."""

    known: Mapping[str, Known]
    joined: Mapping[str, str]

    def id_of(self, student: str) -> str:
        """Return the id under which an id is kept now."""
        return self.joined.get(student, student)

    def names(self) -> Mapping[str, str]:
        """Return by id how each student is called, with the id where others are called so too."""
        times = Counter(each.name for each in self.known.values())
        return {
            each.id: each.name if times[each.name] == 1 or each.name == each.id else f"{each.name} ({each.id})"
            for each in self.known.values()
        }


def read_students(connection: sqlite3.Connection) -> Students:
    """Return the students of the book."""
    joined = read_joined(connection)
    known: dict[str, Known] = {}
    for row in connection.execute("SELECT * FROM book_students ORDER BY entry"):
        _entry, student, *facts, name = row
        mine = joined.get(student, student)
        before = known.get(mine, Known(mine, (), Person()))
        person = Person(*(new or old for new, old in zip(facts, _facts(before.person), strict=True)))
        names = tuple(each for each in before.names if each != (name or student))
        known[mine] = Known(mine, (*names, name or student), person)
    return Students(known, joined)


def read_joined(connection: sqlite3.Connection) -> Mapping[str, str]:
    """Return the ids that became others, each with the one that it is kept under now."""
    return dict(_joined(connection))


def _joined(connection: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    latest = dict(connection.execute("SELECT student, same_as FROM book_joined ORDER BY entry"))
    for student, same in latest.items():
        passed = {student}
        while same not in passed and latest.get(same, same) != same:
            passed.add(same)
            same = latest[same]  # noqa: PLW2901 - followed to its end
        if same != student:
            yield student, same


def _facts(person: Person) -> tuple[str, ...]:
    return (person.student_id, person.login, person.email, person.section, person.canvas_id, person.moodle_id)
