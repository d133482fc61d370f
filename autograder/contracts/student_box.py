"""What everything that runs in a student box has in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from autograder.records import NoteKind

Noting: TypeAlias = Callable[[NoteKind, str], None]
"""Called in a student box with the kind of a note for the student's page and what it is about."""


class OutOfTime(BaseException):
    """The soft limit of a box was reached. Not an `Exception`, so that ordinary handlers let it pass."""
