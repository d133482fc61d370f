"""What an assignment scores outputs by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from autograder.contracts import Metric
from autograder.metrics.accuracy import ACCURACY


@dataclass(frozen=True, slots=True)
class Scoring:
    """The metric, the bar where the assignment states it, the metrics that are told besides, and the course's own.

    `source` is the digest of what brings the metric where that is the course's own; else "".
    """

    metric: Metric = ACCURACY
    bar: float | None = None
    also: tuple[Metric, ...] = ()
    brought: Mapping[str, Metric] = field(default_factory=dict)
    source: str = ""


BY_ACCURACY = Scoring()
