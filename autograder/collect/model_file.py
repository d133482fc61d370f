"""The file that a box says is its model: copied in pieces to a file of the grader's, never held in memory."""

from __future__ import annotations

from pathlib import Path

from autograder.apart import Most, within
from autograder.collect.budget import MB, MODEL_MB
from autograder.collect.harvest import Reader
from autograder.errors import ReaderError, ReadingError, WireError
from autograder.wire.keras_file import is_keras_file

NAME = "model.keras"


def copied_model(reader: Reader, into: Path) -> Path | None:
    """Copy the model that a box left into a file that does not exist yet; return it, None where there is no model."""
    try:
        reader.copy(NAME, into, max_bytes=MODEL_MB * MB)
        found = within(Most(readable=(into,)), is_keras_file, into)
    except ReaderError:  # our fault: rebuilding the model will tell
        found = True
    except (WireError, ReadingError):
        found = False
    if found:
        return into
    into.unlink(missing_ok=True)
    return None
