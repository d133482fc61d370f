"""Judge accuracy fairly: what outputs name, how sure the share is, and what it earns."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist, median_high
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.records import Accuracy

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


def credit(accuracy: float, *, bar: float, chance: float) -> float:
    """Return the share of the points that an accuracy earns: all at the bar, none at chance, ((a−c)/(b−c))² between.

    The curve reaches the bar without a step, so a network that falls short by little loses little.
    """
    if accuracy >= bar:
        return 1.0
    if accuracy <= chance:
        return 0.0
    return ((accuracy - chance) / (bar - chance)) ** 2


def borderline(accuracy: float, n: int, bar: float) -> bool:
    """Tell whether an accuracy below the bar is too close to it to be judged by one training."""
    return accuracy < bar <= wilson(round(accuracy * n), n)[1]


def settle(accuracies: Sequence[float]) -> float:
    """Return the accuracy that counts after retraining: the median; of two, the higher."""
    return median_high(accuracies)


def count(outputs: NDArray[Any], labels: NDArray[np.integer[Any]], classes: int) -> int:
    """Return how many rows of `outputs`, as `decide` reads them, name their label."""
    return int(np.count_nonzero(decide(outputs, classes) == labels))


def decide(outputs: NDArray[Any], classes: int) -> NDArray[np.int64]:
    """Return the class that each row of outputs names; −1 for a row with a number that is not finite.

    Args:
        outputs: shape (n, classes), probabilities or logits: the largest counts. For two classes also (n, 1) or (n,):
            from 0.5 on the second class if all are probabilities, from 0 on if they are logits.
        classes: the number of classes.

    Raises:
        ValueError: another shape.
    """
    finite = np.isfinite(outputs).reshape(len(outputs), -1).all(axis=1)
    if outputs.ndim == 2 and outputs.shape[1] == classes:
        named = outputs.argmax(axis=1)
    elif classes == 2 and (outputs.ndim == 1 or outputs.shape[1:] == (1,)):
        numbers = outputs.reshape(len(outputs))
        probabilities = bool(((numbers[finite] >= 0) & (numbers[finite] <= 1)).all())
        named = numbers >= (0.5 if probabilities else 0.0)
    else:
        raise ValueError(f"expected outputs of shape (n, {classes}), found {outputs.shape}")
    return np.where(finite, named, -1).astype(np.int64)


def measure(outputs: NDArray[Any], labels: NDArray[np.integer[Any]], *, classes: int, bar: float) -> Accuracy | None:
    """Return the accuracy of outputs with its interval; None where they cannot name classes."""
    n = len(labels)
    if outputs.ndim == 0 or len(outputs) != n or n == 0:
        return None
    try:
        correct = count(outputs, labels, classes)
    except ValueError:
        return None
    return Accuracy(correct / n, n, wilson(correct, n), bar)


def chance_level(labels: NDArray[np.integer[Any]]) -> float:
    """Return the accuracy of always naming the most frequent class."""
    return float(np.bincount(labels).max() / len(labels))
