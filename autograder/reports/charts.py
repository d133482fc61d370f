"""The geometry of the pages' charts. Templates turn it into SVG, so nothing here is markup.

Coordinates are in the units of an SVG's view box, y downward.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from autograder.records import SHARE, Direction, Measurement
from autograder.reports.text import axis_number, number, quantity

WIDTH, HEIGHT = 340.0, 210.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 12.0, 14.0, 34.0
MAX_POINTS = 400
LARGEST = 1e30
"""Numbers beyond this are drawn as what is no number: training had diverged long before."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled place on an axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve: its name, the points of its unbroken stretches ("x,y x,y …"), and where it ends."""

    name: str
    stretches: tuple[str, ...]
    end: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class CurveChart:
    """Curves over epochs. `best` is the x of the best epoch."""

    quantity: str
    lines: tuple[Curve, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    best: float | None


@dataclass(frozen=True, slots=True)
class ScaleChart:
    """A measurement with its interval against a bar, on one horizontal scale."""

    value: float
    low: float
    high: float
    bar: float
    ticks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class Bin:
    """A column of a histogram with the range that it counts."""

    x: float
    y: float
    width: float
    height: float
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Histogram:
    """How values are distributed; `mark` is the x of a line drawn across (a bar, a median)."""

    bins: tuple[Bin, ...]
    x_ticks: tuple[Tick, ...]
    most: int
    mark: float | None = None


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """A count of a confusion matrix; `shade` from 0 (none) to 9 (the whole row)."""

    count: int
    shade: int
    diagonal: bool


@dataclass(frozen=True, slots=True)
class Matrix:
    """A confusion matrix: a row for each true class, a column for each predicted one."""

    names: tuple[str, ...]
    rows: tuple[tuple[MatrixCell, ...], ...]


def curve_chart(
    quantity: str, curves: Sequence[tuple[str, Sequence[float]]], *, best_epoch: int | None
) -> CurveChart | None:
    """Lay out curves of one quantity over epochs; None where no value is finite.

    Args:
        quantity: What the curves show.
        curves: A name and one number an epoch for each curve.
        best_epoch: The epoch (from 1) to mark.
    """
    finite = [value for _, values in curves for value in values if drawable(value)]
    if not finite:
        return None
    epochs = max(len(values) for _, values in curves)
    ticks = nice_ticks(min(finite), max(finite))
    low, high = min(ticks[0], *finite), max(ticks[-1], *finite)

    def x(epoch: float) -> float:
        share = (epoch - 1) / (epochs - 1) if epochs > 1 else 0.5
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def y(value: float) -> float:
        return round(TOP + (high - value) / (high - low) * (HEIGHT - TOP - BOTTOM), 1)

    return CurveChart(
        quantity,
        tuple(_line(name, values, x, y) for name, values in curves if values),
        tuple(Tick(x(epoch), str(epoch)) for epoch in _epoch_ticks(epochs)),
        tuple(Tick(y(value), axis_number(value)) for value in ticks),
        x(best_epoch) if best_epoch is not None and best_epoch <= epochs else None,
    )


def drawable(value: float) -> bool:
    """Tell whether a value has a place on an axis."""
    return abs(value) <= LARGEST


def _line(name: str, values: Sequence[float], x: Callable[[float], float], y: Callable[[float], float]) -> Curve:
    step = max(1, math.ceil(len(values) / MAX_POINTS))
    kept = [index for index in range(len(values)) if index % step == 0 or index == len(values) - 1]
    stretches: list[list[str]] = [[]]
    end: tuple[float, float] | None = None
    for index in kept:
        if drawable(values[index]):
            end = (x(index + 1), y(values[index]))
            stretches[-1].append(f"{end[0]:g},{end[1]:g}")
        elif stretches[-1]:
            stretches.append([])
    return Curve(name, tuple(" ".join(part) for part in stretches if part), end)


def _epoch_ticks(epochs: int) -> list[int]:
    if epochs <= 6:
        return list(range(1, epochs + 1))
    ticks = [int(tick) for tick in nice_ticks(0, epochs) if 1 < tick <= epochs]
    return [1, *ticks]


def nice_ticks(low: float, high: float, *, about: int = 4) -> list[float]:
    """Return evenly spaced round numbers that cover a range (0.1, 0.2, 0.5 and their decades apart)."""
    span = high - low
    if span <= max(abs(low), abs(high)) * 1e-9 or span < 1e-12:
        margin = abs(low) * 0.1 if abs(low) > 1e-6 else 0.5
        return [low - margin, low + margin]
    raw = span / about
    power = 10.0 ** math.floor(math.log10(raw))
    step = next((factor * power for factor in (1, 2, 5) if factor * power >= raw), 10 * power)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(index * step, 12) for index in range(first, last + 1)]


