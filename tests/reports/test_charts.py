from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autograder.reports.charts import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    confusion,
    curve_chart,
    drawable,
    histogram,
    nice_ticks,
    scale_chart,
)
from tests.metrics.examples import accuracy

NUMBERS = st.floats(allow_nan=True, allow_infinity=True)


@given(st.lists(NUMBERS, max_size=30), st.lists(NUMBERS, max_size=30))
@example([1e308, -1e308], [1e30, -1e30])
def test_every_point_of_a_curve_lies_inside_its_axes(training, validation):
    chart = curve_chart("loss", [("training", training), ("validation", validation)], best_epoch=1)
    assert (chart is None) == (not any(map(drawable, [*training, *validation])))
    for line in chart.lines if chart else ():
        for point in " ".join(line.stretches).split():
            x, y = map(float, point.split(","))
            assert LEFT <= x <= WIDTH - RIGHT
            assert TOP <= y <= HEIGHT - BOTTOM


def test_a_curve_is_broken_where_a_value_is_no_number():
    chart = curve_chart("loss", [("training", [3.0, 2.0, math.nan, 1.0])], best_epoch=None)
    assert [len(part.split()) for part in chart.lines[0].stretches] == [2, 1]


def test_a_long_curve_keeps_its_last_value():
    chart = curve_chart("loss", [("training", [1.0] * 5_000 + [7.0])], best_epoch=None)
    assert len(chart.lines[0].stretches[0].split()) < 500
    heights = [float(point.split(",")[1]) for point in chart.lines[0].stretches[0].split()]
    assert chart.lines[0].end == (WIDTH - RIGHT, min(heights))
    assert min(heights) < max(heights)


@given(st.floats(-1e12, 1e12), st.floats(0, 1e12))
def test_ticks_cover_the_range_and_are_few(low, span):
    ticks = nice_ticks(low, low + span)
    assert 2 <= len(ticks) <= 9
    assert ticks == sorted(ticks)
    margin = 1e-6 * max(1.0, span)
    assert ticks[0] <= low + margin
    assert ticks[-1] >= low + span - margin


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_a_scale_orders_value_interval_and_bar_as_their_numbers(value, other, bar):
    low, high = sorted((value, other))
    chart = scale_chart(accuracy(value, 100, (low, high), bar))
    assert chart.low <= chart.value <= chart.high
    assert (chart.value < chart.bar) <= (value < bar)
    assert all(0 <= tick.at <= 400 for tick in chart.ticks)


@given(st.lists(st.floats(-50, 150), max_size=50))
def test_a_histogram_counts_every_value_once(values):
    chart = histogram(values, low=0, high=100, columns=20)
    assert sum(column.count for column in chart.bins) == len(values) if values else chart is None


def test_a_full_score_stands_in_the_last_column():
    assert histogram([100.0], low=0, high=100, columns=20).bins[-1].count == 1


def test_a_confusion_matrix_has_a_row_for_each_true_class():
    matrix = confusion(np.array([0, 0, 1, 2]), np.array([0, 1, 1, 2]), ("a", "b", "c"))
    assert [[cell.count for cell in row] for row in matrix.rows] == [[1, 1, 0], [0, 1, 0], [0, 0, 1]]
    assert [row[place].diagonal for place, row in enumerate(matrix.rows)] == [True] * 3


@pytest.mark.parametrize(("count", "shade"), [(0, 0), (1, 1), (100, 9)])
def test_a_shade_tells_even_one_image_from_none(count, shade):
    labels = np.zeros(100, int)
    predicted = np.array([1] * count + [0] * (100 - count))
    assert confusion(labels, predicted, ("a", "b")).rows[0][1].shade == shade
