"""Log loss: how surely the outputs name the right classes; lower is better."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.contracts import Targets
from autograder.i18n import later
from autograder.metrics.classes import labels_of
from autograder.metrics.intervals import decimals_for
from autograder.metrics.mean import Mean
from autograder.records import Direction

LEAST = 1e-3
"""Probabilities below count as this one, so that no example alone decides the mean, or could be read off it."""
_NEAR = 1e-3


class LogLoss(Mean):
    """The mean negative logarithm of the probability that is given to the right class (cross-entropy, in nats)."""

    name = "log_loss"
    title = later("log loss")
    unit = ""
    direction = Direction.LOWER

    def each(self, outputs: NDArray[Any], targets: Targets) -> NDArray[np.float64]:
        """Return −log p of each label's class; a row with a number that is not finite gives it the least."""
        labels = labels_of(targets)
        given = probabilities(outputs, targets.classes)[np.arange(len(labels)), labels]
        return np.asarray(-np.log(np.clip(np.nan_to_num(given), LEAST, 1.0)), np.float64)

    def baseline(self, targets: Targets) -> float:
        """Return the loss of always giving each class its frequency."""
        shares = np.bincount(labels_of(targets)) / len(targets.values)
        return float(-(shares[shares > 0] * np.log(np.maximum(shares[shares > 0], LEAST))).sum())

    def decimals(self, targets: Targets) -> int:
        """Return the decimals of which a step is what five examples can change."""
        return decimals_for(-np.log(LEAST) / len(targets.values))


def probabilities(outputs: NDArray[Any], classes: int) -> NDArray[np.float64]:
    """Return outputs as probabilities, (n, classes); logits, of which a row does not add up to 1, go through softmax.

    Args:
        outputs: shape (n, classes); for two classes also (n, 1) or (n,), the second class's probability or logit.
        classes: the number of classes.

    Raises:
        ValueError: another shape.
    """
    numbers = np.asarray(outputs, np.float64)
    if classes == 2 and (numbers.ndim == 1 or numbers.shape[1:] == (1,)):
        second = numbers.reshape(len(numbers))
        known = second[np.isfinite(second)]
        inside = bool(((known >= 0) & (known <= 1)).all())
        numbers = np.stack([1 - second, second] if inside else [np.zeros_like(second), second], axis=1)
    if numbers.ndim != 2 or numbers.shape[1] != classes:
        raise ValueError(f"expected outputs of shape (n, {classes}), found {outputs.shape}")
    finite = np.isfinite(numbers).all(axis=1)
    known = numbers[finite]
    if not ((known >= 0).all() and (np.abs(known.sum(axis=1) - 1) <= _NEAR).all()):
        raised = np.exp(known - known.max(axis=1, keepdims=True, initial=-np.inf))
        known = raised / raised.sum(axis=1, keepdims=True)
    found = np.full(numbers.shape, np.nan)
    found[finite] = known
    return found
