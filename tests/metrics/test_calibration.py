"""The bar: an equal network falls below it no more often than stated."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.metrics import ACCURACY, Targets, find_metric, measure
from autograder.metrics.calibration import Bar, Sampling, sampling, sampling_of_share
from autograder.metrics.calibration import calibrate as set_bar
from autograder.records import Direction, Measurement

COUNTS = (
    *(521, 524, 526, 528, 523, 524, 526, 525, 527, 524, 525, 531, 526, 531, 527, 528, 519, 531, 528, 530),
    *(528, 526, 520, 525, 526, 523, 530, 526, 525, 525, 521, 531, 524, 526, 529, 525, 524, 528, 523, 526),
    *(524, 525, 527, 526, 530, 528, 523, 527, 523, 524, 524, 527, 531, 524, 525, 528, 525, 526, 527, 527),
    *(526, 523, 525, 523, 527, 527, 526, 524, 525, 526, 523, 528, 527, 523, 529, 524, 524, 522, 527, 528),
)
"""Images of 540 that the course's digits network named right, trained with seeds 0 to 79 (100 epochs, one thread)."""


def calibrate(accuracies: Sequence[float], n: int, false_fail: float) -> Bar:
    return set_bar(accuracies, sampling_of_share(accuracies, n), false_fail)


DIGITS = tuple(count / 540 for count in COUNTS[:4])


def false_fails(seeds: int, false_fail: float, *, tail: float = np.inf, rounds: int = 4000) -> float:
    """Return how often one more draw falls below the bar; `tail` is the t distribution's degrees of freedom."""
    random = np.random.default_rng(seeds)
    noise = (
        random.standard_t(tail, (rounds, seeds + 1)) if np.isfinite(tail) else random.normal(size=(rounds, seeds + 1))
    )
    accuracies = np.clip(np.round((0.972 + 0.005 * noise) * 540) / 540, 0, 1)
    return float(np.mean([row[-1] < calibrate(row[:-1].tolist(), 540, false_fail).value for row in accuracies]))


@pytest.mark.parametrize("seeds", [4, 10, 20])
@pytest.mark.parametrize("false_fail", [0.05, 0.01])
def test_an_equal_network_falls_below_no_more_often_than_stated(seeds: int, false_fail: float) -> None:
    assert false_fails(seeds, false_fail) <= false_fail


def test_heavier_tails_than_assumed_cost_little() -> None:
    assert false_fails(20, 0.01, tail=4) <= 0.015


@pytest.mark.parametrize("seeds", [5, 10, 20, 40])
@pytest.mark.parametrize("false_fail", [0.05, 0.01, 0.001])
def test_further_seeds_of_the_digits_network_fall_below_no_more_often_than_stated(
    seeds: int, false_fail: float
) -> None:
    random = np.random.default_rng(seeds)
    shares = []
    for _round in range(300):
        accuracies = random.permutation(COUNTS) / 540
        bar = calibrate(accuracies[:seeds].tolist(), 540, false_fail)
        shares.append(float(np.mean(accuracies[seeds:] < bar.value)))
    assert np.mean(shares) <= false_fail


def test_the_bar_of_the_digits_network_stands_well_above_a_worse_one() -> None:
    bar = calibrate([count / 540 for count in COUNTS[:20]], 540, 0.001)
    assert 0.945 <= bar.value <= 0.955
    assert bar.mean == pytest.approx(0.974, abs=0.001)


def test_few_seeds_give_a_lower_bar_not_a_bolder_claim() -> None:
    four, many = calibrate(DIGITS, 540, 0.001), calibrate(DIGITS * 5, 540, 0.001)
    assert four.value < many.value
    assert four.false_fail <= 0.001


def test_seeds_that_agree_by_luck_keep_the_margin_of_the_images() -> None:
    bar = calibrate([0.97] * 10, 540, 0.001)
    assert bar.value < 0.95
    assert bar.false_fail == 0.001


@given(st.lists(st.integers(0, 540), min_size=3, max_size=20), st.sampled_from([0.05, 0.01, 0.001]))
def test_the_bar_is_a_whole_image_at_most_the_mean_and_states_at_most_what_was_asked(
    counts: list[int], false_fail: float
) -> None:
    bar = calibrate([count / 540 for count in counts], 540, false_fail)
    assert bar.value <= bar.mean + 1e-9
    assert bar.value * 540 == pytest.approx(round(bar.value * 540))
    assert 0 <= bar.false_fail <= false_fail


