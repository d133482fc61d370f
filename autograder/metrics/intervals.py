"""How sure a value is, and how finely it may be told."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.contracts import Metric, Targets
from autograder.metrics.resampling import interval
from autograder.records import SHARE, Direction


def bootstrap(metric: Metric, outputs: NDArray[Any], targets: Targets) -> tuple[float, float]:
    """Return the percentile interval over examples drawn anew, the same each time; it holds the value.

    Where the metric has one number for each example, their means are drawn. Draws that have no value are left out.
    """
    n, each = len(targets.values), metric.each(outputs, targets)
    is_share = metric.unit == SHARE and metric.direction is Direction.HIGHER

    def drawn(some: NDArray[np.float64]) -> NDArray[np.float64]:
        if each is not None:
            return np.asarray(some @ each / n)
        return np.array([_value(metric, outputs, targets, np.repeat(np.arange(n), row.astype(int))) for row in some])

    return interval(drawn, n, metric.compute(outputs, targets), trials=n if is_share else 0)


def _value(metric: Metric, outputs: NDArray[Any], targets: Targets, rows: NDArray[np.int64]) -> float:
    try:
        return metric.compute(outputs[rows], replace(targets, values=targets.values[rows]))
    except ValueError:
        return math.nan


def decimals_for(change: float) -> int:
    """Return the decimals of which a step is what five examples can change, each by `change` at most."""
    return math.floor(-math.log10(5 * change) + 1e-9)
