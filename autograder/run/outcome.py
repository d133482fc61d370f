"""What became of a hand-in: one record from the slot in which it ran to the pages, the grade book and the terminal."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.collect.device import starved
from autograder.evidence_store import Artefacts
from autograder.execution import JobOutcome
from autograder.records import Evidence, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class GradingOutcome(JobOutcome):
    """What became of a hand-in; its `name` is that of the student's folder.

    `record` is not graded before checks have run. `evidence` is here until it is kept and reported, `artefacts` only
    where the node that made it keeps them nowhere. `resumed` says that an earlier run had done it, `anew` that it was
    handed in now: its run folder held another one of the student before, or none. `stale` names what has changed since
    it ran, so that a regrade leaves its grade as it was.
    """

    record: Record
    evidence: Evidence | None = None
    artefacts: Artefacts | None = None
    resumed: bool = False
    anew: bool = False
    stale: tuple[str, ...] = ()

    def starved(self) -> bool:
        """Tell whether it ran out of a GPU's memory."""
        return self.evidence is not None and starved(self.evidence)
