"""The check of predictions: points by the bar, and outputs that cannot be read are explained."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from autograder.checks.context import CheckContext, PartialCredit, running
from autograder.checks.predictions import assert_accuracy, assert_metric, assert_score
from autograder.course.assignment import Policy
from autograder.data import HiddenData
from autograder.metrics import ACCURACY, Scoring, find_metric
from autograder.records import Reference


def outputs_with(correct: int, data: HiddenData) -> NDArray[np.float32]:
    named = data.y_test.copy()
    named[correct:] = (named[correct:] + 1) % 10
    return np.eye(10, dtype=np.float32)[named]


def test_the_bar_is_reached(data: HiddenData, reference: Reference) -> None:
    with running(CheckContext(Policy())) as check:
        assert_accuracy({"test": outputs_with(525, data)}, data, reference)
    assert check.remarks == ["Accuracy 0.97 on 540 test examples (95 % interval 0.95 to 0.98); asked for: 0.95."]


def test_below_the_bar_a_share_is_earned_and_the_message_says_what_was_found(
    data: HiddenData, reference: Reference
) -> None:
    with pytest.raises(PartialCredit, match=r"Accuracy 0\.50 on 540 test examples .* asked for: 0\.95") as caught:
        assert_accuracy({"test": outputs_with(270, data)}, data, reference)
    assert caught.value.fraction == pytest.approx((0.4 / 0.85) ** 2)


def test_an_accuracy_just_below_the_bar_is_not_told_as_the_bar(data: HiddenData, reference: Reference) -> None:
    with pytest.raises(PartialCredit, match=r"Accuracy 0\.94 on .* asked for: 0\.95"):
        assert_accuracy({"test": outputs_with(512, data)}, data, reference)


def test_a_bar_of_the_checks_own_replaces_the_calibrated_one(data: HiddenData, reference: Reference) -> None:
    assert_accuracy({"test": outputs_with(270, data)}, data, reference, bar=0.5)


def test_a_reference_without_calibration_is_a_mistake_of_the_course(data: HiddenData, reference: Reference) -> None:
    with pytest.raises(ValueError, match=r"expected calibration\.json"):
        assert_accuracy({"test": outputs_with(525, data)}, data, replace(reference, calibration=None))


def test_some_rows_that_are_not_numbers_count_as_wrong(data: HiddenData, reference: Reference) -> None:
    outputs = outputs_with(540, data)
    outputs[:3] = np.nan
    with running(CheckContext(Policy())) as check:
        assert_accuracy({"test": outputs}, data, reference)
    assert check.remarks[0].startswith("For 3 examples")


@pytest.mark.parametrize(
    ("outputs", "message"),
    [
        (np.full((540, 10), np.nan), "NaN or infinite: its training diverged"),
        (np.full((540, 10), np.inf), "NaN or infinite"),
        (np.zeros((540, 1)), r"shape \(540, 1\) .* expected 10 numbers for each example"),
        (np.zeros((540, 8, 8, 10)), r"shape \(540, 8, 8, 10\)"),
        (np.zeros((540, 50)), r"shape \(540, 50\)"),
        (np.zeros((8640, 10)), "given 540 examples and gave 8640 outputs"),
    ],
)
def test_outputs_that_name_no_classes_are_explained(
    outputs: NDArray[np.float64], message: str, data: HiddenData, reference: Reference
) -> None:
    with pytest.raises(AssertionError, match=message):
        assert_accuracy({"test": outputs.astype(np.float32)}, data, reference)


def test_a_missing_split_is_the_submissions_failure(data: HiddenData, reference: Reference) -> None:
    with pytest.raises(AssertionError, match="no outputs for the test examples"):
        assert_accuracy({"raw": outputs_with(525, data)}, data, reference)


# --- another metric ---


def by(metric: str, bar: float | None, *also: str) -> CheckContext:
    return CheckContext(Policy(), scoring=Scoring(find_metric(metric), bar, tuple(map(find_metric, also))))


def sure_of(share: float, data: HiddenData) -> NDArray[np.float32]:
    """Return outputs that give each label this probability."""
    return (np.eye(10)[data.y_test] * (share - (1 - share) / 9) + (1 - share) / 9).astype(np.float32)


def test_a_lower_loss_than_the_bar_earns_everything(data: HiddenData, reference: Reference) -> None:
    with running(by("log_loss", 0.3)) as check:
        assert_score({"test": sure_of(0.8, data)}, data, reference)
    assert check.remarks == ["Log loss 0.2 on 540 test examples (95 % interval 0.2 to 0.2); asked for: at most 0.3."]
    (found,) = check.measurements
    assert (found.name, found.reached, found.bar) == ("log_loss", True, 0.3)


def test_a_higher_loss_earns_a_share_by_its_way_from_the_baseline(data: HiddenData, reference: Reference) -> None:
    with running(by("log_loss", 0.3)), pytest.raises(PartialCredit, match=r"Log loss 1\.2 .* at most 0\.3") as caught:
        assert_score({"test": sure_of(0.3, data)}, data, reference)
    guess = np.log(10)
    assert caught.value.fraction == pytest.approx(((guess - 1.2) / (guess - 0.3)) ** 2)


def test_a_loss_just_above_the_bar_is_not_told_as_the_bar(data: HiddenData, reference: Reference) -> None:
    with running(by("log_loss", 0.3)), pytest.raises(PartialCredit, match=r"Log loss 0\.4 ") as caught:
        assert_score({"test": sure_of(0.73, data)}, data, reference)
    assert caught.value.fraction < 1


def test_a_guess_earns_no_more_than_its_rounding(data: HiddenData, reference: Reference) -> None:
    with running(by("log_loss", 0.3)), pytest.raises(PartialCredit) as caught:
        assert_score({"test": np.full((540, 10), 0.1, np.float32)}, data, reference)
    assert caught.value.fraction == pytest.approx(0, abs=1e-3)


def test_what_is_told_besides_is_measured_and_earns_nothing(data: HiddenData, reference: Reference) -> None:
    with running(by("accuracy", None, "balanced_accuracy", "log_loss")) as check:
        assert_score({"test": outputs_with(525, data)}, data, reference)
    assert [(found.name, found.bar) for found in check.measurements] == [
        *(("balanced_accuracy", None), ("log_loss", None), ("accuracy", 0.95)),
    ]
    assert check.remarks[0].startswith("Balanced accuracy 0.97 on 540 test examples (95 % interval 0.9")
    assert "asked for" not in check.remarks[0]


def test_the_assignments_bar_replaces_the_calibrated_one(data: HiddenData, reference: Reference) -> None:
    for check in (assert_accuracy, assert_score):
        with running(by("accuracy", 0.5)) as ran:
            check({"test": outputs_with(270, data)}, data, reference)
        assert ran.measurements[0].bar == 0.5


def test_a_check_of_accuracy_judges_accuracy_whatever_the_assignment_scores(
    data: HiddenData, reference: Reference
) -> None:
    with running(by("log_loss", 0.3)) as check:
        assert_accuracy({"test": outputs_with(525, data)}, data, reference)
    assert [(found.name, found.bar) for found in check.measurements] == [(ACCURACY.name, 0.95)]


@pytest.mark.parametrize("outputs", [np.zeros((540, 9)), np.full((540, 10), np.nan), np.zeros(())])
def test_outputs_that_cannot_be_scored_are_explained(
    outputs: NDArray[np.float64], data: HiddenData, reference: Reference
) -> None:
    with running(by("log_loss", 0.3)), pytest.raises(AssertionError, match=r"expected 10 numbers|NaN or infinite"):
        assert_score({"test": outputs}, data, reference)


# --- a metric by its name ---


@pytest.fixture
def prices(data: HiddenData) -> HiddenData:
    """Return hidden examples of which numbers are to be told: 100 to 300."""
    return replace(data, y_test=np.random.default_rng(3).uniform(100, 300, 540), class_names=())


def near(data: HiddenData, off: float) -> dict[str, NDArray[np.float64]]:
    return {"test": data.y_test[:, None] + np.resize([-off, off], (540, 1))}


def test_a_metric_of_which_lower_is_better_has_an_upper_bar(prices: HiddenData, reference: Reference) -> None:
    with running(CheckContext(Policy())) as check:
        assert_metric(near(prices, 20), prices, reference, "rmse", at_most=24)
    assert check.remarks == ["RMSE 20 on 540 test examples (95 % interval 20 to 20); asked for: at most 24."]
    with (
        running(CheckContext(Policy())),
        pytest.raises(PartialCredit, match=r"RMSE 31 .* asked for: at most 24\.") as caught,
    ):
        assert_metric(near(prices, 31), prices, reference, "rmse", at_most=24)
    guess = prices.y_test.std()
    assert caught.value.fraction == pytest.approx(((guess - 31) / (guess - 24)) ** 2)


def test_a_metric_of_which_higher_is_better_has_a_lower_bar(data: HiddenData, reference: Reference) -> None:
    with running(CheckContext(Policy())) as check:
        assert_metric({"test": outputs_with(525, data)}, data, reference, "f1_macro", at_least=0.9)
    assert check.remarks[0].startswith("Macro F1 0.97 on 540 test examples")
    assert [(each.name, each.bar) for each in check.measurements] == [("f1_macro", 0.9)]


@pytest.mark.parametrize(("off", "passes"), [(20, True), (30, False), (31, False)])
def test_one_network_must_surpass_another(off: float, passes: bool, prices: HiddenData, reference: Reference) -> None:
    other = near(prices, 30)["test"]
    with running(CheckContext(Policy())) as check:
        if passes:
            assert_metric(near(prices, off), prices, reference, "mae", better_than=other)
            assert "asked for: less than 30." in check.remarks[0]
            return
        with pytest.raises(PartialCredit, match=r"asked for: less than 30\."):
            assert_metric(near(prices, off), prices, reference, "mae", better_than=other)


def test_a_guess_is_not_better_than_the_baseline(data: HiddenData, reference: Reference) -> None:
    most = np.bincount(data.y_test).argmax()
    guess = {"test": np.tile(np.eye(10)[most], (540, 1))}
    with running(CheckContext(Policy())), pytest.raises(PartialCredit, match="asked for: more than") as caught:
        assert_metric(guess, data, reference, "accuracy", better_than="baseline")
    assert caught.value.fraction == 0
    assert_metric({"test": outputs_with(300, data)}, data, reference, "accuracy", better_than="baseline")


def test_without_a_bar_of_its_own_the_calibrated_one_of_the_metric_counts(
    data: HiddenData, reference: Reference
) -> None:
    with running(CheckContext(Policy())) as check:
        assert_metric({"test": outputs_with(525, data)}, data, reference, "accuracy")
    assert check.measurements[0].bar == 0.95
    with pytest.raises(ValueError, match=r"expected calibration\.json or a bar of roc_auc, found neither"):
        assert_metric({"test": outputs_with(525, data)}, data, reference, "roc_auc")


@pytest.mark.parametrize(
    ("stated", "message"),
    [
        ({"at_least": 3.0}, "lower is better, expected at_most"),
        ({"at_most": 3.0, "better_than": 2.0}, "one of at_least, at_most and better_than"),
        ({"better_than": "chance"}, "expected one of baseline, found 'chance'"),
    ],
)
def test_a_bar_that_says_nothing_is_a_mistake_of_the_course(
    stated: dict[str, Any], message: str, prices: HiddenData, reference: Reference
) -> None:
    with pytest.raises(ValueError, match=message):
        assert_metric(near(prices, 1), prices, reference, "mae", **stated)


def test_a_metric_of_another_task_is_a_mistake_of_the_course(data: HiddenData, reference: Reference) -> None:
    with pytest.raises(ValueError, match="expected targets that are numbers, found classes"):
        assert_metric({"test": outputs_with(9, data)}, data, reference, "rmse", at_most=1.0)


def test_numbers_of_another_shape_are_explained(prices: HiddenData, reference: Reference) -> None:
    with pytest.raises(
        AssertionError, match=r"has the shape \(540, 10\); expected \(540, 1\), what is to be predicted"
    ):
        assert_metric({"test": np.zeros((540, 10))}, prices, reference, "rmse", at_most=24)
