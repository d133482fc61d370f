"""Draw examples anew, to see how much a value depends on which ones were drawn."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.contracts import Targets
from autograder.metrics.wilson import wilson
from autograder.records import Direction

DRAWS = 1_000
FEWEST_DRAWS = 200
_MOST_NUMBERS = 1_000 * 20_000
"""Examples times draws, over which fewer draws are made."""
_AT_ONCE = 1 << 21
_MOST_STEPS = 10_000_000
"""Examples times draws times columns of one interval, for which half a second is enough: a grader waits for it."""
_FEWEST = 500
"""Examples that are drawn from, at least."""

Statistic: TypeAlias = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""What returns a value for each row of weights, (draws, n): how often each example counts. NaN where there is none."""


def draws_of(n: int, columns: int = 1) -> int:
    """Return how often `n` examples are drawn: 1,000 times, and fewer, at least 200, where that would take long."""
    most = _MOST_NUMBERS // n if columns == 1 else _MOST_STEPS // (n * columns)
    return max(FEWEST_DRAWS, min(DRAWS, most))


def weights(n: int, columns: int = 1) -> Iterator[NDArray[np.float64]]:
    """Yield how often each of `n` examples is drawn with replacement, some draws at a time, the same each time."""
    some, left = max(1, _AT_ONCE // n), draws_of(n, columns)
    if some >= left:
        yield _all_at_once(n, left)
        return
    generator = np.random.default_rng(0)
    while left > 0:
        yield _drawn(generator, n, min(left, some))
        left -= some


@lru_cache(maxsize=2)
def _all_at_once(n: int, draws: int) -> NDArray[np.float64]:
    """Return all draws of few examples; a class is measured on the same ones again and again."""
    drawn = _drawn(np.random.default_rng(0), n, draws)
    drawn.flags.writeable = False
    return drawn


def _drawn(generator: np.random.Generator, n: int, draws: int) -> NDArray[np.float64]:
    return np.stack([np.bincount(generator.integers(0, n, n), minlength=n) for _ in range(draws)]).astype(np.float64)


def interval(statistic: Statistic, n: int, value: float, *, columns: int = 1, trials: int = 0) -> tuple[float, float]:
    """Return the bootstrap's 95 % percentile interval (B. Efron, Annals of Statistics 7, 1979); it holds the value.

    Draws that have no value are left out.

    Args:
        statistic: the value by weights.
        n: how many examples there are.
        value: their value.
        columns: how often a draw passes over the examples.
        trials: of a share, the examples that one of it stands for: where it is 0 or 1 in all draws, which have no
            width then, they give it Wilson's interval. 0 for what is no share.
    """
    drawn = np.concatenate([statistic(some) for some in weights(n, columns)])
    drawn = drawn[np.isfinite(drawn)]
    if not len(drawn):
        return value, value
    if trials and value in {0.0, 1.0} and (drawn == value).all():
        return wilson(round(value * trials), trials)
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
        """Return the bootstrap's interval.

        Where 200 draws of all examples would take long, as many are drawn of fewer examples, always the same: an
        interval's width goes with one over the root of their number.
        """
        n, columns, trials = len(targets.values), self.columns(targets), self.trials(targets)
        value, most = self.compute(outputs, targets), max(_FEWEST, _MOST_STEPS // (FEWEST_DRAWS * columns))
        rows = np.arange(n) if columns == 1 else np.sort(np.random.default_rng(0).permutation(n)[:most])
        some = replace(targets, values=targets.values[rows])
        if len(rows) == n or not self.columns(some):
            return interval(self.statistic(outputs, targets), n, value, columns=columns, trials=trials)
        middle, shrink = self.compute(outputs[rows], some), math.sqrt(most / n)
        low, high = interval(self.statistic(outputs[rows], some), most, middle, columns=columns, trials=trials)
        return value - shrink * (middle - low), value + shrink * (high - middle)

    def columns(self, targets: Targets) -> int:  # noqa: ARG002 - of most metrics whatever the targets are
        """Return how often a draw passes over the examples: once for each class that is ranked."""
        return 1

    def trials(self, targets: Targets) -> int:  # noqa: ARG002 - shares need them
        """Return how many examples a share is of, as the rarest of what it is averaged over tells; 0 for no share."""
        return 0

    def baseline(self, targets: Targets) -> float:
        """Return what a guess that does not look at the inputs reaches."""
        raise NotImplementedError

    def decimals(self, targets: Targets) -> int:
        """Return in how many decimals a value is told."""
        raise NotImplementedError
