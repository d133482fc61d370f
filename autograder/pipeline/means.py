"""By what means a batch is run: where its journal lies, who is told of what happens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from autograder.execution import Event, Journal, Log, Told, Unwritten


@dataclass(frozen=True, slots=True)
class Means:
    """How a batch is run.

    Args:
        journal: the course's SQLite file; None for runs that need none.
        clock: tells the time of day, in seconds.
        tell: is told of each event.
    """

    journal: Path | None = None
    clock: Callable[[], float] = lambda: 0.0
    tell: Callable[[Event], None] | None = None

    def log(self, folder: Path, assignment: str) -> Log:
        """Open the log of a run folder; the caller closes it.

        Raises:
            LeaseError: another coordinator grades into the folder.
        """
        if self.journal is None:
            return Unwritten()
        journal = Journal(self.journal, folder.resolve(), assignment=assignment, engine="local", clock=self.clock)
        return journal if self.tell is None else Told(journal, self.tell)
