"""Draw examples anew, to see how much a value depends on which ones were drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.contracts import Targets
from autograder.records import Direction

DRAWS = 1_000
FEWEST_DRAWS = 200
_MOST_NUMBERS = 1_000 * 20_000
"""Examples times draws, over which fewer draws are made."""
_AT_ONCE = 1 << 21

Statistic: TypeAlias = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""What returns a value for each row of weights, (draws, n): how often each example counts. NaN where there is none."""


def draws_of(n: int) -> int:
    """Return how often `n` examples are drawn: 1,000 times, and fewer, at least 200, from 20,000 on."""
    return max(FEWEST_DRAWS, min(DRAWS, _MOST_NUMBERS // n))


def weights(n: int) -> Iterator[NDArray[np.float64]]:
    """Yield how often each of `n` examples is drawn with replacement, some draws at a time, the same each time."""
    generator, left = np.random.default_rng(0), draws_of(n)
    while left:
        some = min(left, max(1, _AT_ONCE // n))
        left -= some
        yield np.stack([np.bincount(generator.integers(0, n, n), minlength=n) for _ in range(some)]).astype(np.float64)


def interval(statistic: Statistic, n: int, value: float) -> tuple[float, float]:
    """Return the bootstrap's 95 % percentile interval (B. Efron, Annals of Statistics 7, 1979); it holds the value.

    Draws that have no value are left out.
    """
    drawn = np.concatenate([statistic(some) for some in weights(n)])
    drawn = drawn[np.isfinite(drawn)]
    if not len(drawn):
        return value, value
    low, high = np.quantile(drawn, (0.025, 0.975))
    return min(float(low), value), max(float(high), value)


def ratio(over: NDArray[np.float64], under: NDArray[np.float64], *, otherwise: float) -> NDArray[np.float64]:
    """Return quotients; `otherwise` where what is divided by is 0."""
    quotients: NDArray[np.float64] = np.divide(over, under, out=np.full(over.shape, otherwise), where=under > 0)
    return quotients


class Weighted:
    """A base for metrics whose value follows from how often each example counts: value and interval have one formula.

    scikit-learn's functions take one set of weights a call, too slow for a thousand draws; the values are theirs.
    """

    name: str
    title: str
    unit: str
    direction: Direction

    def statistic(self, outputs: NDArray[Any], targets: Targets) -> Statistic:
        """Return the formula for these examples."""
        raise NotImplementedError

    def compute(self, outputs: NDArray[Any], targets: Targets) -> float:
        """Return the value of all examples, each counted once; NaN where it is not defined."""
        return float(self.statistic(outputs, targets)(np.ones((1, len(targets.values))))[0])

    def each(self, outputs: NDArray[Any], targets: Targets) -> NDArray[np.float64] | None:
        """Return None: it is no mean over examples."""

    def interval(self, outputs: NDArray[Any], targets: Targets) -> tuple[float, float]:
        """Return the bootstrap's interval."""
        statistic, n = self.statistic(outputs, targets), len(targets.values)
        return interval(statistic, n, float(statistic(np.ones((1, n)))[0]))

    def baseline(self, targets: Targets) -> float:
        """Return what a guess that does not look at the inputs reaches."""
        raise NotImplementedError

    def decimals(self, targets: Targets) -> int:
        """Return in how many decimals a value is told."""
        raise NotImplementedError
