"""Balanced accuracy and log loss agree with scikit-learn's, and read what networks give."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.metrics import balanced_accuracy_score, log_loss

from autograder.metrics import ACCURACY, METRICS, Targets, bootstrap, decimals_for, resampling
from autograder.metrics.log_loss import LEAST

BALANCED, LOSS = METRICS.find("balanced_accuracy"), METRICS.find("log_loss")


def drawn(seed: int, n: int, classes: int) -> tuple[NDArray[np.float64], Targets]:
    generator = np.random.default_rng(seed)
    raised = np.exp(generator.normal(0, 1, (n, classes)))
    labels = np.concatenate([np.arange(classes), generator.integers(0, classes, n - classes)])
    return raised / raised.sum(axis=1, keepdims=True), Targets(labels, classes)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(12, 60), st.integers(2, 6))
def test_they_are_what_scikit_learn_computes(seed: int, n: int, classes: int) -> None:
    outputs, targets = drawn(seed, n, classes)
    named = outputs.argmax(axis=1)
    assert BALANCED.compute(outputs, targets) == pytest.approx(balanced_accuracy_score(targets.values, named))
    held = np.clip(outputs, LEAST, 1)
    if (held == outputs).all():
        assert LOSS.compute(outputs, targets) == pytest.approx(log_loss(targets.values, outputs))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 6))
def test_logits_and_their_probabilities_have_the_same_loss(seed: int, classes: int) -> None:
    outputs, targets = drawn(seed, 20, classes)
    logits = np.log(outputs) + 3.0
    assert LOSS.compute(logits, targets) == pytest.approx(LOSS.compute(outputs, targets))


@pytest.mark.parametrize("shape", [(4,), (4, 1)])
def test_one_number_an_example_is_read_for_two_classes(shape: tuple[int, ...]) -> None:
    targets = Targets(np.array([0, 1, 1, 0]), 2)
    sigmoid = np.array([0.1, 0.5, 0.9, 0.4])
    given = np.where(targets.values == 1, sigmoid, 1 - sigmoid)
    assert LOSS.compute(sigmoid.reshape(shape), targets) == pytest.approx(-np.log(given).mean())
    logits = np.log(sigmoid / (1 - sigmoid)) * 4
    assert LOSS.compute(logits.reshape(shape), targets) < LOSS.compute(sigmoid.reshape(shape), targets)


def test_one_answer_alone_moves_a_loss_by_little_however_sure_it_is() -> None:
    targets = Targets(np.zeros(540, int), 10)
    right = np.eye(10)[targets.values]
    wrong = right.copy()
    wrong[0] = np.eye(10)[1]
    assert LOSS.compute(right, targets) == 0
    assert LOSS.compute(wrong, targets) == pytest.approx(-np.log(LEAST) / 540)


def test_a_rare_class_counts_as_much_as_a_frequent_one() -> None:
    targets = Targets(np.array([0] * 90 + [1] * 10), 2)
    always_first = np.tile([1.0, 0.0], (100, 1))
    assert (ACCURACY.compute(always_first, targets), BALANCED.compute(always_first, targets)) == (0.9, 0.5)
    assert (ACCURACY.baseline(targets), BALANCED.baseline(targets)) == (0.9, 0.5)


def test_the_bootstrap_covers_the_truth_as_often_as_it_says() -> None:
    generator, held = np.random.default_rng(3), 0
    for _draw in range(60):
        right = generator.random(200) < 0.8
        targets = Targets(np.zeros(200, int), 2)
        low, high = bootstrap(ACCURACY, np.eye(2)[1 - right.astype(int)], targets)
        held += low <= 0.8 <= high
    assert held >= 52


@pytest.mark.parametrize(("change", "decimals"), [(1 / 500, 2), (1 / 499, 1), (1 / 5000, 3), (30.0, -3), (2.0, -1)])
def test_a_step_is_what_five_examples_change(change: float, decimals: int) -> None:
    assert decimals_for(change) == decimals
    assert 10.0 ** -decimals_for(change) >= 5 * change * (1 - 1e-9)


@pytest.mark.parametrize("name", ["accuracy", "balanced_accuracy", "log_loss"])
def test_one_example_changes_what_is_told_by_a_fifth_of_a_step_at_most(name: str) -> None:
    metric, labels = METRICS.find(name), np.repeat(np.arange(4), [240, 180, 120, 60])
    targets, outputs = Targets(labels, 4), 0.9 * np.eye(4)[(labels + (np.arange(600) % 3 == 0)) % 4] + 0.025
    value, step = metric.compute(outputs, targets), 10.0 ** -metric.decimals(targets)
    for row in range(0, 600, 7):
        changed = outputs.copy()
        changed[row] = np.eye(4)[(labels[row] + row % 2) % 4]
        assert abs(metric.compute(changed, targets) - value) <= step / 5 + 1e-9


@pytest.mark.parametrize("name", [*METRICS.own])
def test_an_interval_holds_nobody_up_however_many_examples_and_classes_there_are(name: str) -> None:
    metric, (outputs, targets) = METRICS.find(name), drawn(3, 10_000, 100)
    started = time.process_time()
    try:
        metric.interval(outputs, targets)
    except ValueError:
        return  # it is for other targets
    assert time.process_time() - started < 3


@pytest.mark.parametrize("name", ["roc_auc", "average_precision"])
def test_an_interval_of_fewer_examples_is_as_wide_as_that_of_all(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    metric, (outputs, targets) = METRICS.find(name), drawn(5, 3_000, 5)
    outputs[np.arange(3_000), targets.values] += 0.2
    whole = metric.interval(outputs, targets)
    monkeypatch.setattr(resampling, "_MOST_STEPS", 800_000)
    low, high = metric.interval(outputs, targets)
    assert low < metric.compute(outputs, targets) < high
    assert high - low == pytest.approx(whole[1] - whole[0], rel=0.3)
