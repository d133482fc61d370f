"""What a measurement earns, and which of several trainings counts."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median_high, median_low

from autograder.records import Direction, Measurement


def credit(value: float, *, bar: float, baseline: float, direction: Direction = Direction.HIGHER) -> float:
    """Return the share of the points that a value earns: all at the bar, none at the baseline, ((v−c)/(b−c))² between.

    The curve reaches the bar without a step, so a network that falls short by little loses little.
    """
    if direction.reaches(value, bar):
        return 1.0
    if direction.reaches(baseline, value):
        return 0.0
    return ((value - baseline) / (bar - baseline)) ** 2


def counted(measurement: Measurement) -> float:
    """Return the value that points are computed from, no finer than what is told, or they would tell it.

    At the bar and beyond it is exact, as every point is earned there. Short of the bar it is rounded, and what would be
    rounded to the bar lies half a step short of it.
    """
    value, bar = measurement.value, measurement.bar
    if bar is None or measurement.reached:
        return value
    rounded = round(value, measurement.decimals)
    if not measurement.direction.reaches(rounded, bar):
        return rounded
    half = 0.5 * 10.0**-measurement.decimals
    return bar - half if measurement.direction is Direction.HIGHER else bar + half


def borderline(measurement: Measurement) -> bool:
    """Tell whether a value that misses the bar is too close to it to be judged by one training."""
    if measurement.bar is None or measurement.reached:
        return False
    return any(measurement.direction.reaches(end, measurement.bar) for end in measurement.interval)


def settle(values: Sequence[float], direction: Direction = Direction.HIGHER) -> float:
    """Return the value that counts after retraining: the median; of two, the better."""
    return median_high(values) if direction is Direction.HIGHER else median_low(values)
