"""What of a measurement students may read: so little that nobody reads labels off by handing in again and again."""

from __future__ import annotations

from dataclasses import replace

from autograder.records import SHARE, Direction, Measurement


def told(value: float, bar: float | None, direction: Direction, decimals: int) -> float:
    """Return a value as students may read it: rounded, one that misses the bar never up to it."""
    rounded = round(value, decimals)
    if bar is None:
        return rounded
    asked = round(bar, decimals)
    if direction.reaches(value, bar):
        return max(rounded, asked) if direction is Direction.HIGHER else min(rounded, asked)
    if not direction.reaches(rounded, asked):
        return rounded
    step = 10.0**-decimals
    return round(asked - step if direction is Direction.HIGHER else asked + step, decimals)


def public(measurement: Measurement) -> Measurement:
    """Return a measurement as students may read it: every number of it is rounded, and the value is the told one.

    The ends of the interval are as far from it as they are from the exact value, rounded: ends that were rounded by
    themselves would tell the value more than twice as finely.
    """
    digits, (low, high) = measurement.decimals, measurement.interval
    below, above = round(measurement.value - low, digits), round(high - measurement.value, digits)
    ends = round(measurement.told - below, digits), round(measurement.told + above, digits)
    return replace(
        measurement,
        value=measurement.told,
        interval=_within_shares(ends, measurement.told) if measurement.unit == SHARE else ends,
        bar=_rounded(measurement.bar, digits),
        baseline=_rounded(measurement.baseline, digits),
    )


def _within_shares(ends: tuple[float, float], told: float) -> tuple[float, float]:
    """Return ends of an interval between 0 and 1, or as far outside as the value itself is told."""
    return max(ends[0], min(0.0, told)), min(ends[1], max(1.0, told))


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
