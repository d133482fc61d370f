"""Top-k accuracy: how often the right class is among the k that the outputs find most likely."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.contracts import Targets
from autograder.i18n import later
from autograder.metrics.accuracy import decimals_of
from autograder.metrics.wilson import wilson
from autograder.records import SHARE, Direction

_TITLES = {
    2: later("top-2 accuracy"),
    3: later("top-3 accuracy"),
    5: later("top-5 accuracy"),
    10: later("top-10 accuracy"),
}


@dataclass(frozen=True, slots=True)
class TopK:
    """The share of examples whose class is among the k largest outputs; of equal ones, later classes come first."""

    k: int
    unit: str = SHARE
    direction: Direction = Direction.HIGHER

    @property
    def name(self) -> str:
        """Return "top_5" where k is 5."""
        return f"top_{self.k}"

    @property
    def title(self) -> str:
        """Return how sentences call it."""
        return _TITLES.get(self.k, f"top-{self.k} accuracy")

    def compute(self, outputs: NDArray[Any], targets: Targets) -> float:
        """Return the share."""
        return float(self.each(outputs, targets).mean())

    def each(self, outputs: NDArray[Any], targets: Targets) -> NDArray[np.float64]:
        """Return 1 where the class is among the first k, else 0; a row with a number that is not finite is wrong."""
        self._assert_classes(targets)
        if outputs.shape != (len(targets.values), targets.classes):
            raise ValueError(f"expected outputs of shape (n, {targets.classes}), found {outputs.shape}")
        rows = np.arange(len(outputs))
        own = outputs[rows, targets.values][:, None]
        later_class = np.arange(targets.classes) > targets.values[:, None]
        before = ((outputs > own) | ((outputs == own) & later_class)).sum(axis=1)
        return np.asarray((before < self.k) & np.isfinite(outputs).all(axis=1), np.float64)

    def interval(self, outputs: NDArray[Any], targets: Targets) -> tuple[float, float]:
        """Return the Wilson interval."""
        return wilson(int(self.each(outputs, targets).sum()), len(targets.values))

    def baseline(self, targets: Targets) -> float:
        """Return what always naming the k most frequent classes reaches."""
        self._assert_classes(targets)
        counts = np.bincount(targets.values, minlength=targets.classes)
        return float(np.sort(counts)[-self.k :].sum() / len(targets.values))

    def decimals(self, targets: Targets) -> int:
        """Return 2 under 5,000 examples, else 3."""
        return decimals_of(len(targets.values))

    def _assert_classes(self, targets: Targets) -> None:
        if targets.values.ndim != 1 or targets.classes <= self.k:
            raise ValueError(f"expected more than {self.k} classes, one for each example, found {targets.classes}")
