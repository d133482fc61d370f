"""Find each student's row in a downloaded sheet, and only where one row fits one student."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograder.people import ListedStudent, register, tags
from autograder.records import NOBODY, Person


@dataclass(frozen=True, slots=True)
class Matched:
    """The row of each folder's student, and a sentence about each one that has none."""

    rows: Mapping[str, int]
    warnings: tuple[str, ...]


def match(
    students: Mapping[str, str], people: Sequence[ListedStudent], *, known: Mapping[str, Person] | None = None
) -> Matched:
    """Find the rows of students (by folder name). A student with several possible rows gets none.

    Args:
        students: each one's name, as the submission came with it.
        people: the sheet's rows.
        known: what the course's list and the platform know of each student; ids count before names.
    """
    sheet = register(people)
    found: dict[str, int] = {}
    warnings: list[str] = []
    for slug, student in students.items():
        rows = sheet.fitting(student, tags((known or {}).get(slug, NOBODY)))
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
