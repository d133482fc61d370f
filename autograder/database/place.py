"""Where the file of a course lies."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

FOLDER = ".autograder"
NAME = "course.sqlite"
STAFF_ONLY = 0o770
"""Grades are nobody else's: not other users', not a box's."""
OWN_PACKAGE = Path(__file__).parents[1]


def place(course: Path, cache: Path) -> Path:
    """Return where a course's file lies: in the course where that can be written, else in the user's cache.

    Args:
        course: the course's root.
        cache: the grader's own folder of this user.
    """
    own = course / FOLDER
    if not course.resolve().is_relative_to(OWN_PACKAGE) and _writable(own):
        return own / NAME
    digest = hashlib.sha256(str(course.resolve()).encode()).hexdigest()
    return cache / "courses" / digest[:32] / NAME


def _writable(folder: Path) -> bool:
    """Make the folder, which no version control shall see, and return whether it can be written.

    The file is not opened here, not even to try.
    """
    try:
        folder.mkdir(mode=STAFF_ONLY, exist_ok=True)
        with suppress(FileExistsError), (folder / ".gitignore").open("x", encoding="utf-8") as ignore:
            ignore.write("*\n")
    except OSError:
        return False
    file = folder / NAME
    return os.access(folder, os.W_OK | os.X_OK) and (not file.exists() or os.access(file, os.R_OK | os.W_OK))
