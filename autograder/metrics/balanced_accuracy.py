"""Balanced accuracy: the mean over the classes of the share of each that is recognised."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.contracts import Targets
from autograder.i18n import later
from autograder.metrics.classes import decide
from autograder.metrics.intervals import bootstrap, decimals_for
from autograder.records import SHARE, Direction


class BalancedAccuracy:
    """The mean recall of the classes that occur; rare classes count as much as frequent ones."""

    name = "balanced_accuracy"
    title = later("balanced accuracy")
    unit = SHARE
    direction = Direction.HIGHER

    def compute(self, outputs: NDArray[Any], targets: Targets) -> float:
        """Return the mean recall of the classes that occur."""
        right = decide(outputs, targets.classes) == targets.values
        counts = np.bincount(targets.values, minlength=targets.classes)
        recognised = np.bincount(targets.values, weights=right, minlength=targets.classes)
        return float((recognised[counts > 0] / counts[counts > 0]).mean())

    def each(self, outputs: NDArray[Any], targets: Targets) -> None:
        """Return None: it is no mean over examples."""

    def interval(self, outputs: NDArray[Any], targets: Targets) -> tuple[float, float]:
        """Return the bootstrap's interval."""
        return bootstrap(self, outputs, targets)

    def baseline(self, targets: Targets) -> float:
        """Return what always naming one class reaches."""
        return 1.0 / np.count_nonzero(np.bincount(targets.values))

    def decimals(self, targets: Targets) -> int:
        """Return the decimals of which a step is five examples of the rarest class."""
        counts = np.bincount(targets.values)
        return decimals_for(1.0 / (counts[counts > 0].min() * np.count_nonzero(counts)))
