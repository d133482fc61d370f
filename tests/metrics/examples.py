"""Measurements that tests start from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autograder.metrics import ACCURACY
from autograder.metrics.accuracy import decimals_of
from autograder.metrics.telling import told
from autograder.records import Direction, Measurement


def accuracy(value: float, n: int = 540, interval: tuple[float, float] | None = None, bar: float = 0.95) -> Measurement:
    """Return a measured accuracy."""
    decimals = decimals_of(n)
    return Measurement(
        name=ACCURACY.name,
        title=ACCURACY.title,
        value=value,
        told=told(value, bar, ACCURACY.direction, decimals),
        n=n,
        interval=interval or (max(0.0, value - 0.02), min(1.0, value + 0.02)),
        bar=bar,
        baseline=0.1,
        decimals=decimals,
    )


def loss(value: float, interval: tuple[float, float], bar: float = 0.3) -> Measurement:
    """Return a measured log loss, of which lower is better."""
    return Measurement(
        name="log_loss",
        title="log loss",
        value=value,
        told=told(value, bar, Direction.LOWER, 1),
        n=540,
        interval=interval,
        bar=bar,
        baseline=2.3,
        decimals=1,
        direction=Direction.LOWER,
        unit="",
    )


def accuracy_in(result: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the accuracy of a result file."""
    found: Mapping[str, Any] = next(each for each in result["measurements"] if each["name"] == ACCURACY.name)
    return found
