"""The check of accuracy: what outputs name, against labels that the student does not have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.checks.context import award, current_scoring, emit, remark
from autograder.data import HiddenData
from autograder.i18n import gettext as _
from autograder.metrics import ACCURACY, Metric, counted, credit, decide, measure, public
from autograder.records import SHARE, Direction, Measurement, Reference


def assert_accuracy(
    predictions: Mapping[str, NDArray[Any]],
    data: HiddenData,
    reference: Reference,
    *,
    split: str = "test",
    bar: float | None = None,
) -> None:
    """Check that the network classifies the test images as well as the bar asks, with partial credit below it.

    Args:
        predictions: outputs by split, shape (n, classes); (n, 1) too for two classes.
        data: the labels.
        reference: its calibration gives the bar.
        split: which predictions count.
        bar: the accuracy asked for, instead of the calibrated one.

    Raises:
        AssertionError: below the bar, or outputs that cannot be read as classes.
        ValueError: neither `bar` nor a calibration is there.
    """
    given = current_scoring()
    stated = given.bar if given.metric.name == ACCURACY.name else None
    calibrated = reference.calibration.bar if reference.calibration else None
    asked = next((each for each in (bar, stated, calibrated) if each is not None), None)
    if asked is None:
        raise ValueError(f"{reference.assignment}: expected calibration.json or bar=…, found neither")
    _assert_scored(predictions, data, ACCURACY, split=split, bar=asked)


def assert_score(
    predictions: Mapping[str, NDArray[Any]],
    data: HiddenData,
    reference: Reference,
    *,
    split: str = "test",
    bar: float | None = None,
) -> None:
    """Check that the network's outputs are as good as the bar asks, by the metric of `assignment.toml`.

    Points below the bar are a share by how far the value has come from the baseline. What `score.also` names is told.

    Args:
        predictions: outputs by split.
        data: the targets.
        reference: its calibration gives the bar where `score.metric` is accuracy and `score.bar` is not set.
        split: which predictions count.
        bar: what is asked for, instead of that.

    Raises:
        AssertionError: short of the bar, or outputs that cannot be read.
        ValueError: there is no bar.
    """
    given = current_scoring()
    if split in predictions:
        _tell(predictions[split], data, given.also)
    if given.metric.name == ACCURACY.name:
        assert_accuracy(predictions, data, reference, split=split, bar=bar)
        return
    asked = given.bar if bar is None else bar
    if asked is None:
        raise ValueError(f"{reference.assignment}: expected score.bar or bar=…, found neither")
    _assert_scored(predictions, data, given.metric, split=split, bar=asked)


def _tell(outputs: NDArray[Any], data: HiddenData, also: Sequence[Metric]) -> None:
    for metric in also:
        found = measure(metric, outputs, data.targets)
        if found is not None:
            emit(found)
            remark(_sentence(public(found), reached=True))


def _assert_scored(
    predictions: Mapping[str, NDArray[Any]], data: HiddenData, metric: Metric, *, split: str, bar: float
) -> None:
    if split not in predictions:
        raise AssertionError(_("Your model gave no outputs for the test images."))
    outputs = predictions[split]
    classes = len(data.class_names)
    _assert_readable(outputs, len(data.y_test), classes)
    found = measure(metric, outputs, data.targets, bar=bar)
    if found is None:
        raise ValueError("outputs that were found readable could not be measured")
    emit(found)
    _remark_not_numbers(outputs, classes)
    earned = credit(counted(found), bar=bar, baseline=metric.baseline(data.targets), direction=found.direction)
    award(earned, _sentence(public(found), reached=found.reached))


def _assert_readable(outputs: NDArray[Any], n: int, classes: int) -> None:
    shape = tuple(outputs.shape)
    if outputs.ndim and len(outputs) != n:
        raise AssertionError(
            _(
                "Your model was given {n} images and gave {found} outputs; expected one output for each image. "
                "Look for a layer that mixes images, such as a Reshape that changes the first axis."
            ).format(n=n, found=len(outputs))
        )
    if outputs.ndim == 0 or (outputs.size and not np.isfinite(outputs).any()):
        raise AssertionError(
            _(
                "Every output of your model is NaN or infinite: its training diverged. "
                "Look at the loss of the first epochs, the scale of the inputs and the learning rate."
            )
        )
    try:
        decide(outputs, classes)
    except ValueError:
        raise AssertionError(
            _(
                "Your model's output has the shape {found} for {n} images; expected {classes} numbers for each image, "
                "one for each class. Look at the units of the last layer and at what stands before it."
            ).format(found=shape, n=n, classes=classes)
        ) from None


def _remark_not_numbers(outputs: NDArray[Any], classes: int) -> None:
    lost = int(np.count_nonzero(decide(outputs, classes) < 0))
    if lost:
        remark(_("For {lost} images your model's output is NaN or infinite; they count as wrong.").format(lost=lost))


def _sentence(told: Measurement, *, reached: bool) -> str:
    sentence = (
        _("{metric} {value} on {n} test images (95 % interval {low} to {high}).")
        if told.bar is None
        else _("{metric} {value} on {n} test images (95 % interval {low} to {high}); asked for: {bar}.")
        if reached
        else _(
            "{metric} {value} on {n} test images (95 % interval {low} to {high}); asked for: {bar}. "
            "Loss and accuracy on validation data, epoch by epoch, show whether more training or another setting helps."
        )
    )
    name, (low, high) = _(told.title), told.interval
    asked = "" if told.bar is None else _number(told.bar, told)
    return sentence.format(
        metric=name[:1].upper() + name[1:],
        value=_number(told.value, told),
        n=told.n,
        low=_number(low, told),
        high=_number(high, told),
        bar=asked if told.direction is Direction.HIGHER else _("at most {bar}").format(bar=asked),
    )


def _number(value: float, told: Measurement) -> str:
    digits = f"{value:.{max(0, told.decimals)}f}"
    return digits if told.unit in {"", SHARE} else f"{digits} {told.unit}"
