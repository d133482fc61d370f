"""What people decided, as the grade book has it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from autograder.database import place
from autograder.gradebook import Standing, open_gradebook, standings


def read_standings(course: Path, cache: Path, assignment: str) -> Mapping[str, Standing]:
    """Return where each student stands in an assignment, by every id that the student had.

    Nobody does where the course has no grade book yet.

    Raises:
        UsageError: the course's file cannot be read.
    """
    path = place(course, cache)
    if not path.is_file() or path.stat().st_size == 0:
        return {}
    with open_gradebook(path, _never) as book:
        found, joined = {each.student: each for each in standings(book, assignment)}, book.students().joined
        return found | {former: found[student] for former, student in joined.items() if student in found}


def _never() -> datetime:
    raise AssertionError("reading enters nothing")
