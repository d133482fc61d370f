"""F1: how much of a class is found, and how much of what is taken for it belongs to it, in one number."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.contracts import Targets
from autograder.i18n import later
from autograder.metrics.accuracy import decimals_of
from autograder.metrics.classes import memberships, named, trials
from autograder.metrics.resampling import Statistic, Weighted, ratio
from autograder.records import SHARE, Direction


class Average(Enum):
    """Whose F1 it is: the second of two classes', the mean of the classes', or that of all decisions together."""

    SECOND = "second"
    MACRO = "macro"
    MICRO = "micro"


@dataclass(frozen=True, slots=True)
class F1(Weighted):
    """2·TP / (2·TP + FP + FN), the harmonic mean of precision and recall.

    The macro average is over the classes that occur or are named; over all labels where an example has several.
    """

    name: str
    title: str
    average: Average
    unit: str = SHARE
    direction: Direction = Direction.HIGHER

    def statistic(self, outputs: NDArray[Any], targets: Targets) -> Statistic:
        """Return the formula over how many of each class are found, are there and are named."""
        members, said = self._judged(memberships(targets)), self._judged(named(outputs, targets))
        columns = np.concatenate([members & said, members, said], axis=1).astype(np.float32)
        several = targets.values.ndim > 1

        def value(weights: NDArray[np.float64]) -> NDArray[np.float64]:
            found, there, told = np.split((weights.astype(np.float32) @ columns).astype(np.float64), 3, axis=1)
            if self.average is not Average.MACRO:
                return _f1(found.sum(axis=1), (there + told).sum(axis=1))
            counted = np.ones_like(found) if several else (there + told > 0)
            return ratio(_f1(found, there + told).sum(axis=1), counted.sum(axis=1), otherwise=0.0)

        return value

    def trials(self, targets: Targets) -> int:
        """Return the examples of the rarest class, times the classes."""
        return trials(self._judged(memberships(targets)))

    def baseline(self, targets: Targets) -> float:
        """Return what the best constant answer reaches."""
        shares = self._judged(memberships(targets)).mean(axis=0)
        each = 2 * shares / (1 + shares)
        if self.average is Average.SECOND:
            return float(each[0])
        if targets.values.ndim == 1:
            return float(shares.max() if self.average is Average.MICRO else each.max() / np.count_nonzero(shares))
        if self.average is Average.MACRO:
            return float(each.mean())
        first = np.cumsum(np.sort(shares)[::-1])
        return float((2 * first / (shares.sum() + np.arange(1, len(first) + 1))).max())

    def decimals(self, targets: Targets) -> int:
        """Return 2 under 5,000 examples, else 3."""
        return decimals_of(len(targets.values))

    def _judged(self, members: NDArray[np.bool_]) -> NDArray[np.bool_]:
        if self.average is not Average.SECOND:
            return members
        if members.shape[1] != 2:
            raise ValueError(f"expected two classes, found {members.shape[1]}; f1_macro and f1_micro are for more")
        return members[:, 1:]


def _f1(found: NDArray[np.float64], sizes: NDArray[np.float64]) -> NDArray[np.float64]:
    return ratio(2 * found, sizes, otherwise=0.0)


F1_SCORES = (
    F1("f1", later("F1"), Average.SECOND),
    F1("f1_macro", later("macro F1"), Average.MACRO),
    F1("f1_micro", later("micro F1"), Average.MICRO),
)
