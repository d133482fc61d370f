"""What a metric says of a network's outputs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SHARE = "share"
"""The unit of a share of 1, which pages show in per cent."""
OF_TARGETS = "targets"
"""The unit of a metric whose values are in that of the targets."""
MODEL = "model"
"""The part of an assignment that has one part only."""


def in_unit(figure: str, unit: str) -> str:
    """Return a figure with its unit (3 kg); with a sign between where the unit is a number itself (52 × 1000 €)."""
    if unit in {"", SHARE}:
        return figure
    return f"{figure} × {unit}" if unit[0].isdigit() else f"{figure} {unit}"


class Direction(StrEnum):
    """Whether a higher value of a metric is the better one, or a lower."""

    HIGHER = "higher"
    LOWER = "lower"

    def reaches(self, value: float, bar: float) -> bool:
        """Tell whether a value is at least as good as a bar."""
        return value >= bar if self is Direction.HIGHER else value <= bar


@dataclass(frozen=True, slots=True)
class Measurement:
    """One value of a metric over `n` examples, as a check emits it.

    Attributes:
        name: The metric's stable name ("accuracy").
        title: How sentences and pages call it, before it is translated.
        value: The value, exactly; what is not told to students.
        told: The value as students may read it.
        n: How many examples it is of.
        interval: The 95 % interval around the value.
        bar: What was asked for; None where it is told and not scored.
        baseline: What a guess without a network reaches; None where that is not known.
        decimals: In how many decimals it is told; negative for tens and more.
        direction: Whether higher or lower is better.
        unit: What the value is in; `SHARE` for a share of 1.
        part: The part of the assignment that was measured.
    """

    name: str
    title: str
    value: float
    told: float
    n: int
    interval: tuple[float, float]
    bar: float | None
    baseline: float | None
    decimals: int
    direction: Direction = Direction.HIGHER
    unit: str = SHARE
    part: str = MODEL

    @property
    def reached(self) -> bool:
        """Whether it is at least as good as what was asked for; true where nothing was."""
        return self.bar is None or self.direction.reaches(self.value, self.bar)
