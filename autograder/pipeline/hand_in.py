"""A hand-in on its way through a batch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class HandIn:
    """What a student handed in: a path, or why there is none to read."""

    student: str
    path: Path
    problem: str = ""
    kind: str = "unreadable"
    submitted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """A hand-in and the name of its student's folder, which is its own within a run."""

    name: str
    hand_in: HandIn
