"""What every metric must keep: all that are installed, or the one that `METRIC=name` names."""

from __future__ import annotations

import math
import os

import numpy as np
import pytest
from numpy.typing import NDArray

from autograder.metrics import METRICS, Direction, Metric, Targets, counted, credit, measure, public

NAMES = (os.environ["METRIC"],) if "METRIC" in os.environ else METRICS.names()
CLASSES, N = 4, 600


@pytest.fixture(params=NAMES)
def metric(request: pytest.FixtureRequest) -> Metric:
    return METRICS.find(request.param)


@pytest.fixture
def targets() -> Targets:
    shares = (0.4, 0.3, 0.2, 0.1)
    return Targets(np.repeat(np.arange(CLASSES), [int(N * share) for share in shares]), CLASSES)


def outputs_of(targets: Targets, right: float, seed: int = 0) -> NDArray[np.float32]:
    """Return probabilities of which about a share names the label."""
    generator = np.random.default_rng(seed)
    wrong = (targets.values + generator.integers(1, CLASSES, len(targets.values))) % CLASSES
    named = np.where(generator.random(len(targets.values)) < right, targets.values, wrong)
    return (0.9 * np.eye(CLASSES)[named] + 0.1 / CLASSES).astype(np.float32)


def better(metric: Metric, one: float, other: float) -> bool:
    return one > other if metric.direction is Direction.HIGHER else one < other


def test_it_has_the_name_by_which_it_is_found(metric: Metric, request: pytest.FixtureRequest) -> None:
    assert metric.name == request.node.callspec.params["metric"]
    assert metric.title == metric.title.strip() != ""


def test_what_names_more_labels_is_better_and_a_guess_is_the_baseline(metric: Metric, targets: Targets) -> None:
    low, high, all_right = (metric.compute(outputs_of(targets, share), targets) for share in (0.3, 0.9, 1.0))
    assert better(metric, high, low)
    assert better(metric, all_right, high)
    assert better(metric, all_right, metric.baseline(targets))
    assert all(map(math.isfinite, (low, high, all_right, metric.baseline(targets))))


def test_the_order_of_the_examples_does_not_matter(metric: Metric, targets: Targets) -> None:
    outputs, order = outputs_of(targets, 0.7), np.random.default_rng(1).permutation(N)
    value = metric.compute(outputs, targets)
    assert metric.compute(outputs[order], Targets(targets.values[order], CLASSES)) == pytest.approx(value)


def test_equal_arguments_give_equal_answers_and_are_left_as_they_are(metric: Metric, targets: Targets) -> None:
    outputs = outputs_of(targets, 0.7)
    kept = outputs.copy(), targets.values.copy()
    assert measure(metric, outputs, targets, bar=0.5) == measure(metric, outputs, targets, bar=0.5)
    np.testing.assert_array_equal(outputs, kept[0])
    np.testing.assert_array_equal(targets.values, kept[1])


@pytest.mark.parametrize("right", [0.0, 0.5, 0.97, 1.0])
def test_the_interval_holds_the_value_and_is_narrower_for_more_examples(
    metric: Metric, targets: Targets, right: float
) -> None:
    outputs = outputs_of(targets, right)
    low, high = metric.interval(outputs, targets)
    assert -math.inf < low <= metric.compute(outputs, targets) <= high < math.inf
    many = Targets(np.tile(targets.values, 9), CLASSES)
    wide, narrow = high - low, np.ptp(metric.interval(np.tile(outputs, (9, 1)), many))
    assert narrow < wide or wide < 1e-9


def test_one_number_for_each_example_has_the_value_as_its_mean(metric: Metric, targets: Targets) -> None:
    outputs = outputs_of(targets, 0.7)
    each = metric.each(outputs, targets)
    assert each is None or float(np.mean(each)) == pytest.approx(metric.compute(outputs, targets))


def test_rows_that_are_no_numbers_make_nothing_better(metric: Metric, targets: Targets) -> None:
    outputs = outputs_of(targets, 0.7)
    value = metric.compute(outputs, targets)
    for lost in (np.nan, np.inf, -np.inf):
        damaged = outputs.copy()
        damaged[::3] = lost
        assert not better(metric, metric.compute(damaged, targets), value)


@pytest.mark.parametrize("shape", [(N, CLASSES + 1), (N, 2, CLASSES), (N, 1)])
def test_outputs_of_another_shape_are_refused(metric: Metric, targets: Targets, shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="expected"):
        metric.compute(np.zeros(shape), targets)
    assert measure(metric, np.zeros(shape), targets) is None


def test_one_example_changes_what_is_told_by_a_fifth_of_a_step_at_most(metric: Metric, targets: Targets) -> None:
    outputs, step = outputs_of(targets, 0.7), 10.0 ** -metric.decimals(targets)
    value = metric.compute(outputs, targets)
    for row in range(0, N, 7):
        changed = outputs.copy()
        changed[row] = np.eye(CLASSES)[(targets.values[row] + row % 2) % CLASSES]
        assert abs(metric.compute(changed, targets) - value) <= step / 5 + 1e-9


@pytest.mark.parametrize("right", [0.2, 0.6, 0.9, 0.99])
def test_what_is_told_and_earned_stands_on_the_same_side_of_the_bar(
    metric: Metric, targets: Targets, right: float
) -> None:
    bar = metric.compute(outputs_of(targets, 0.9, seed=1), targets)
    found = measure(metric, outputs_of(targets, right), targets, bar=bar)
    assert found is not None
    assert found.baseline is not None
    told = public(found)
    assert told.reached == found.reached
    assert told.value == found.told == round(found.told, found.decimals)
    assert told.interval[0] <= told.value <= told.interval[1]
    earned = credit(counted(found), bar=bar, baseline=found.baseline, direction=found.direction)
    assert 0 <= earned <= 1
    assert (earned == 1) == found.reached
