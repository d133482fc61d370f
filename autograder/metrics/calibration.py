"""Derive the accuracy bar from repeated training of the reference.

The reference is trained with k seeds and judged on the same n images that students are judged on; its
accuracies have mean m and standard deviation s. Another network of the same kind is one more draw, so it falls below

    m − t(k−1, 1−p) · s · √(1 + 1/k)

with probability p, where t is Student's quantile: the lower bound of a prediction interval for one future
observation (G. J. Hahn, Journal of the American Statistical Association 64, 1969). It holds for normally distributed
accuracies. Training has heavier tails, and k seeds may agree by luck, so the margin is never less than the one that
the n images alone explain if they were drawn anew,

    z(1−p) · √(m(1−m)/n) · √(1 + 1/k)

and the bar is rounded down to a whole image. The stated probability comes from the first formula at the bar that
results, so that it is at most p.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean, stdev

FEWEST_SEEDS = 3


@dataclass(frozen=True, slots=True)
class Bar:
    """The accuracy that is asked for, and the probability with which an equal network falls below it."""

    value: float
    false_fail: float
    mean: float
    deviation: float


def calibrate(accuracies: Sequence[float], n: int, false_fail: float) -> Bar:
    """Return the bar that follows from the reference's accuracies.

    Args:
        accuracies: one for each seed, at least 3; 10 or more give a useful bar.
        n: the number of test images, the same for every seed.
        false_fail: the largest probability with which an equal network may fall below, in (0, 0.5].

    Raises:
        ValueError: too few accuracies, one outside 0 to 1, or an impossible probability.
    """
    from scipy.special import stdtr, stdtrit  # noqa: PLC0415 - other commands need not wait for SciPy

    if len(accuracies) < FEWEST_SEEDS or not all(0 <= value <= 1 for value in accuracies):
        raise ValueError(f"expected {FEWEST_SEEDS} or more accuracies from 0 to 1, found {list(accuracies)}")
    if not 0 < false_fail <= 0.5:
        raise ValueError(f"expected a probability over 0, at most 0.5, found {false_fail}")
    mean, deviation, seeds = fmean(accuracies), stdev(accuracies), len(accuracies)
    widening = math.sqrt(1 + 1 / seeds)
    by_seeds = float(stdtrit(seeds - 1, 1 - false_fail)) * deviation
    by_images = NormalDist().inv_cdf(1 - false_fail) * math.sqrt(mean * (1 - mean) / n)
    value = max(0.0, math.floor((mean - max(by_seeds, by_images) * widening) * n + 1e-9) / n)
    stated = float(stdtr(seeds - 1, (value - mean) / (deviation * widening))) if deviation else false_fail
    return Bar(value, min(stated, false_fail), mean, deviation)
