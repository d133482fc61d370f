"""The file that a box says is its model: copied in pieces to a file of the grader's, never held in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from autograder.apart import Most, within
from autograder.collect.budget import MB, MODEL_MB
from autograder.collect.harvest import Reader
from autograder.errors import ReaderError, ReadingError, WireError
from autograder.protocol.answers import MODEL
from autograder.protocol.jobs import KERAS, TORCH
from autograder.wire.keras_file import is_keras_file
from autograder.wire.torch_file import is_torch_file

FORMS: Mapping[str, Callable[[Path], bool]] = {KERAS: is_keras_file, TORCH: is_torch_file}
"""By framework, what tells its files from others before a box reads them; what has no such test is left to the box."""


def copied_model(reader: Reader, into: Path, framework: str) -> Path | None:
    """Copy the model that a box left into a file that does not exist yet; return it, None where there is no model.

    Args:
        reader: reads what the box left.
        into: the file.
        framework: what wrote it, as jobs name it.
    """
    try:
        reader.copy(MODEL, into, max_bytes=MODEL_MB * MB)
        found = within(Most(readable=(into,)), FORMS[framework], into) if framework in FORMS else True
    except ReaderError:  # our fault: rebuilding the model will tell
        found = True
    except (WireError, ReadingError):
        found = False
    if found:
        return into
    into.unlink(missing_ok=True)
    return None
