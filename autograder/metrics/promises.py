"""What a metric that a course brings must keep, tried on its own data when it is loaded."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.contracts import Metric, Targets
from autograder.records import Direction

_EXAMPLES = 300
_CLOSE = 1e-6
Outputs = NDArray[np.float64]


def broken_promise(metric: Metric, targets: Targets) -> str:
    """Return the first promise of `contracts.Metric` that a metric breaks on some of these targets, "" for none."""
    some, right = _some(targets)
    for promise in _PROMISES:
        try:
            with np.errstate(all="ignore"):
                problem = next(promise(metric, some, right), "")
        except Exception as error:  # noqa: BLE001 - whatever the course's code raises is what is told
            problem = f"{promise.__name__.strip('_').replace('_', ' ')}: {type(error).__name__}: {error}"
        if problem:
            return problem
    return ""


def _some(targets: Targets) -> tuple[Targets, Outputs]:
    """Return up to 300 of the examples, and outputs that are right about them."""
    rows = np.random.default_rng(0).permutation(len(targets.values))[:_EXAMPLES]
    values = targets.values[rows]
    if not targets.classes:
        right = values.astype(np.float64)
    elif values.ndim == 1:
        right = 0.9 * np.eye(targets.classes)[values] + 0.1 / targets.classes
    else:
        right = np.where(values > 0, 0.95, 0.05)
    return replace(targets, values=values), right


def _mixed(right: Outputs) -> Outputs:
    """Return outputs of which some are another example's."""
    random = np.random.default_rng(1)
    return np.where(
        random.random(len(right)).reshape(-1, *[1] * (right.ndim - 1)) < 0.5, right, random.permutation(right)
    )


def _better(metric: Metric, one: float, other: float) -> bool:
    return one > other if metric.direction is Direction.HIGHER else one < other


def _values(metric: Metric, targets: Targets, right: Outputs) -> Iterator[str]:
    best, less, guess = metric.compute(right, targets), metric.compute(_mixed(right), targets), metric.baseline(targets)
    for what, value in (("compute", best), ("compute", less), ("baseline", guess)):
        if not math.isfinite(value):
            yield f"expected a finite number of {what}, found {value}"
    for what, value in (("outputs of which half are another example's", less), ("a guess, its baseline,", guess)):
        if not _better(metric, best, value):
            yield (
                f"expected right outputs to be better than {what} where {metric.direction} is better, "
                f"found {best:g} and {value:g}"
            )


def _repetition(metric: Metric, targets: Targets, right: Outputs) -> Iterator[str]:
    outputs, order = _mixed(right), np.random.default_rng(2).permutation(len(right))
    kept, labels = outputs.copy(), targets.values.copy()
    value = metric.compute(outputs, targets)
    if metric.compute(outputs, targets) != value or metric.interval(outputs, targets) != metric.interval(
        outputs, targets
    ):
        yield "expected equal answers to equal arguments, found different ones: draw with a seed of its own"
    if not (np.array_equal(outputs, kept) and np.array_equal(targets.values, labels)):
        yield "expected outputs and targets to be left as they are, found them changed"
    moved = metric.compute(outputs[order], replace(targets, values=targets.values[order]))
    if not math.isclose(moved, value, rel_tol=_CLOSE, abs_tol=_CLOSE):
        yield f"expected the same value whatever the order of the examples, found {value:g} and {moved:g}"


def _intervals(metric: Metric, targets: Targets, right: Outputs) -> Iterator[str]:
    outputs = _mixed(right)
    (low, high), value = metric.interval(outputs, targets), metric.compute(outputs, targets)
    if not -math.inf < low <= value <= high < math.inf:
        yield f"expected an interval around the value, found {low:g} to {high:g} around {value:g}"
    each = metric.each(outputs, targets)
    if each is not None and not math.isclose(float(np.mean(each)), value, rel_tol=_CLOSE, abs_tol=_CLOSE):
        yield f"expected numbers of each whose mean is the value, found {float(np.mean(each)):g} and {value:g}"


def _steps(metric: Metric, targets: Targets, _right: Outputs) -> Iterator[str]:
    decimals: Any = metric.decimals(targets)
    if not isinstance(decimals, int) or abs(decimals) > 15:
        yield f"expected a whole number of decimals, from −15 to 15, found {decimals!r}"


def _damage(metric: Metric, targets: Targets, right: Outputs) -> Iterator[str]:
    outputs = _mixed(right)
    for lost in (np.nan, np.inf, -np.inf):
        damaged = outputs.copy()
        damaged[::3] = lost
        value = metric.compute(damaged, targets)
        if not math.isfinite(value) or _better(metric, value, metric.compute(outputs, targets)):
            yield f"expected a finite value that {lost} in a third of the outputs makes no better, found {value:g}"


def _shapes(metric: Metric, targets: Targets, right: Outputs) -> Iterator[str]:
    for shape in ((len(right), 2, 4), (len(right), max(2, targets.classes) + 3)):
        try:
            value = metric.compute(np.zeros(shape), targets)
        except ValueError:
            continue
        yield f"expected a ValueError for outputs of shape {shape}, found {value!r}"


_PROMISES: tuple[Callable[[Metric, Targets, Outputs], Iterator[str]], ...] = (
    _values, _repetition, _intervals, _steps, _damage, _shapes,
)  # fmt: skip
