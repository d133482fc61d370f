"""Accuracy: the share of examples whose class the outputs name."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.contracts import Targets
from autograder.i18n import later
from autograder.metrics.classes import decide, labels_of
from autograder.metrics.wilson import wilson
from autograder.records import SHARE, Direction


def decimals_of(n: int) -> int:
    """Return in how many decimals an accuracy over `n` examples is told.

    From 500 examples on a step is five examples or more, so a change of one is rarely visible: labels cannot be
    read off by handing in again and again (A. Blum and M. Hardt, The Ladder, 2015). It is about the standard error
    of the accuracies that courses ask for, so little that means anything is lost.
    """
    return 2 if n < 5_000 else 3


class Accuracy:
    """The share of examples that are classified correctly, with its Wilson interval."""

    name = "accuracy"
    title = later("accuracy")
    unit = SHARE
    direction = Direction.HIGHER

    def compute(self, outputs: NDArray[Any], targets: Targets) -> float:
        """Return the share of rows that name their label."""
        return self._correct(outputs, targets) / len(targets.values)

    def each(self, outputs: NDArray[Any], targets: Targets) -> NDArray[np.float64]:
        """Return 1 for each row that names its label, 0 for each other."""
        labels = labels_of(targets)
        right: NDArray[np.float64] = np.equal(decide(outputs, targets.classes), labels).astype(np.float64)
        return right

    def interval(self, outputs: NDArray[Any], targets: Targets) -> tuple[float, float]:
        """Return the Wilson interval."""
        return wilson(self._correct(outputs, targets), len(targets.values))

    def baseline(self, targets: Targets) -> float:
        """Return the accuracy of always naming the most frequent class."""
        return float(np.bincount(labels_of(targets)).max() / len(targets.values))

    def decimals(self, targets: Targets) -> int:
        """Return 2 under 5,000 examples, else 3."""
        return decimals_of(len(targets.values))

    def _correct(self, outputs: NDArray[Any], targets: Targets) -> int:
        return int(np.count_nonzero(self.each(outputs, targets)))


ACCURACY = Accuracy()
