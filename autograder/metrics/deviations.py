"""Metrics of how far numbers are from their targets: MAE, RMSE, MAPE and R²."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.contracts import Targets
from autograder.i18n import later
from autograder.metrics.accuracy import decimals_of
from autograder.metrics.numbers import decimals_beside, errors, mean_of, numbers_of, varying
from autograder.metrics.resampling import Statistic, Weighted
from autograder.records import OF_TARGETS, SHARE, Direction

LARGEST_SHARE = 10.0
"""An example counts as 1,000 per cent off at most: no label close to zero decides the mean, or can be read off it."""
LEAST_R2 = -1.0
"""An R² below counts as this one: an output far away from everything would tell its target by it."""


class _Error(Weighted):
    """A base for errors in the unit of the targets."""

    unit = OF_TARGETS
    direction = Direction.LOWER

    def _surpassed(self, constant: float, targets: Targets) -> float:
        """Return the error of the better guess: always the same number, or the naive one."""
        return constant if targets.naive is None else min(constant, self.compute(targets.naive, targets))

    def decimals(self, targets: Targets) -> int:
        """Return the decimals of which the baseline has 50 to 500 steps, ten times as many from 5,000 examples on."""
        return decimals_beside(self.baseline(targets), len(targets.values))


class MeanAbsoluteError(_Error):
    """The mean of |output − target|; of several targets, the mean of theirs."""

    name = "mae"
    title = later("mean absolute error")

    def statistic(self, outputs: NDArray[Any], targets: Targets) -> Statistic:
        """Return the mean of the errors."""
        return mean_of(errors(outputs, targets))

    def each(self, outputs: NDArray[Any], targets: Targets) -> NDArray[np.float64]:
        """Return each example's error."""
        return np.asarray(errors(outputs, targets).mean(axis=1))

    def baseline(self, targets: Targets) -> float:
        """Return the error of always giving the median."""
        numbers = varying(targets)
        return self._surpassed(float(np.abs(numbers - np.median(numbers, axis=0)).mean()), targets)


class RootMeanSquaredError(_Error):
    """The root of the mean of (output − target)²; of several targets, the mean of their roots."""

    name = "rmse"
    title = later("RMSE")

    def statistic(self, outputs: NDArray[Any], targets: Targets) -> Statistic:
        """Return the mean over the targets of the root of the mean square."""
        squares = errors(outputs, targets) ** 2
        return lambda weights: np.sqrt(weights @ squares / weights.sum(axis=1, keepdims=True)).mean(axis=1)

    def baseline(self, targets: Targets) -> float:
        """Return the error of always giving the mean: the standard deviation."""
        return self._surpassed(float(varying(targets).std(axis=0).mean()), targets)


class MeanAbsolutePercentageError(Weighted):
    """The mean of |output − target| / |target|, each at most 10; of several targets, the mean of theirs."""

    name = "mape"
    title = later("MAPE")
    unit = SHARE
    direction = Direction.LOWER

    def statistic(self, outputs: NDArray[Any], targets: Targets) -> Statistic:
        """Return the mean of the relative errors."""
        return mean_of(self._shares(errors(outputs, targets), targets))

    def each(self, outputs: NDArray[Any], targets: Targets) -> NDArray[np.float64]:
        """Return each example's relative error."""
        return np.asarray(self._shares(errors(outputs, targets), targets).mean(axis=1))

    def baseline(self, targets: Targets) -> float:
        """Return the error of always giving the best constant: the median, weighted by 1 / |target|."""
        numbers = varying(targets)
        best = [_median(column, 1 / np.abs(column)) for column in _without_zero(numbers).T]
        constant = float(self._shares(np.abs(numbers - best), targets).mean())
        return constant if targets.naive is None else min(constant, self.compute(targets.naive, targets))

    def decimals(self, targets: Targets) -> int:
        """Return 2 under 5,000 examples, else 3."""
        return decimals_of(len(targets.values))

    def _shares(self, found: NDArray[np.float64], targets: Targets) -> NDArray[np.float64]:
        return np.minimum(found / np.abs(_without_zero(numbers_of(targets))), LARGEST_SHARE)


class R2(Weighted):
    """1 − Σ(output − target)² / Σ(target − mean)²; of several targets, the mean of theirs, and −1 at least.

    Of equal targets it is 1 where all outputs are right and 0 elsewhere, as scikit-learn has it.
    """

    name = "r2"
    title = later("R²")
    unit = ""
    direction = Direction.HIGHER

    def statistic(self, outputs: NDArray[Any], targets: Targets) -> Statistic:
        """Return the formula over the sums of squares."""
        squares, numbers = errors(outputs, targets) ** 2, numbers_of(targets)
        centred = numbers - np.median(numbers, axis=0)

        def value(weights: NDArray[np.float64]) -> NDArray[np.float64]:
            total, second = weights @ centred, weights @ centred**2
            spread = second - total**2 / weights.sum(axis=1, keepdims=True)
            missed, differ = weights @ squares, spread > 1e-12 * second
            share = np.where(differ, missed / np.where(differ, spread, 1.0), missed > 0)
            return np.asarray(np.maximum((1 - share).mean(axis=1), LEAST_R2))

        return value

    def baseline(self, targets: Targets) -> float:
        """Return 0, which always giving the mean reaches."""
        varying(targets)
        return 0.0 if targets.naive is None else max(0.0, self.compute(targets.naive, targets))

    def decimals(self, targets: Targets) -> int:
        """Return 2 under 5,000 examples, else 3."""
        return decimals_of(len(targets.values))


def _without_zero(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    zeros = int(np.count_nonzero(numbers == 0))
    if zeros:
        raise ValueError(f"expected targets other than 0, by which errors are divided, found {zeros} that are 0")
    return numbers


def _median(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    order = np.argsort(values)
    passed = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(passed, passed[-1] / 2)])


DEVIATIONS = (MeanAbsoluteError(), RootMeanSquaredError(), MeanAbsolutePercentageError(), R2())
