"""The check of predictions: points by the bar, and outputs that cannot be read are explained."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from autograder.checks.context import PartialCredit, Running, running
from autograder.checks.predictions import assert_accuracy, assert_score
from autograder.course.assignment import Policy
from autograder.data import HiddenData
from autograder.metrics import ACCURACY, METRICS, Scoring
from autograder.records import Reference


def outputs_with(correct: int, data: HiddenData) -> NDArray[np.float32]:
    named = data.y_test.copy()
    named[correct:] = (named[correct:] + 1) % 10
    return np.eye(10, dtype=np.float32)[named]


def test_the_bar_is_reached(data: HiddenData, reference: Reference) -> None:
    with running(Running(Policy())) as check:
        assert_accuracy({"test": outputs_with(525, data)}, data, reference)
    assert check.remarks == ["Accuracy 0.97 on 540 test images (95 % interval 0.95 to 0.98); asked for: 0.95."]


def test_below_the_bar_a_share_is_earned_and_the_message_says_what_was_found(
    data: HiddenData, reference: Reference
) -> None:
    with pytest.raises(PartialCredit, match=r"Accuracy 0\.50 on 540 test images .* asked for: 0\.95") as caught:
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
    with running(Running(Policy())) as check:
        assert_accuracy({"test": outputs}, data, reference)
    assert check.remarks[0].startswith("For 3 images")


@pytest.mark.parametrize(
    ("outputs", "message"),
    [
        (np.full((540, 10), np.nan), "NaN or infinite: its training diverged"),
        (np.full((540, 10), np.inf), "NaN or infinite"),
        (np.zeros((540, 1)), r"shape \(540, 1\) .* expected 10 numbers for each image"),
        (np.zeros((540, 8, 8, 10)), r"shape \(540, 8, 8, 10\)"),
        (np.zeros((540, 50)), r"shape \(540, 50\)"),
        (np.zeros((8640, 10)), "given 540 images and gave 8640 outputs"),
    ],
)
def test_outputs_that_name_no_classes_are_explained(
    outputs: NDArray[np.float64], message: str, data: HiddenData, reference: Reference
) -> None:
    with pytest.raises(AssertionError, match=message):
        assert_accuracy({"test": outputs.astype(np.float32)}, data, reference)


def test_a_missing_split_is_the_submissions_failure(data: HiddenData, reference: Reference) -> None:
    with pytest.raises(AssertionError, match="no outputs for the test images"):
        assert_accuracy({"raw": outputs_with(525, data)}, data, reference)


# --- another metric ---


def by(metric: str, bar: float | None, *also: str) -> Running:
    return Running(Policy(), scoring=Scoring(METRICS.find(metric), bar, tuple(map(METRICS.find, also))))


def sure_of(share: float, data: HiddenData) -> NDArray[np.float32]:
    """Return outputs that give each label this probability."""
    return (np.eye(10)[data.y_test] * (share - (1 - share) / 9) + (1 - share) / 9).astype(np.float32)


def test_a_lower_loss_than_the_bar_earns_everything(data: HiddenData, reference: Reference) -> None:
    with running(by("log_loss", 0.3)) as check:
        assert_score({"test": sure_of(0.8, data)}, data, reference)
    assert check.remarks == ["Log loss 0.2 on 540 test images (95 % interval 0.2 to 0.2); asked for: at most 0.3."]
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
    assert check.remarks[0].startswith("Balanced accuracy 0.97 on 540 test images (95 % interval 0.9")
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
