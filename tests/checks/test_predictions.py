"""The check of predictions: points by the bar, and outputs that cannot be read are explained."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from autograder.checks.context import PartialCredit, Running, running
from autograder.checks.predictions import assert_accuracy
from autograder.course.assignment import Policy
from autograder.data import HiddenData
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
