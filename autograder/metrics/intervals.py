"""How sure a value is, and how finely it may be told."""

from __future__ import annotations

import math
from dataclasses import replace
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.contracts import Metric, Targets
from autograder.metrics.resampling import interval

Z_95 = NormalDist().inv_cdf(0.975)


def wilson(correct: int, n: int, *, z: float = Z_95) -> tuple[float, float]:
    """Return the Wilson score interval of a share.

    (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n), with p = correct/n
    (E. B. Wilson, Journal of the American Statistical Association 22, 1927).

    Args:
        correct: successes, from 0 to n.
        n: trials, at least 1.
        z: quantile of the normal distribution; the default gives 95 %.
    """
    if not 0 <= correct <= n or n < 1:
        raise ValueError(f"expected 0 ≤ correct ≤ n and n ≥ 1, found correct = {correct}, n = {n}")
    share, spread = correct / n, z * z / n
    half = z * math.sqrt(share * (1 - share) / n + spread / (4 * n))
    low, high = (share + spread / 2 - half) / (1 + spread), (share + spread / 2 + half) / (1 + spread)
    return (max(0.0, low) if correct else 0.0, min(1.0, high) if correct < n else 1.0)


def bootstrap(metric: Metric, outputs: NDArray[Any], targets: Targets) -> tuple[float, float]:
    """Return the percentile interval over examples drawn anew, the same each time; it holds the value.

    Where the metric has one number for each example, their means are drawn. Draws that have no value are left out.
    """
    n, each = len(targets.values), metric.each(outputs, targets)

    def drawn(some: NDArray[np.float64]) -> NDArray[np.float64]:
        if each is not None:
            return np.asarray(some @ each / n)
        return np.array([_value(metric, outputs, targets, np.repeat(np.arange(n), row.astype(int))) for row in some])

    return interval(drawn, n, metric.compute(outputs, targets))


def _value(metric: Metric, outputs: NDArray[Any], targets: Targets, rows: NDArray[np.int64]) -> float:
    try:
        return metric.compute(outputs[rows], replace(targets, values=targets.values[rows]))
    except ValueError:
        return math.nan


def decimals_for(change: float) -> int:
    """Return the decimals of which a step is what five examples can change, each by `change` at most."""
    return math.floor(-math.log10(5 * change) + 1e-9)
