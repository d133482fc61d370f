"""What metrics share that are the mean of one number for each example."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.contracts import Targets
from autograder.metrics.intervals import bootstrap
from autograder.records import Direction


class Mean:
    """A base for metrics: the value and its interval follow from `each`; the rest of the contract is to be given."""

    name: str
    title: str
    unit: str
    direction: Direction

    def each(self, outputs: NDArray[Any], targets: Targets) -> NDArray[np.float64]:
        """Return one number for each example."""
        raise NotImplementedError

    def compute(self, outputs: NDArray[Any], targets: Targets) -> float:
        """Return the mean over the examples."""
        return float(self.each(outputs, targets).mean())

    def interval(self, outputs: NDArray[Any], targets: Targets) -> tuple[float, float]:
        """Return the bootstrap's interval."""
        return bootstrap(self, outputs, targets)

    def baseline(self, targets: Targets) -> float:
        """Return what a guess that does not look at the inputs reaches."""
        raise NotImplementedError

    def decimals(self, targets: Targets) -> int:
        """Return in how many decimals a value is told."""
        raise NotImplementedError
