"""Recognise students in lists: by what identifies them first, then by name, and only where one row fits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from autograder.records import Person

_FILLERS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
"""What fonts leave blank although it is no format character."""
_FIRM = frozenset({"id", "canvas", "moodle"})
"""Kinds of identifiers that one person has one of: rows with another one are somebody else's."""


@dataclass(frozen=True, slots=True)
class ListedStudent:
    """A row of a list: what a student may be called by (id, login, e-mail), the name, and what each identifier is.

    `tags` are identifiers with their kind ("id:20261234", "canvas:1001"), which are only compared with their like.
    """

    identifiers: frozenset[str]
    name: str
    tags: frozenset[str] = frozenset()


def listed(identifiers: Iterable[str], name: str, *, tags: Iterable[str] = ()) -> ListedStudent:
    """Return a row; empty identifiers count for nothing."""
    return ListedStudent(frozenset(plain(text) for text in identifiers if text.strip()), name, frozenset(tags))


def tag(kind: str, value: str) -> str:
    """Return an identifier with its kind; one with an @ is an e-mail address, whatever it is called."""
    return f"{'email' if '@' in value else kind}:{plain(value)}"


def tags(person: Person) -> frozenset[str]:
    """Return what identifies a person, each with its kind."""
    kinds = {
        "id": person.student_id,
        "login": person.login,
        "email": person.email,
        "canvas": person.canvas_id,
        "moodle": person.moodle_id,
    }
    return frozenset(tag(kind, value) for kind, value in kinds.items() if value.strip())


@dataclass(frozen=True, slots=True)
class Register:
    """A list in which students are found; `index` holds, for each way of looking, the rows of each key."""

    rows: tuple[ListedStudent, ...]
    index: Mapping[str, Mapping[str, list[int]]]

    def fitting(self, student: str, known: frozenset[str] = frozenset()) -> list[int]:
        """Return the rows that a student may be: none, the one, or several where it cannot be told.

        What identifies the student comes first, then the name taken as an identifier, the name as it is written, and
        the name's words in any order, with an identifier among them, or run together from any of them on, as platforms
        write file names.
        A row that has another id of the same kind is never the student's.

        Args:
            student: the name that the submission came with.
            known: what else identifies the student, as `tags` gives it.
        """
        tagged = self.index["tag"]
        if found := sorted({row for each in known for row in tagged.get(each, ())}):
            return found
        for way, key in _asked(student):
            rows = [row for row in self.index[way].get(key, ()) if not _contradicts(known, self.rows[row].tags)]
            if rows:
                return rows
        return []


def register(rows: Iterable[ListedStudent]) -> Register:
    """Return a list ready to be searched."""
    kept = tuple(rows)
    index: dict[str, dict[str, list[int]]] = {way: {} for way in ("tag", "identifier", "name", "words", "squeezed")}
    for number, row in enumerate(kept):
        for way, key in _offered(row):
            places = index[way].setdefault(key, [])
            if number not in places[-1:]:
                places.append(number)
    return Register(kept, index)


def roll(people: Mapping[str, Person]) -> Register:
    """Return students by their names as a list ready to be searched."""
    return register(listed(identifiers(person), name, tags=tags(person)) for name, person in people.items())


def identifiers(person: Person) -> tuple[str, ...]:
    """Return what identifies a person: ids, login, e-mail address; "" for what is not known."""
    return (person.student_id, person.login, person.email, person.canvas_id)


def plain(text: str) -> str:
    """Return text in normal form C, without case and invisible characters, with single spaces."""
    return " ".join(visible(text).casefold().split())


def visible(text: str) -> str:
    """Return text in normal form C without what nobody sees: format characters, fillers, variation selectors."""
    return unicodedata.normalize("NFC", "".join(char for char in text if not _is_unseen(char)))


def revealed(text: str) -> str:
    """Return text with what nobody sees written out as code points, so that two names that look alike differ."""
    return "".join(f"\\u{ord(char):04x}" if _is_unseen(char) else char for char in text)


def _is_unseen(char: str) -> bool:
    return not char.isascii() and (unicodedata.category(char) == "Cf" or _FILLERS.fullmatch(char) is not None)


def _offered(row: ListedStudent) -> Iterator[tuple[str, str]]:
    yield from (("tag", each) for each in row.tags)
    yield from (("identifier", each) for each in row.identifiers)
    if row.name.strip():
        yield "name", plain(row.name)
    if words := _words(row.name):
        yield "words", words
        parts = _parts(row.name)
        yield from (("squeezed", "".join(parts[at:] + parts[:at])) for at in range(len(parts)))
        yield from (("words", _words(f"{row.name} {each}")) for each in row.identifiers)


def _asked(student: str) -> Iterator[tuple[str, str]]:
    name = plain(student)
    yield from (("identifier", name), ("name", name), ("words", _words(student)))
    if " " not in name:
        yield "squeezed", _squeezed(student)


def _contradicts(known: frozenset[str], tags: frozenset[str]) -> bool:
    return any(_of(kind, known) and _of(kind, tags) and not _of(kind, known) & _of(kind, tags) for kind in _FIRM)


def _of(kind: str, tags: frozenset[str]) -> frozenset[str]:
    return frozenset(each for each in tags if each.startswith(f"{kind}:"))


def _parts(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", plain(name))


def _words(name: str) -> str:
    return " ".join(sorted(_parts(name)))


def _squeezed(name: str) -> str:
    return "".join(_parts(name))
