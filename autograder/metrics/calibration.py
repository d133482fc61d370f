"""Derive the bar from repeated training of the reference.

The reference is trained with k seeds and judged on the same hidden examples that students are judged on; its
values have mean m and standard deviation s. Another network of the same kind is one more draw, so it is worse than

    m ∓ t(k−1, 1−p) · s · √(1 + 1/k)

with probability p, where t is Student's quantile: the bound of a prediction interval for one future observation
(G. J. Hahn, Journal of the American Statistical Association 64, 1969), − where higher is better and + where lower is.
It holds for normally distributed values. Training has heavier tails, and k seeds may agree by luck, so the margin is
never less than the one that the hidden examples alone explain if they were drawn anew,

    z(1−p) · e · √(1 + 1/k)

with the standard error e of a value over them, and the bar is rounded to a whole step, away from the mean. The stated
probability comes from the first formula at the bar that results, so that it is at most p.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean, stdev

from autograder.metrics.accuracy import ACCURACY
from autograder.metrics.wilson import Z_95, wilson
from autograder.records import Direction, Measurement

FEWEST_SEEDS = 3


@dataclass(frozen=True, slots=True)
class Bar:
    """What is asked for, and the probability with which an equal network misses it."""

    value: float
    false_fail: float
    mean: float
    deviation: float


@dataclass(frozen=True, slots=True)
class Sampling:
    """What the choice of the hidden examples leaves open: the standard error of a value, and the step of bars."""

    error: float
    step: float


def sampling_of_share(values: Sequence[float], n: int) -> Sampling:
    """Return that of shares of `n` examples: by Wilson's interval, which has a width at 1 too, and one example."""
    low, high = wilson(round(fmean(values) * n), n)
    return Sampling((high - low) / (2 * Z_95), 1 / n)


def sampling(found: Sequence[Measurement]) -> Sampling:
    """Return that of measured trainings: of accuracies as of shares, else by the intervals, in hundredths of a step."""
    if found[0].name == ACCURACY.name:
        return sampling_of_share([each.value for each in found], found[0].n)
    widths = [high - low for low, high in (each.interval for each in found)]
    return Sampling(fmean(widths) / (2 * Z_95), 10.0 ** -(found[0].decimals + 2))


def calibrate(
    values: Sequence[float], sampling: Sampling, false_fail: float, direction: Direction = Direction.HIGHER
) -> Bar:
    """Return the bar that follows from the reference's values.

    Args:
        values: one for each seed, at least 3; 10 or more give a useful bar.
        sampling: what the choice of the hidden examples, the same for every seed, leaves open.
        false_fail: the largest probability with which an equal network may miss the bar, in (0, 0.5].
        direction: whether higher or lower is better.

    Raises:
        ValueError: too few values, one that is no number, or an impossible probability.
    """
    from scipy.special import stdtr, stdtrit  # noqa: PLC0415 - other commands need not wait for SciPy

    if len(values) < FEWEST_SEEDS or not all(map(math.isfinite, values)):
        raise ValueError(f"expected {FEWEST_SEEDS} or more finite values, found {list(values)}")
    if not 0 < false_fail <= 0.5:
        raise ValueError(f"expected a probability over 0, at most 0.5, found {false_fail}")
    sign = 1 if direction is Direction.HIGHER else -1
    mean, deviation, seeds = fmean(values), stdev(values), len(values)
    widening = math.sqrt(1 + 1 / seeds)
    by_seeds = float(stdtrit(seeds - 1, 1 - false_fail)) * deviation
    by_examples = NormalDist().inv_cdf(1 - false_fail) * sampling.error
    least = sign * mean - max(by_seeds, by_examples) * widening
    value = sign * math.floor(least / sampling.step + 1e-9) * sampling.step
    missed = sign * value - sign * mean
    stated = float(stdtr(seeds - 1, missed / (deviation * widening))) if deviation else false_fail
    return Bar(value, min(stated, false_fail), mean, deviation)
