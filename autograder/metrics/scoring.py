"""What an assignment scores outputs by."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.contracts import Metric
from autograder.metrics.accuracy import ACCURACY


@dataclass(frozen=True, slots=True)
class Scoring:
    """The metric, the bar where the assignment states it, and the metrics that are told besides."""

    metric: Metric = ACCURACY
    bar: float | None = None
    also: tuple[Metric, ...] = ()


BY_ACCURACY = Scoring()
