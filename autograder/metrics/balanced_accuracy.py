"""Balanced accuracy: the mean over the classes of the share of each that is recognised."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.contracts import Targets
from autograder.i18n import later
from autograder.metrics.classes import labels_of, memberships, named, trials
from autograder.metrics.intervals import decimals_for
from autograder.metrics.resampling import Statistic, Weighted, ratio
from autograder.records import SHARE, Direction


class BalancedAccuracy(Weighted):
    """The mean recall of the classes that occur; rare classes count as much as frequent ones."""

    name = "balanced_accuracy"
    title = later("balanced accuracy")
    unit = SHARE
    direction = Direction.HIGHER

    def statistic(self, outputs: NDArray[Any], targets: Targets) -> Statistic:
        """Return the formula over how many of each class are there and recognised."""
        members = memberships(targets)
        right = named(outputs, targets) & members
        columns = np.concatenate([right, members], axis=1).astype(np.float32)

        def value(weights: NDArray[np.float64]) -> NDArray[np.float64]:
            recognised, there = np.split((weights.astype(np.float32) @ columns).astype(np.float64), 2, axis=1)
            recalls = ratio(recognised, there, otherwise=0.0)
            return ratio(recalls.sum(axis=1), (there > 0).sum(axis=1), otherwise=np.nan)

        return value

    def trials(self, targets: Targets) -> int:
        """Return the examples of the rarest class, times the classes."""
        return trials(memberships(targets))

    def baseline(self, targets: Targets) -> float:
        """Return what always naming one class reaches."""
        return 1.0 / np.count_nonzero(np.bincount(labels_of(targets)))

    def decimals(self, targets: Targets) -> int:
        """Return the decimals of which a step is five examples of the rarest class."""
        counts = np.bincount(labels_of(targets))
        return decimals_for(1.0 / (counts[counts > 0].min() * np.count_nonzero(counts)))
