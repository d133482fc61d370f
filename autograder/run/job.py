"""A hand-in as a job of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from autograder.submissions.hand_in import HandIn


@dataclass(frozen=True, slots=True)
class GradingJob:
    """A hand-in and the name of its student's folder, which is its own within a run.

    Where the node that does it shares no folder with the coordinator, `files` are the hand-in's, by relative path.
    """

    name: str
    hand_in: HandIn
    files: Mapping[str, bytes] | None = None

    @property
    def student(self) -> str:
        """Whose hand-in it is."""
        return self.hand_in.student
