"""The folders that a task sees inside its box."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

HAND_IN = "work/course/hand-in"
"""Where a submission's copy lies in a box; its code may also write two folders above: notebooks name "../models"."""


@dataclass(frozen=True, slots=True)
class Room:
    """A box from inside. `inputs` and `data` are read-only; `work` is the working directory; `out` is harvested.

    `part` names the folder in `out` of one of several models.
    """

    root: Path
    part: str = ""

    @property
    def inputs(self) -> Path:
        """Return the folder with the submission and whatever else the box was given."""
        return self.root / "in"

    @property
    def data(self) -> Path:
        """Return the folder with the public data."""
        return self.root / "data"

    @property
    def work(self) -> Path:
        """Return the working directory, empty at the start."""
        return self.root / "work"

    @property
    def hand_in(self) -> Path:
        """Return the folder of the submission's copy, which its code works on."""
        return self.root / HAND_IN

    @property
    def out(self) -> Path:
        """Return the folder for what the supervisor shall read."""
        return self.root / "out" / self.part
