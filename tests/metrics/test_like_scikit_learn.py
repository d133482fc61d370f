"""Metrics have scikit-learn's values, also of ties, rare and absent classes; where it has none, a sentence says so."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn import metrics as sk

from autograder.metrics import Targets, find_metric, measure

SEEDS = st.integers(0, 2**32 - 1)


def value(name: str, outputs: NDArray[np.float64], targets: Targets) -> float:
    return find_metric(name).compute(outputs, targets)


def drawn(seed: int, n: int, classes: int, digits: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return probabilities, rounded so that many are equal, and labels of which some may be absent."""
    generator = np.random.default_rng(seed)
    scores = np.round(generator.random((n, classes)), digits) + 0.1
    return scores / scores.sum(axis=1, keepdims=True), generator.integers(0, generator.integers(1, classes + 1), n)


@settings(max_examples=12, deadline=None)
@given(SEEDS, st.integers(1, 60), st.integers(2, 6), st.integers(1, 3))
def test_f1_of_classes(seed: int, n: int, classes: int, digits: int) -> None:
    outputs, labels = drawn(seed, n, classes, digits)
    targets, named = Targets(labels, classes), outputs.argmax(axis=1)
    macro, micro = (sk.f1_score(labels, named, average=each, zero_division=0) for each in ("macro", "micro"))
    assert value("f1_macro", outputs, targets) == pytest.approx(macro)
    assert value("f1_micro", outputs, targets) == pytest.approx(micro)
    if classes == 2:
        assert value("f1", outputs, targets) == pytest.approx(sk.f1_score(labels, named, zero_division=0))


@settings(max_examples=12, deadline=None)
@given(SEEDS, st.integers(2, 60), st.integers(2, 6), st.integers(1, 3))
def test_rankings_of_classes(seed: int, n: int, classes: int, digits: int) -> None:
    outputs, labels = drawn(seed, n, classes, digits)
    targets, there = Targets(labels, classes), [1] if classes == 2 else [*np.unique(labels)]
    columns = [labels == each for each in there if 0 < np.count_nonzero(labels == each) < n]
    if not columns:
        for name in ("roc_auc", "average_precision"):
            assert measure(find_metric(name), outputs, targets) is None
        return
    scores = [outputs[:, each] for each in there]
    areas = [sk.roc_auc_score(*each) for each in zip(columns, scores, strict=True)]
    assert value("roc_auc", outputs, targets) == pytest.approx(np.mean(areas))
    precisions = [sk.average_precision_score(*each) for each in zip(columns, scores, strict=True)]
    assert value("average_precision", outputs, targets) == pytest.approx(np.mean(precisions))
    if classes > 2 and len(there) == classes:
        assert value("roc_auc", outputs, targets) == pytest.approx(
            sk.roc_auc_score(labels, outputs, multi_class="ovr", average="macro")
        )


@settings(max_examples=12, deadline=None)
@given(SEEDS, st.integers(2, 40), st.integers(2, 5))
def test_several_labels_an_example(seed: int, n: int, classes: int) -> None:
    generator = np.random.default_rng(seed)
    labels, outputs = generator.integers(0, 2, (n, classes)), np.round(generator.random((n, classes)), 1)
    targets, named = Targets(labels, classes), outputs >= 0.5
    for average in ("macro", "micro"):
        expected = sk.f1_score(labels, named, average=average, zero_division=0)
        assert value(f"f1_{average}", outputs, targets) == pytest.approx(expected)
    if (labels.any(axis=0) & ~labels.all(axis=0)).all():
        assert value("roc_auc", outputs, targets) == pytest.approx(sk.roc_auc_score(labels, outputs))
        assert value("average_precision", outputs, targets) == pytest.approx(
            sk.average_precision_score(labels, outputs)
        )


@settings(max_examples=12, deadline=None)
@given(SEEDS, st.integers(1, 60), st.integers(4, 9), st.integers(1, 3))
def test_top_k(seed: int, n: int, classes: int, k: int) -> None:
    outputs, labels = drawn(seed, n, classes, 1)
    expected = sk.top_k_accuracy_score(labels, outputs, k=k, labels=range(classes))
    assert value(f"top_{k}", outputs, Targets(labels, classes)) == pytest.approx(expected)


@pytest.mark.parametrize("columns", [(), (1,), (3,)])
@settings(max_examples=12, deadline=None)
@given(seed=SEEDS, n=st.integers(20, 60), equal=st.booleans())
def test_numbers(columns: tuple[int, ...], seed: int, n: int, equal: bool) -> None:
    generator = np.random.default_rng(seed)
    numbers = np.full((n, *columns), 7.0) if equal else generator.normal(50, 10, (n, *columns))
    outputs, targets = numbers + generator.normal(0, 3, numbers.shape), Targets(numbers)
    assert value("mae", outputs, targets) == pytest.approx(sk.mean_absolute_error(numbers, outputs))
    assert value("rmse", outputs, targets) == pytest.approx(sk.root_mean_squared_error(numbers, outputs))
    assert value("mape", outputs, targets) == pytest.approx(sk.mean_absolute_percentage_error(numbers, outputs))
    assert value("r2", outputs, targets) == pytest.approx(max(-1.0, sk.r2_score(numbers, outputs)))
    assert value("r2", numbers, targets) == sk.r2_score(numbers, numbers) == 1


