"""Tell of what happens in a batch as lines of JSON, for machines that watch."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from autograder.errors import UsageError
from autograder.execution.events import Observer, RunEvent
from autograder.execution.outcome import JobOutcome

_NOT_ENDED = JobOutcome(name="", student="")


def lines_into(path: Path, *, folder: Path, assignment: str, clock: Callable[[], float]) -> Observer:
    """Return what appends a line for each event to a file, at once.

    A line is an object: `at` (ISO 8601, UTC), `event` (see `What`), `run`, `assignment`, and where they are known
    `job`, `student`, `node`, `device` and `reason`.

    Raises:
        UsageError: the file cannot be written.
    """
    _append(path, "")

    def write(event: RunEvent) -> None:
        ended = event.outcome or _NOT_ENDED
        told = {
            "at": datetime.fromtimestamp(clock(), UTC).isoformat(timespec="milliseconds"),
            "event": str(event.what),
            "run": str(folder),
            "assignment": assignment,
            "job": event.name,
            "student": event.student,
            "node": ended.node,
            "device": ended.device,
            "reason": ended.fault,
        }
        known = {key: value for key, value in told.items() if value}
        _append(path, json.dumps(known, ensure_ascii=False) + "\n")

    return write


def _append(path: Path, line: str) -> None:
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(line)
    except OSError as error:
        raise UsageError(f"{path}: expected a file that can be written; {error}") from error