@given(st.lists(st.floats(0.5, 1), min_size=3, max_size=20), st.floats(0.0001, 0.5), st.floats(0.0001, 0.5))
def test_a_stricter_course_never_gets_a_lower_bar(accuracies: list[float], one: float, other: float) -> None:
    strict, lenient = max(one, other), min(one, other)
    assert calibrate(accuracies, 540, strict).value >= calibrate(accuracies, 540, lenient).value


@pytest.mark.parametrize(
    ("accuracies", "false_fail"),
    [([0.9, 0.9], 0.01), ([0.9, 0.9, float("nan")], 0.01), ([0.9] * 5, 0), ([0.9] * 5, 0.6)],
)
def test_what_cannot_give_a_bar_is_refused(accuracies: list[float], false_fail: float) -> None:
    with pytest.raises(ValueError, match="expected"):
        set_bar(accuracies, Sampling(0.007, 1 / 540), false_fail)


# --- any metric ---


def errors(seed: int, deviation: float, n: int = 400) -> Measurement:
    """Return the RMSE of one training: the same hidden examples each time, errors of its own."""
    numbers = np.random.default_rng(0).normal(100, 30, n)
    found = measure(
        find_metric("rmse"), numbers + np.random.default_rng(seed).normal(0, deviation, n), Targets(numbers)
    )
    assert found is not None
    return found


def test_a_bar_of_errors_lies_above_them_and_is_the_mirror_image_of_one_of_scores() -> None:
    found = [errors(seed, 12 + seed % 3) for seed in range(1, 11)]
    values, drawn = [each.value for each in found], sampling(found)
    bar = set_bar(values, drawn, 0.001, Direction.LOWER)
    mirrored = set_bar([-each for each in values], drawn, 0.001)
    assert bar.value > max(values)
    assert (bar.value, bar.false_fail) == (-mirrored.value, mirrored.false_fail)
    assert bar.value / drawn.step == pytest.approx(round(bar.value / drawn.step))


def test_trainings_that_agree_by_luck_keep_the_margin_of_the_examples_whatever_the_metric() -> None:
    found = [errors(1, 12)] * 10
    bar = set_bar([each.value for each in found], sampling(found), 0.001, Direction.LOWER)
    half = (found[0].interval[1] - found[0].interval[0]) / 2
    assert bar.value - found[0].value > half
    assert bar.false_fail == 0.001


def test_the_bar_of_accuracies_is_that_of_shares() -> None:
    targets = Targets(np.zeros(540, int), 2)
    found = [measure(ACCURACY, np.eye(2)[(np.arange(540) >= count).astype(int)], targets) for count in COUNTS[:10]]
    known = [each for each in found if each is not None]
    values = [each.value for each in known]
    assert set_bar(values, sampling(known), 0.001) == calibrate(values, 540, 0.001)


@pytest.mark.parametrize("name", ["accuracy", "f1_macro", "roc_auc", "balanced_accuracy"])
def test_trainings_that_are_all_right_leave_room_for_an_example_that_is_not(name: str) -> None:
    targets = Targets(np.arange(540) % 2, 2)
    found = [measure(find_metric(name), np.eye(2)[targets.values], targets)] * 10
    known = [each for each in found if each is not None]
    assert 0.97 < set_bar([1.0] * 10, sampling(known), 0.001).value < 1 - 2 / 540


@pytest.mark.parametrize("direction", list(Direction))
@given(values=st.lists(st.floats(-50, 50), min_size=3, max_size=20), error=st.floats(0, 5), p=st.floats(0.0001, 0.5))
def test_the_reference_reaches_its_bar_in_either_direction(
    direction: Direction, values: list[float], error: float, p: float
) -> None:
    bar = set_bar(values, Sampling(error, 0.001), p, direction)
    mean = sum(values) / len(values)
    assert direction.reaches(mean + (1e-6 if direction is Direction.HIGHER else -1e-6), bar.value)
    assert 0 <= bar.false_fail <= p
