"""By what means a batch is run: where its journal lies, who is told of what happens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from autograder.execution import Journal, Log, Told, Unwritten
from autograder.execution.lines import lines_into


@dataclass(frozen=True, slots=True)
class Means:
    """How a batch is run.

    Args:
        journal: the course's SQLite file; None for runs that need none.
        clock: tells the time of day, in seconds.
        lines: a file that gets a line of JSON for each event.
    """

    journal: Path | None = None
    clock: Callable[[], float] = lambda: 0.0
    lines: Path | None = None

    def log(self, folder: Path, assignment: str) -> Log:
        """Open the log of a run folder; the caller closes it.

        Raises:
            LeaseError: another coordinator grades into the folder.
            UsageError: a file cannot be written.
        """
        if self.journal is None:
            return Unwritten()
        place = folder.resolve()
        journal = Journal(self.journal, place, assignment=assignment, engine="local", clock=self.clock)
        if self.lines is None:
            return journal
        return Told(journal, lines_into(self.lines, folder=place, assignment=assignment, clock=self.clock))
