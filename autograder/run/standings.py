"""What people decided, as the grade book has it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from autograder.database import place
from autograder.gradebook import Standing, open_gradebook, standings


def read_standings(course: Path, cache: Path, assignment: str) -> Mapping[str, Standing]:
    """Return where each student stands in an assignment, by name; nobody where the course has no grade book yet.

    Raises:
        UsageError: the course's file cannot be read.
    """
    path = place(course, cache)
    if not path.is_file() or path.stat().st_size == 0:
        return {}
    with open_gradebook(path, _never) as book:
        return {each.student: each for each in standings(book, assignment)}


def _never() -> datetime:
    raise AssertionError("reading enters nothing")
