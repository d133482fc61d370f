"""How sure a value is, and how finely it may be told."""

from __future__ import annotations

import math
from dataclasses import replace
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.contracts import Metric, Targets

Z_95 = NormalDist().inv_cdf(0.975)
DRAWS = 1_000


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
    """Return the percentile interval over examples drawn anew with replacement, the same each time.

    (B. Efron, Annals of Statistics 7, 1979.) Where the metric has one number for each example, their means are drawn.
    The ends hold the value.
    """
    generator, n = np.random.default_rng(0), len(targets.values)
    each, value = metric.each(outputs, targets), metric.compute(outputs, targets)
    drawn = (generator.integers(0, n, n) for _ in range(DRAWS))
    if each is not None:
        values = [float(each[rows].mean()) for rows in drawn]
    else:
        values = [metric.compute(outputs[rows], replace(targets, values=targets.values[rows])) for rows in drawn]
    low, high = np.quantile(values, (0.025, 0.975))
    return min(float(low), value), max(float(high), value)


def decimals_for(change: float) -> int:
    """Return the decimals of which a step is what five examples can change, each by `change` at most."""
    return math.floor(-math.log10(5 * change) + 1e-9)
