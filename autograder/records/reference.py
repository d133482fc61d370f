"""The private half of an assignment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from autograder.records.box import Usage
from autograder.records.evidence import FunctionValue
from autograder.records.network import Structure


@dataclass(frozen=True, slots=True)
class Calibration:
    """What repeated training of the reference gave, and the bar that follows.

    `values` holds what `metric` says of each seed's training on `n` hidden examples; `bar` is set so that an equal
    network misses it with probability `false_fail`. `validation` holds the accuracies of the same weights on the
    recipe's validation examples, empty where it sets none aside or another metric counts; `epochs` is the largest
    number that a training took.
    """

    values: tuple[float, ...]
    seeds: tuple[int, ...]
    n: int
    bar: float
    false_fail: float
    versions: Mapping[str, str]
    device: str
    data: str
    epochs: int
    notes: str = ""
    validation: tuple[float, ...] = ()
    metric: str = "accuracy"

    def bar_of(self, metric: str) -> float | None:
        """Return the bar where it is one of this metric."""
        return self.bar if self.metric == metric else None


@dataclass(frozen=True, slots=True)
class Reference:
    """The private half of an assignment, ready for checks. Never mounted in a box with student code.

    `took` is what its own run took; None where there was none. `structures` are its networks by part, where an
    assignment asks for several models.
    """

    assignment: str
    structure: Structure | None
    values: tuple[FunctionValue, ...]
    calibration: Calibration | None
    digest: str
    took: Usage | None = None
    structures: Mapping[str, Structure] = field(default_factory=dict)

    def of(self, part: str) -> Reference:
        """Return what the checks of one part compare with."""
        own = self.structures.get(part)
        return self if own is None else replace(self, structure=own)
