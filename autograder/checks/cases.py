"""What a check session is given: one case for each submission, and what it collects: one record for each check."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from autograder.course.assignment import Policy
from autograder.data import HiddenData
from autograder.metrics import BY_ACCURACY, Scoring
from autograder.records import MODEL, Evidence, Reference, Visibility


@dataclass(frozen=True, slots=True)
class CheckCase:
    """One submission as a check session sees it.

    `key` is unique within the session; `data` is None where the assignment names no data set, or where
    it is not on this machine: then `missing` is its title, and checks that need it are skipped. `grader_trains` says
    that the grader's training is judged, so that curves of another one count for nothing. `scoring`
    is what outputs are scored by.
    """

    key: str
    evidence: Evidence
    reference: Reference
    data: HiddenData | None = None
    policy: Policy = field(default_factory=Policy)
    missing: str = ""
    grader_trains: bool = False
    scoring: Scoring = BY_ACCURACY

    def of(self, part: str) -> CheckCase:
        """Return what the checks of one part of the assignment see."""
        return replace(self, evidence=self.evidence.of(part), reference=self.reference.of(part))


@dataclass(frozen=True, slots=True)
class Check:
    """A check as the course wrote it.

    `name` is its stable id, `place` its file and line, `fixtures` the evidence that it asks for. `claimed` says that
    it believes what the submission says of itself; `part` is the id of the part of the assignment that it is of.
    """

    name: str
    title: str
    points: float
    visibility: Visibility
    place: str
    fixtures: frozenset[str] = frozenset()
    claimed: bool = False
    part: str = MODEL

    @property
    def measures(self) -> bool:
        """Tell whether it may judge what the network gives for the test images."""
        return not self.fixtures.isdisjoint({"predictions", "evidence"})
