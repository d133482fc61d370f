"""Measure outputs: the one place that asks a metric for its value."""

from __future__ import annotations

import math
from typing import Any

from numpy.typing import NDArray

from autograder.contracts import Metric, Targets
from autograder.metrics.telling import told
from autograder.records import MODEL, OF_TARGETS, Measurement


def measure(
    metric: Metric, outputs: NDArray[Any], targets: Targets, *, bar: float | None = None, part: str = MODEL
) -> Measurement | None:
    """Return what a metric says of outputs; None where they are none that it can read.

    Args:
        metric: the metric.
        outputs: one row an example.
        targets: what they are compared with.
        bar: what is asked for; None where the value is told and not scored.
        part: the part of the assignment that the outputs are of.
    """
    value = value_of(metric, outputs, targets)
    if value is None:
        return None
    decimals = metric.decimals(targets)
    return Measurement(
        name=metric.name,
        title=metric.title,
        value=value,
        told=told(value, bar, metric.direction, decimals),
        n=len(targets.values),
        interval=metric.interval(outputs, targets),
        bar=bar,
        baseline=metric.baseline(targets),
        decimals=decimals,
        direction=metric.direction,
        unit=targets.unit if metric.unit == OF_TARGETS else metric.unit,
        part=part,
    )


def value_of(metric: Metric, outputs: NDArray[Any], targets: Targets) -> float | None:
    """Return a metric's value of outputs alone; None where they are none that it can read."""
    n = len(targets.values)
    if outputs.ndim == 0 or len(outputs) != n or n == 0:
        return None
    try:
        value = metric.compute(outputs, targets)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
