"""What every metric must keep: all that are installed, or the one that `METRIC=name` names."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from autograder.metrics import METRICS, Direction, Metric, Targets, counted, credit, find_metric, measure, public

NAMES = (os.environ["METRIC"],) if "METRIC" in os.environ else METRICS.names()
N = 600


@dataclass(frozen=True)
class Task:
    """Targets, and outputs for them of which about a share is right."""

    targets: Targets
    outputs: Callable[[Targets, float, int], NDArray[np.float64]]


def probabilities(targets: Targets, right: float, seed: int) -> NDArray[np.float64]:
    generator, classes = np.random.default_rng(seed), targets.classes
    wrong = (targets.values + generator.integers(1, classes, len(targets.values))) % classes
    named = np.where(generator.random(len(targets.values)) < right, targets.values, wrong)
    return 0.9 * np.eye(classes)[named] + 0.1 / classes


def first_few(targets: Targets, right: float, seed: int) -> NDArray[np.float64]:
    """Return probabilities that give the label a place among the first, or the last."""
    generator = np.random.default_rng(seed)
    scores = generator.random((len(targets.values), targets.classes))
    is_right = generator.random(len(targets.values)) < right
    scores[np.arange(len(scores)), targets.values] = np.where(is_right, 2, -1)
    raised = np.exp(scores)
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def numbers(targets: Targets, right: float, seed: int) -> NDArray[np.float64]:
    """Return numbers that are off by less where more is right, in a tenth of the range where little is."""
    noise = np.random.default_rng(seed).normal(0, 0.3, targets.values.shape)
    return np.asarray(targets.values * (1 + (1 - right) * noise))


def labels(*shares: float) -> Targets:
    return Targets(np.repeat(np.arange(len(shares)), [round(N * share) for share in shares]), len(shares))


TASKS = (
    Task(labels(0.4, 0.3, 0.2, 0.1), probabilities),
    Task(labels(0.7, 0.3), probabilities),
    Task(labels(0.2, 0.2, *(0.1,) * 6), first_few),
    Task(Targets(np.random.default_rng(5).uniform(20, 320, N), unit="kg"), numbers),
)


@pytest.fixture(params=NAMES)
def metric(request: pytest.FixtureRequest) -> Metric:
    return find_metric(request.param)


@pytest.fixture
def task(metric: Metric) -> Task:
    """Return the first task of which the metric says what a guess reaches."""
    for each in TASKS:
        try:
            metric.baseline(each.targets)
        except ValueError:
            continue
        return each
    pytest.fail("expected a metric that reads one of the tasks")


def better(metric: Metric, one: float, other: float) -> bool:
    return one > other if metric.direction is Direction.HIGHER else one < other


def test_it_has_the_name_by_which_it_is_found(metric: Metric, request: pytest.FixtureRequest) -> None:
    assert metric.name == request.node.callspec.params["metric"]
    assert metric.title == metric.title.strip() != ""


def test_what_is_more_often_right_is_better_and_a_guess_is_the_baseline(metric: Metric, task: Task) -> None:
    targets = task.targets
    low, high, all_right = (metric.compute(task.outputs(targets, share, 0), targets) for share in (0.3, 0.9, 1.0))
    assert better(metric, high, low)
    assert better(metric, all_right, high)
    assert better(metric, all_right, metric.baseline(targets))
    assert all(map(math.isfinite, (low, high, all_right, metric.baseline(targets))))


def test_targets_of_another_kind_are_refused_with_what_is_expected(metric: Metric, task: Task) -> None:
    other = Task(labels(0.5, 0.5), probabilities) if task is TASKS[-1] else TASKS[-1]
    for ask in (metric.baseline, lambda targets: metric.compute(task.outputs(task.targets, 0.5, 0), targets)):
        with pytest.raises(ValueError, match="expected"):
            ask(other.targets)


def test_the_order_of_the_examples_does_not_matter(metric: Metric, task: Task) -> None:
    outputs, order = task.outputs(task.targets, 0.7, 0), np.random.default_rng(1).permutation(N)
    moved = Targets(task.targets.values[order], task.targets.classes)
    assert metric.compute(outputs[order], moved) == pytest.approx(metric.compute(outputs, task.targets))


def test_equal_arguments_give_equal_answers_and_are_left_as_they_are(metric: Metric, task: Task) -> None:
    outputs, targets = task.outputs(task.targets, 0.7, 0), task.targets
    kept = outputs.copy(), targets.values.copy()
    assert measure(metric, outputs, targets, bar=0.5) == measure(metric, outputs, targets, bar=0.5)
    np.testing.assert_array_equal(outputs, kept[0])
    np.testing.assert_array_equal(targets.values, kept[1])


@pytest.mark.parametrize("right", [0.0, 0.97])
def test_the_interval_holds_the_value_and_is_narrower_for_more_examples(
    metric: Metric, task: Task, right: float
) -> None:
    outputs, targets = task.outputs(task.targets, right, 0), task.targets
    low, high = metric.interval(outputs, targets)
    assert -math.inf < low <= metric.compute(outputs, targets) <= high < math.inf
    many = Targets(np.tile(targets.values, 4), targets.classes)
    wide, narrow = high - low, np.ptp(metric.interval(np.concatenate([outputs] * 4), many))
    assert narrow < wide or wide < 1e-9


def test_one_number_for_each_example_has_the_value_as_its_mean(metric: Metric, task: Task) -> None:
    outputs = task.outputs(task.targets, 0.7, 0)
    each = metric.each(outputs, task.targets)
    assert each is None or float(np.mean(each)) == pytest.approx(metric.compute(outputs, task.targets))


@pytest.mark.parametrize("right", [0.7, 0.0])
@pytest.mark.parametrize("lost", [np.nan, np.inf, -np.inf])
def test_rows_that_are_no_numbers_make_nothing_better(metric: Metric, task: Task, lost: float, right: float) -> None:
    outputs = task.outputs(task.targets, right, 0)
    damaged = outputs.copy()
    damaged[::3] = lost
    value = metric.compute(damaged, task.targets)
    assert math.isfinite(value)
    assert not better(metric, value, metric.compute(outputs, task.targets))


@pytest.mark.parametrize("number", [np.nan, -np.inf, 1e300, -1e38])
def test_numbers_without_sense_give_a_finite_value_no_better_than_a_guess(
    metric: Metric, task: Task, number: float
) -> None:
    outputs = np.full_like(task.outputs(task.targets, 0.5, 0), number)
    found = measure(metric, outputs, task.targets)
    assert found is not None
    assert all(map(math.isfinite, (found.value, found.told, *found.interval)))
    assert not better(metric, found.value, metric.baseline(task.targets) + 1e-9 * abs(found.value))


@pytest.mark.parametrize("shape", [(5,), (2, 4), (0,)])
def test_outputs_of_another_shape_are_refused(metric: Metric, task: Task, shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="expected"):
        metric.compute(np.zeros((N, *shape)), task.targets)
    assert measure(metric, np.zeros((N, *shape)), task.targets) is None


def test_what_is_told_has_so_few_values_that_little_is_read_off_one(metric: Metric, task: Task) -> None:
    for times, most in ((1, 500), (10, 5_000)):
        targets = Targets(np.tile(task.targets.values, times), task.targets.classes)
        best = metric.compute(task.outputs(targets, 1.0, 0), targets)
        assert abs(best - metric.baseline(targets)) <= most * 10.0 ** -metric.decimals(targets)


@pytest.mark.parametrize("right", [0.2, 0.6, 0.9, 0.99])
def test_what_is_told_and_earned_stands_on_the_same_side_of_the_bar(metric: Metric, task: Task, right: float) -> None:
    targets = task.targets
    bar = metric.compute(task.outputs(targets, 0.9, 1), targets)
    found = measure(metric, task.outputs(targets, right, 0), targets, bar=bar)
    assert found is not None
    assert found.baseline is not None
    told = public(found)
    assert told.reached == found.reached
    assert told.value == found.told == round(found.told, found.decimals)
    assert told.interval[0] <= told.value <= told.interval[1]
    earned = credit(counted(found), bar=bar, baseline=found.baseline, direction=found.direction)
    assert 0 <= earned <= 1
    assert (earned == 1) == found.reached
