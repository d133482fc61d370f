"""Show numbers that a network gives beside those that it should give: predicted against true, and the residuals."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from autograder.reports.charts import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    CurveChart,
    Histogram,
    Tick,
    curve_chart,
    histogram,
    nice_ticks,
)
from autograder.reports.text import axis_number

MOST_POINTS = 400
MOST_CHARTS = 4
MOST_STEPS = 200
LARGEST_ERRORS = 5
_BEYOND = 1.0
"""How far beyond the range of the targets a picture reaches for outputs, in that range."""


@dataclass(frozen=True, slots=True)
class Estimated:
    """Numbers that a network gave for examples, beside the right ones. `public` where students may see these.

    Args:
        targets: Finite numbers, (n,) or (n, k).
        outputs: The network's, as many.
        unit: What they are in.
        in_order: Whether they are the steps of a series.
    """

    name: str
    targets: NDArray[np.floating]
    outputs: NDArray[np.floating]
    unit: str
    public: bool
    in_order: bool = False


@dataclass(frozen=True, slots=True)
class Scatter:
    """Points of predicted (upward) against true (to the right), and the ends of the line on which both are equal."""

    points: tuple[tuple[float, float], ...]
    line: tuple[float, float, float, float]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class LargeError:
    """An output that is far from its target."""

    target: float
    output: float


@dataclass(frozen=True, slots=True)
class TargetView:
    """One of the numbers that are learned: `place` counts from 1. `outside` points lie beyond the picture.

    `series` shows both one step after the other, where they are steps.
    """

    place: int
    scatter: Scatter
    residuals: Histogram | None
    errors: tuple[LargeError, ...]
    outside: int
    series: CurveChart | None = None


@dataclass(frozen=True, slots=True)
class NumbersView:
    """What a network gives beside what it should, for each number that is learned; `public` where students see it."""

    name: str
    unit: str
    public: bool
    total: int
    targets: tuple[TargetView, ...]
    several: bool


def numbers_view(estimated: Estimated) -> NumbersView | None:
    """Return the pictures; None where arrays do not fit together or no output is a number."""
    n = len(estimated.targets)
    if n == 0 or estimated.outputs.size != estimated.targets.size or len(estimated.outputs) != n:
        return None
    targets = estimated.targets.reshape(n, -1).astype(np.float64)
    outputs = estimated.outputs.reshape(n, -1).astype(np.float64)
    columns = range(min(targets.shape[1], MOST_CHARTS))
    found = [
        replace(view, series=_series(targets[:, place], outputs[:, place])) if estimated.in_order else view
        for place in columns
        if (view := _target(place + 1, targets[:, place], outputs[:, place]))
    ]
    if not found:
        return None
    several = targets.shape[1] > 1
    return NumbersView(estimated.name, estimated.unit, estimated.public, n, tuple(found), several)


def _target(place: int, targets: NDArray[np.float64], outputs: NDArray[np.float64]) -> TargetView | None:
    finite = np.isfinite(outputs)
    if not finite.any():
        return None
    targets, outputs = targets[finite], outputs[finite]
    span = float(np.ptp(targets)) or abs(float(targets[0])) or 1.0
    low, high = targets.min() - _BEYOND * span, targets.max() + _BEYOND * span
    shown = np.clip(outputs, low, high)
    residuals = np.clip(outputs - targets, -2 * span, 2 * span)
    far = max(float(np.abs(residuals).max()), 1e-9 * span)
    order = np.argsort(-np.abs(outputs - targets), kind="stable")[:LARGEST_ERRORS]
    return TargetView(
        place,
        _scatter(targets, shown),
        histogram(residuals.tolist(), low=-far, high=far, columns=21),
        tuple(LargeError(float(targets[each]), float(outputs[each])) for each in order),
        int(np.count_nonzero(shown != outputs)) + int(np.count_nonzero(~finite)),
    )


def _series(targets: NDArray[np.float64], outputs: NDArray[np.float64]) -> CurveChart | None:
    """Draw the last steps: what was, and what was told."""
    span = float(np.ptp(targets)) or 1.0
    told = np.clip(np.nan_to_num(outputs, nan=np.inf), targets.min() - span, targets.max() + span)
    curves = [("true", targets[-MOST_STEPS:].tolist()), ("predicted", told[-MOST_STEPS:].tolist())]
    return curve_chart("series", curves, best_epoch=None)


def _scatter(targets: NDArray[np.float64], outputs: NDArray[np.float64]) -> Scatter:
    ticks = nice_ticks(float(min(targets.min(), outputs.min())), float(max(targets.max(), outputs.max())))
    low, high = ticks[0], ticks[-1]

    def x(value: float) -> float:
        return round(LEFT + (value - low) / (high - low) * (WIDTH - LEFT - RIGHT), 1)

    def y(value: float) -> float:
        return round(TOP + (high - value) / (high - low) * (HEIGHT - TOP - BOTTOM), 1)

    step = -(-len(targets) // MOST_POINTS)
    points = zip(targets[::step].tolist(), outputs[::step].tolist(), strict=True)
    return Scatter(
        tuple((x(target), y(output)) for target, output in points),
        (x(low), y(low), x(high), y(high)),
        tuple(Tick(x(value), axis_number(value)) for value in ticks),
        tuple(Tick(y(value), axis_number(value)) for value in ticks),
    )
