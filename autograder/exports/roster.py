"""Find each student's row in a downloaded sheet: by identifiers first, then by name, and only where one row fits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """What a row says about a student: identifiers (id, login, e-mail) and the name."""

    identifiers: frozenset[str]
    name: str


@dataclass(frozen=True, slots=True)
class Matched:
    """The row of each folder's student, and a sentence about each one that has none."""

    rows: Mapping[str, int]
    warnings: tuple[str, ...]


def match(students: Mapping[str, str], people: Sequence[Person]) -> Matched:
    """Find the rows of students (by folder name). A student with several possible rows gets none.

    Identifiers come first, then the name as it is written, then the name's words in any order or run together, as
    platforms write them into the names of files.
    """
    found: dict[str, int] = {}
    warnings: list[str] = []
    for slug, student in students.items():
        rows = _rows(student, people)
        if len(rows) == 1:
            found[slug] = rows[0]
        else:
            warnings.append(f"{student}: {'several rows fit' if rows else 'no row fits'}; no points are written")
    taken = list(found.values())
    alone = {slug: row for slug, row in found.items() if taken.count(row) == 1}
    shared = [
        f"{students[slug]}: another student fits the same row; no points are written" for slug in found.keys() - alone
    ]
    return Matched(alone, (*warnings, *sorted(shared)))


def person(identifiers: Iterable[str], name: str) -> Person:
    """Return a row's person; empty identifiers count for nothing."""
    return Person(frozenset(_plain(text) for text in identifiers if text.strip()), name)


def _rows(student: str, people: Sequence[Person]) -> list[int]:
    known = _plain(student)
    if rows := [index for index, one in enumerate(people) if known in one.identifiers]:
        return rows
    for way in (_plain, _words, *([_squeezed] if " " not in known else [])):
        wanted = way(student)
        if rows := [index for index, one in enumerate(people) if wanted and way(one.name) == wanted]:
            return rows
    return []


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _words(name: str) -> str:
    return " ".join(sorted(re.findall(r"\w+", _plain(name))))


def _squeezed(name: str) -> str:
    return "".join(re.findall(r"[^\W_]+", _plain(name)))
