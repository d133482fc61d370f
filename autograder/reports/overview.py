"""What a class's page shows, as plain records. Its template sees nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from autograder.records import SHARE, Measurement, State
from autograder.reports.charts import Histogram
from autograder.reports.look import Look


@dataclass(frozen=True, slots=True)
class ClassRow:
    """One student in the class's table. `marks` holds a check's share of points (None where it did not run)."""

    student: str
    state: State
    reason: str
    earned: float
    measured: Measurement | None
    parameters: int | None
    marks: tuple[float | None, ...]
    wall_s: float | None
    submitted_at: datetime | None
    link: str
    self_reported: bool = False
    open_points: float = 0.0


@dataclass(frozen=True, slots=True)
class CheckRate:
    """How a class did on one check: how many passed, earned a part, failed, and how many could not be checked."""

    check: str
    title: str
    hidden: bool
    passed: int
    partial: int
    failed: int
    unknown: int

    @property
    def total(self) -> int:
        """Return the number of submissions."""
        return self.passed + self.partial + self.failed + self.unknown


@dataclass(frozen=True, slots=True)
class PartRate:
    """How a class did on one part: the mean points of those who were checked, and how many earned them all."""

    title: str
    possible: float
    mean: float
    whole: int
    total: int


@dataclass(frozen=True, slots=True)
class HintCount:
    """How often a hint was given, with one student's wording of it."""

    rule: str
    seen: str
    count: int
    students: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SimilarityGroup:
    """Students whose work belongs together: an equal network, or code alike by `likeness` (0 to 1)."""

    name: str
    students: tuple[str, ...]
    likeness: float = 1.0


@dataclass(frozen=True, slots=True)
class AbsentRow:
    """A student of whom there is nothing to grade; `reason` is "" for who handed in nothing."""

    student: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ClassView:
    """The class's page. `rows` are sorted: needs review and ungraded first."""

    look: Look
    assignment: str
    title: str
    possible: float
    rows: tuple[ClassRow, ...]
    checks: tuple[CheckRate, ...]
    hints: tuple[HintCount, ...]
    points: Histogram | None
    measured: Histogram | None
    durations: Histogram | None
    networks: tuple[SimilarityGroup, ...]
    twins: tuple[SimilarityGroup, ...]
    uncompared: tuple[str, ...]
    median: float | None
    mean: float | None
    missing_layers: tuple[str, ...] = ()
    counts: tuple[tuple[State, int], ...] = field(default_factory=tuple)
    absent: tuple[AbsentRow, ...] = ()
    parts: tuple[PartRate, ...] = ()

    @property
    def metric(self) -> str:
        """How what was measured is called; "" where nothing was."""
        return next((row.measured.title for row in self.rows if row.measured), "")

    @property
    def unit(self) -> str:
        """What was measured is in; "" for shares and plain numbers."""
        unit = next((row.measured.unit for row in self.rows if row.measured), "")
        return "" if unit == SHARE else unit
