"""What metrics of numbers share: outputs beside targets, their errors, and in which steps they are told."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.contracts import Targets
from autograder.metrics.resampling import Statistic

FURTHEST = 10.0
"""An error counts as this many times the range of the targets at most, so that no number is too large to be added."""


def numbers_of(targets: Targets) -> NDArray[np.float64]:
    """Return targets as numbers, (n, k).

    Raises:
        ValueError: they are classes.
    """
    if targets.classes:
        raise ValueError("expected targets that are numbers, found classes")
    return np.asarray(targets.values, np.float64).reshape(len(targets.values), -1)


def varying(targets: Targets) -> NDArray[np.float64]:
    """Return targets as numbers of which each column has different ones, or no network could be better than a guess.

    Raises:
        ValueError: a column does not, or they are classes.
    """
    numbers = numbers_of(targets)
    if not (np.ptp(numbers, axis=0) > 0).all():
        raise ValueError("expected targets that differ, found the same number for all examples")
    return numbers


def errors(outputs: NDArray[Any], targets: Targets) -> NDArray[np.float64]:
    """Return how far each output is from its target, (n, k).

    What is not finite counts as the largest error that there is: the largest of the others, and at least that of
    naming the other end of the targets' range.

    Args:
        outputs: shape (n, k); for one target also (n,) or (n, 1).
        targets: numbers.

    Raises:
        ValueError: another shape, or targets that are classes.
    """
    numbers, there = numbers_of(targets), np.asarray(outputs, np.float64)
    if there.ndim not in {1, 2} or there.reshape(len(there), -1).shape != numbers.shape:
        expected = "(n,) or (n, 1)" if numbers.shape[1] == 1 else f"(n, {numbers.shape[1]})"
        raise ValueError(f"expected outputs of shape {expected}, found {outputs.shape}")
    there = there.reshape(numbers.shape)
    low, high = numbers.min(axis=0), numbers.max(axis=0)
    finite = np.isfinite(there)
    found = np.minimum(np.abs(np.where(finite, there, numbers) - numbers), _furthest(low, high))
    worst = np.maximum(found.max(axis=0), np.maximum(numbers - low, high - numbers))
    return np.where(finite, found, worst)


def _furthest(low: NDArray[np.float64], high: NDArray[np.float64]) -> NDArray[np.float64]:
    size = np.where(high > low, high - low, np.abs(high))
    return FURTHEST * np.where(size > 0, size, 1.0)


def mean_of(values: NDArray[np.float64]) -> Statistic:
    """Return the formula that averages the columns of values, (n, k), over the examples, and then over the columns."""
    flat = values.mean(axis=1)
    return lambda weights: np.asarray(weights @ flat / weights.sum(axis=1))


def decimals_beside(baseline: float, n: int) -> int:
    """Return the decimals of which the value of a guess has 50 to 500 steps; 500 to 5,000 from 5,000 examples on."""
    return (0 if n < 5_000 else 1) - math.floor(math.log10(baseline / 50) + 1e-9)
