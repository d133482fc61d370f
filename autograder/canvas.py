"""Canvas's grade book as it is downloaded: which of its rows and columns are whose."""

from __future__ import annotations

import re
from collections.abc import Sequence

NAME = ("student",)
NAMES = ("lastname", "firstname")
"""Columns that stand in the place of the name where an institution shows both apart."""
IDS = ("id", "sis_user_id", "sis_login_id", "integration_id")
LAST = "section"
"""The last column about the student; behind it are the institution's own and the assignments'."""
POINTS_POSSIBLE = "points possible"
READ_ONLY = "(read only)"
_TEST_STUDENTS = frozenset({"student, test", "student test", "test student"})
_NOTES = frozenset({"manual posting", "muted", READ_ONLY})


def is_book(titles: Sequence[str]) -> bool:
    """Tell whether plain titles of columns are those of a grade book."""
    return "id" in titles and (titles[0] in {*NAME, *NAMES} or bool({"sis_user_id", "sis_login_id"} & set(titles)))


def is_student(name: str, ids: Sequence[str], rest: Sequence[str]) -> bool:
    """Tell whether a row is a student's: the book has rows of its own and one for the teacher's test student.

    Args:
        name: the cell with the name.
        ids: the cells with identifiers.
        rest: the cells behind the section.
    """
    plain = " ".join(name.casefold().split())
    if plain in _TEST_STUDENTS:
        return False
    if any(each.strip() for each in ids):
        return True
    said = {" ".join(each.casefold().split()) for each in rest} - {""}
    return plain != POINTS_POSSIBLE and bool(plain) and not said & _NOTES


def is_points_possible(name: str) -> bool:
    """Tell whether a row states the points that each assignment is worth."""
    return " ".join(name.casefold().split()) == POINTS_POSSIBLE


def number(text: str, *, comma: bool) -> float | None:
    """Return a positive number as a sheet writes it; None for anything else.

    Args:
        text: the cell: "100.0", "100,0", "1,000.00".
        comma: whether the sheet writes a comma before decimals.
    """
    plain = re.sub(r"[\s\u00a0\u202f']", "", text)
    plain = plain.replace(".", "").replace(",", ".") if comma else plain.replace(",", "")
    try:
        value = float(plain)
    except ValueError:
        return None
    return value if 0 < value < float("inf") else None
