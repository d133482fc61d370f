"""Numbers that a network gives beside the right ones."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.reports.numbers import Estimated, numbers_view

TARGETS = np.linspace(10.0, 90.0, 81)


def view(outputs: object, targets: object = TARGETS):
    return numbers_view(Estimated("houses", np.asarray(targets), np.asarray(outputs, float), "€", public=True))


def test_right_numbers_lie_on_the_line() -> None:
    (target,) = view(TARGETS[:, None]).targets
    left, bottom, right, top = target.scatter.line
    slope = (top - bottom) / (right - left)
    assert all(abs(bottom + slope * (x - left) - y) < 0.2 for x, y in target.scatter.points)
    assert (target.outside, target.errors[0].target) == (0, target.errors[0].output)


def test_what_is_far_away_or_no_number_is_counted_and_not_drawn() -> None:
    outputs = TARGETS.copy()
    outputs[:3] = [1e30, -1e30, np.nan]
    (target,) = view(outputs).targets
    assert target.outside == 3
    assert all(0 <= x <= 340 and 0 <= y <= 210 for x, y in target.scatter.points)
    assert abs(target.errors[0].output) == 1e30


def test_each_of_several_numbers_has_its_picture() -> None:
    rows = np.stack([TARGETS, 1000 * TARGETS], axis=1)
    found = view(rows, rows)
    assert (found.several, [target.place for target in found.targets]) == (True, [1, 2])
    assert max(len(tick.label) for tick in found.targets[1].scatter.y_ticks) <= 7


@pytest.mark.parametrize("outputs", [np.zeros((81, 3)), np.zeros(80), np.full(81, np.nan), np.full(81, np.inf)])
def test_there_is_none_where_nothing_fits(outputs: object) -> None:
    assert view(outputs) is None


def test_equal_numbers_and_many_are_drawn() -> None:
    assert view(np.full(81, 50.0)) is not None
    assert view(np.full(81, 0.0), np.full(81, 7.0)) is not None
    many = np.linspace(0, 1, 100_000)
    assert len(view(many, many).targets[0].scatter.points) <= 400