def scale_chart(found: Measurement, *, width: float = 400.0) -> ScaleChart:
    """Lay out a measurement, its interval and its bar on a scale: of a share that is better higher, up to 100%."""
    bar = found.value if found.bar is None else found.bar
    whole = found.unit == SHARE and found.direction is Direction.HIGHER
    marks = _up_to_all(min(found.interval[0], bar, found.value)) if whole else _around((*found.interval, bar))
    start, end = (marks.start, 1.0) if whole else (marks.at[0], marks.at[-1])
    left, right = 20.0, width - 20.0

    def x(value: float) -> float:
        return round(left + (min(max(value, start), end) - start) / (end - start or 1.0) * (right - left), 1)

    unit = SHARE if found.unit == SHARE else ""
    ticks = tuple(Tick(x(mark), quantity(mark, unit)) for mark in marks.at)
    return ScaleChart(x(found.value), x(found.interval[0]), x(found.interval[1]), x(bar), ticks)


class _Marks(NamedTuple):
    """Where a scale begins, and the values that it marks, from left to right."""

    start: float
    at: tuple[float, ...]


def _up_to_all(lowest: float) -> _Marks:
    start = max(0.0, math.floor((lowest - 0.02) * 20) / 20)
    step = next(step for step in (0.01, 0.02, 0.05, 0.1, 0.2) if (1.0 - start) / step <= 6 or step == 0.2)
    marks = [1.0 - index * step for index in range(int((1.0 - start) / step + 1e-9) + 1)]
    return _Marks(start, tuple(reversed(marks)))


def _around(values: Sequence[float]) -> _Marks:
    ticks = nice_ticks(min(values), max(values))
    return _Marks(ticks[0], tuple(ticks))


def histogram(
    values: Sequence[float], *, low: float, high: float, columns: int, mark: float | None = None, suffix: str = ""
) -> Histogram | None:
    """Count values in equal columns from `low` to `high`; values outside count in the outermost column."""
    finite = [value for value in values if drawable(value)]
    if not finite or high <= low:
        return None
    counts = Counter(min(columns - 1, max(0, int((value - low) / (high - low) * columns))) for value in finite)
    most = max(counts.values())
    wide = (WIDTH - LEFT - RIGHT) / columns
    tall = HEIGHT - TOP - BOTTOM
    step = (high - low) / columns
    digits = max(2, 1 - math.floor(math.log10(step)))
    bins = tuple(
        Bin(
            round(LEFT + index * wide + 1, 2),
            round(TOP + tall * (1 - counts[index] / most), 2),
            round(wide - 2, 2),
            round(tall * counts[index] / most, 2),
            f"{number(low + index * step, digits)}–{number(low + (index + 1) * step, digits)}{suffix}",
            counts[index],
        )
        for index in range(columns)
    )
    middle = (low + high) / 2
    ticks = tuple(
        Tick(round(LEFT + share * (WIDTH - LEFT - RIGHT), 1), number(value, digits - 1) + suffix)
        for share, value in ((0.0, low), (0.5, middle), (1.0, high))
    )
    at = None if mark is None else round(LEFT + (mark - low) / (high - low) * (WIDTH - LEFT - RIGHT), 1)
    return Histogram(bins, ticks, most, at)


def confusion(labels: NDArray[np.integer], predicted: NDArray[np.integer], names: Sequence[str]) -> Matrix:
    """Count predictions by true class.

    Args:
        labels: True classes, (n,).
        predicted: Predicted classes, (n,), each below the number of names.
        names: The classes' names.
    """
    size = len(names)
    counts = np.bincount(labels * size + predicted, minlength=size * size).reshape(size, size)
    totals = counts.sum(axis=1)
    rows = tuple(
        tuple(
            MatrixCell(int(count), math.ceil(9 * count / totals[row]) if totals[row] else 0, row == column)
            for column, count in enumerate(counts[row])
        )
        for row in range(size)
    )
    return Matrix(tuple(names), rows)
