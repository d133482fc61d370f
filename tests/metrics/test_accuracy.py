"""Accuracy: intervals that hold what they say, credit without steps, outputs read as classes, and what is told."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from autograder.contracts import Targets
from autograder.metrics import ACCURACY, borderline, counted, credit, decide, measure, public, settle, wilson
from autograder.records import Measurement
from tests.metrics.examples import accuracy

shares = st.floats(0, 1)


def of_share(correct: int, n: int, bar: float) -> Measurement:
    return accuracy(correct / n, n, wilson(correct, n), bar)


# --- the interval ---


@pytest.mark.parametrize(
    ("correct", "n", "low", "high"),
    [
        (525, 540, 0.9547, 0.9831),  # the digits of the course
        (0, 10, 0.0, 0.2775),  # Wilson's own edge
        (10, 10, 0.7225, 1.0),
        (5, 10, 0.2366, 0.7634),
        (9772, 10000, 0.9741, 0.9800),
    ],
)
def test_the_interval_has_the_known_ends(correct: int, n: int, low: float, high: float) -> None:
    assert wilson(correct, n) == pytest.approx((low, high), abs=1e-4)


@given(st.integers(1, 20_000), st.data())
def test_the_interval_holds_the_share_and_stays_within_0_and_1(n: int, data: st.DataObject) -> None:
    correct = data.draw(st.integers(0, n))
    low, high = wilson(correct, n)
    assert 0 <= low <= correct / n <= high <= 1


@given(st.integers(1, 2_000), st.data())
def test_one_more_correct_image_moves_the_interval_up(n: int, data: st.DataObject) -> None:
    correct = data.draw(st.integers(0, n - 1))
    (low, high), (next_low, next_high) = wilson(correct, n), wilson(correct + 1, n)
    assert next_low > low
    assert next_high > high or next_high == 1


def test_the_interval_covers_the_truth_as_often_as_it_says() -> None:
    random = np.random.default_rng(1)
    for truth in (0.5, 0.9, 0.972):
        counts = random.binomial(540, truth, 4000)
        covered = np.mean([low <= truth <= high for low, high in (wilson(int(k), 540) for k in counts)])
        assert 0.935 <= covered <= 0.965


@pytest.mark.parametrize(("correct", "n"), [(-1, 10), (11, 10), (0, 0)])
def test_an_impossible_share_is_refused(correct: int, n: int) -> None:
    with pytest.raises(ValueError, match="expected 0 ≤ correct ≤ n"):
        wilson(correct, n)


# --- credit ---


@given(shares, shares, shares, shares)
def test_credit_is_bounded_and_never_falls_with_accuracy(one: float, other: float, bar: float, chance: float) -> None:
    assume(chance < bar)
    low, high = (credit(value, bar=bar, baseline=chance) for value in sorted((one, other)))
    assert 0 <= low <= high <= 1


@given(shares, shares)
def test_the_bar_earns_all_and_chance_nothing(bar: float, chance: float) -> None:
    assume(chance < bar)
    assert credit(bar, bar=bar, baseline=chance) == 1
    assert credit(chance, bar=bar, baseline=chance) == 0


def test_one_image_short_of_the_bar_costs_little() -> None:
    assert credit(0.95 - 1 / 540, bar=0.95, baseline=0.1) > 0.99


def test_half_way_earns_a_quarter() -> None:
    assert credit(0.5, bar=0.9, baseline=0.1) == pytest.approx(0.25)


# --- borderline and retraining ---


@pytest.mark.parametrize(
    ("value", "expected"), [(0.951, False), (0.95, False), (0.948, True), (0.935, True), (0.92, False), (0.1, False)]
)
def test_only_what_falls_short_within_the_interval_is_borderline(value: float, expected: bool) -> None:
    assert borderline(of_share(round(value * 540), 540, 0.95)) is expected


@given(shares, st.integers(10, 10_000), shares)
def test_what_reaches_the_bar_is_never_borderline(value: float, n: int, bar: float) -> None:
    found = of_share(round(value * n), n, bar)
    assert not (borderline(found) and found.value >= bar)


@pytest.mark.parametrize(("accuracies", "counts"), [([0.9], 0.9), ([0.9, 0.96], 0.96), ([0.1, 0.96, 0.94], 0.94)])
def test_the_median_of_the_trainings_counts(accuracies: list[float], counts: float) -> None:
    assert settle(accuracies) == counts


# --- outputs ---


def one_hot(classes: NDArray[np.int64], width: int = 10) -> NDArray[np.float32]:
    return np.eye(width, dtype=np.float32)[classes]


@given(st.integers(2, 12), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_probabilities_and_logits_name_the_same_classes(classes: int, n: int, seed: int) -> None:
    logits = np.random.default_rng(seed).normal(0, 5, (n, classes)).astype(np.float32)
    exponents = np.exp(logits - logits.max(axis=1, keepdims=True))
    softmax = exponents / exponents.sum(axis=1, keepdims=True)
    assert (decide(logits, classes) == decide(softmax, classes)).all()


@pytest.mark.parametrize("shape", [(4,), (4, 1)])
def test_one_number_an_image_is_read_for_two_classes(shape: tuple[int, ...]) -> None:
    sigmoid = np.array([0.1, 0.5, 0.9, 0.4], np.float32).reshape(shape)
    assert decide(sigmoid, 2).tolist() == [0, 1, 1, 0]
    logits = np.array([-3, 0.2, 9, -0.1], np.float32).reshape(shape)
    assert decide(logits, 2).tolist() == [0, 1, 1, 0]


@pytest.mark.parametrize("shape", [(4, 9), (4, 11), (4, 1), (4,), (4, 2, 10), (4, 10, 1)])
def test_other_shapes_are_no_classes(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="expected outputs of shape"):
        decide(np.zeros(shape, np.float32), 10)


def test_rows_that_are_not_numbers_name_no_class() -> None:
    outputs = one_hot(np.arange(4))
    outputs[1, 3], outputs[2, 0] = np.nan, np.inf
    assert decide(outputs, 10).tolist() == [0, -1, -1, 3]


def test_accuracy_is_measured_with_its_interval() -> None:
    labels = np.arange(540) % 10
    named = labels.copy()
    named[:15] = (named[:15] + 1) % 10
    found = measure(ACCURACY, one_hot(named), Targets(labels, 10), bar=0.95)
    assert found is not None
    assert (found.value, found.n, found.bar) == (525 / 540, 540, 0.95)
    assert found.interval == wilson(525, 540)


@pytest.mark.parametrize("outputs", [np.zeros((539, 10)), np.zeros((540, 9)), np.zeros(())])
def test_what_names_no_classes_has_no_accuracy(outputs: NDArray[np.float64]) -> None:
    assert measure(ACCURACY, outputs, Targets(np.arange(540) % 10, 10), bar=0.95) is None


def test_chance_is_the_share_of_the_most_frequent_class() -> None:
    assert ACCURACY.baseline(Targets(np.array([0, 0, 0, 1]), 2)) == 0.75


# --- what is told ---


@given(st.integers(20, 20_000), shares, st.data())
def test_what_is_told_stands_on_the_same_side_of_the_bar(n: int, bar: float, data: st.DataObject) -> None:
    correct = data.draw(st.integers(0, n))
    told = public(of_share(correct, n, bar))
    assert told.reached == (correct / n >= bar)
    assert told.interval[0] <= told.value <= told.interval[1]
    assert told.value == told.told == round(told.value, told.decimals)


@given(st.integers(500, 50_000))
def test_a_step_that_is_told_is_five_images_or_more(n: int) -> None:
    assert n / 10 ** ACCURACY.decimals(Targets(np.zeros(n, int), 10)) >= 5


@pytest.mark.parametrize("n", [500, 540, 1_000, 4_999, 5_000, 10_000])
def test_all_that_is_told_of_an_accuracy_tells_hardly_more_than_its_value(n: int) -> None:
    told = {(found.value, found.interval) for found in (public(of_share(correct, n, 0.9)) for correct in range(n + 1))}
    values = {value for value, _interval in told}
    assert len(told) <= 1.2 * len(values)


@given(st.integers(20, 20_000), shares, st.data())
def test_points_tell_no_more_than_the_message(n: int, bar: float, data: st.DataObject) -> None:
    low, high = sorted(
        (of_share(data.draw(st.integers(0, n)), n, bar) for _ in range(2)), key=lambda found: found.value
    )
    if high.value >= bar:
        assert counted(high) == high.value
    elif low.told == high.told and round(low.value, low.decimals) == round(high.value, low.decimals):
        assert counted(low) == counted(high)
    assert counted(low) <= counted(high)
    assert (counted(low) >= bar) == (low.value >= bar)
