"""The file that a box says is its model: copied in pieces to a file of the grader's, never held in memory."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

from autograder.apart import Most, within
from autograder.collect.budget import MB, MODEL_MB
from autograder.collect.harvest import Reader
from autograder.errors import ReaderError, ReadingError, WireError

NAME = "model.keras"
_PARTS = {"config.json", "metadata.json"}


def copied_model(reader: Reader, into: Path) -> Path | None:
    """Copy the model that a box left into a file that does not exist yet; return it, None where there is no model."""
    try:
        reader.copy(NAME, into, max_bytes=MODEL_MB * MB)
        found = within(Most(readable=(into,)), is_model, into)
    except ReaderError:  # our fault: rebuilding the model will tell
        found = True
    except (WireError, ReadingError):
        found = False
    if found:
        return into
    into.unlink(missing_ok=True)
    return None


def is_model(path: Path) -> bool:
    """Tell whether a file is an archive as Keras writes one."""
    with path.open("rb") as file:
        try:
            with zipfile.ZipFile(file) as archive:
                return set(archive.namelist()) >= _PARTS
        except (zipfile.BadZipFile, struct.error, OSError, ValueError, NotImplementedError):
            return False