def test_an_r2_of_one_example_or_of_equal_ones_is_as_scikit_learn_has_it() -> None:
    same = Targets(np.full(5, 0.1))
    off = np.array([0.1, 0.1, 0.1, 0.1, 0.2])
    assert value("r2", off, same) == sk.r2_score(same.values, off) == 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert np.isnan(sk.r2_score([1.0], [1.0]))


def test_one_number_an_example_ranks_as_probability_or_as_logit() -> None:
    labels = np.array([0, 1, 1, 0, 1])
    logits, targets = np.array([-50.0, 60.0, 61.0, 0.0, -1.0]), Targets(labels, 2)
    assert value("roc_auc", logits, targets) == pytest.approx(sk.roc_auc_score(labels, logits))
    assert value("average_precision", logits[:, None], targets) == pytest.approx(
        sk.average_precision_score(labels, logits)
    )


@pytest.mark.parametrize(
    ("name", "targets", "message"),
    [
        ("roc_auc", Targets(np.zeros(9, int), 2), "two classes or more, found one class only"),
        ("average_precision", Targets(np.ones(9, int), 3), "two classes or more, found one class only"),
        ("f1", Targets(np.arange(3), 3), "expected two classes, found 3; f1_macro and f1_micro"),
        ("top_5", Targets(np.arange(4), 4), "expected more than 5 classes"),
        ("mae", Targets(np.full(9, 3.0)), "expected targets that differ"),
        ("r2", Targets(np.full((9, 2), 3.0)), "expected targets that differ"),
        ("mape", Targets(np.array([1.0, 0.0, 2.0, 0.0])), "other than 0, by which errors are divided, found 2"),
        ("rmse", Targets(np.arange(3), 3), "expected targets that are numbers, found classes"),
        ("accuracy", Targets(np.arange(3.0)), "one class for each example, found numbers"),
        ("log_loss", Targets(np.eye(3, dtype=int), 3), "one class for each example, found several"),
    ],
)
def test_what_no_guess_could_be_told_from_is_refused(name: str, targets: Targets, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        find_metric(name).baseline(targets)


@pytest.mark.parametrize("name", ["mae", "rmse", "mape"])
def test_the_baseline_is_the_best_constant(name: str) -> None:
    numbers = np.random.default_rng(4).lognormal(3, 0.6, 301)
    targets, metric = Targets(numbers), find_metric(name)
    constants = [
        metric.compute(np.full(301, each), targets) for each in np.linspace(numbers.min(), numbers.max(), 4000)
    ]
    assert metric.baseline(targets) <= min(constants) + 1e-12
    assert metric.baseline(targets) == pytest.approx(min(constants), rel=1e-3)


@pytest.mark.parametrize("name", ["f1", "f1_macro", "f1_micro", "roc_auc", "average_precision", "top_1", "accuracy"])
def test_the_baseline_is_that_of_the_best_constant_answer(name: str) -> None:
    targets, metric = Targets(np.repeat([0, 1], [30, 70]), 2), find_metric(name)
    answers = [metric.compute(np.tile(row, (100, 1)), targets) for row in (np.array([1.0, 0.0]), np.array([0.0, 1.0]))]
    assert metric.baseline(targets) == pytest.approx(max(answers))


@pytest.mark.parametrize(
    ("scale", "n", "decimals"),
    [(95_000, 600, -3), (77, 600, 0), (0.29, 600, 3), (501, 600, -1), (499, 600, 0), (77, 6000, 1)],
)
def test_errors_are_told_in_steps_of_which_a_guess_has_some_hundred(scale: float, n: int, decimals: int) -> None:
    numbers = np.resize([-scale, scale], n)
    assert find_metric("rmse").decimals(Targets(numbers)) == find_metric("mae").decimals(Targets(numbers)) == decimals


def test_errors_are_in_the_unit_of_the_targets_and_shares_are_not() -> None:
    targets = Targets(np.array([10.0, 20.0, 40.0]), unit="€")
    units = {}
    for name in ("mae", "rmse", "mape", "r2"):
        found = measure(find_metric(name), np.array([11.0, 20.0, 44.0]), targets)
        assert found is not None
        units[name] = found.unit
    assert units == {"mae": "€", "rmse": "€", "mape": "share", "r2": ""}


def test_one_output_far_away_does_not_tell_its_target() -> None:
    numbers = np.random.default_rng(2).normal(100, 20, 200)
    far, further = (np.where(np.arange(200) == 0, each, numbers) for each in (1e9, 1e12))
    for name in ("mae", "rmse", "mape", "r2"):
        assert value(name, far, Targets(numbers)) == value(name, further, Targets(numbers))
