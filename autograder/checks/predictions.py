"""The checks of what a network gives for hidden examples, by any metric, against targets that students do not have."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.checks.context import award, current_scoring, emit, outputs_of, remark
from autograder.data import HiddenData
from autograder.i18n import gettext as _
from autograder.metrics import ACCURACY, Metric, Targets, counted, credit, find_metric, measure, public
from autograder.records import Direction, Measurement, Reference, in_unit
from autograder.sentences import worded


def assert_accuracy(
    predictions: Mapping[str, NDArray[Any]],
    data: HiddenData,
    reference: Reference,
    *,
    split: str = "test",
    bar: float | None = None,
) -> None:
    """Check that the network classifies the test examples as well as the bar asks, with partial credit below it.

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
    _assert_scored(predictions, data, ACCURACY, split=split, bar=_bar(ACCURACY, reference, bar))


def assert_score(
    predictions: Mapping[str, NDArray[Any]],
    data: HiddenData,
    reference: Reference,
    *,
    split: str = "test",
    bar: float | None = None,
) -> None:
    """Check that the network's outputs are as good as the bar asks, by the metric of `assignment.toml`.

    Short of the bar, points are a share by how far the value has come from the baseline. `score.also` is told.

    Args:
        predictions: outputs by split.
        data: the targets.
        reference: its calibration gives the bar where `score.bar` is not set.
        split: which predictions count.
        bar: what is asked for, instead of that.

    Raises:
        AssertionError: short of the bar, or outputs that cannot be read.
        ValueError: there is no bar.
    """
    given = current_scoring()
    if split in predictions:
        _tell(predictions[split], data, given.also)
    _assert_scored(predictions, data, given.metric, split=split, bar=_bar(given.metric, reference, bar))


def assert_metric(
    predictions: Mapping[str, NDArray[Any]],
    data: HiddenData,
    reference: Reference,
    metric: str,
    *,
    split: str = "test",
    at_least: float | None = None,
    at_most: float | None = None,
    better_than: float | NDArray[Any] | str | None = None,
) -> None:
    """Check the network's outputs by any metric, against a bar of the check's own or the calibrated one.

    Short of the bar, points are a share by how far the value has come from the baseline.

    Args:
        predictions: outputs by split.
        data: the targets.
        reference: its calibration gives the bar where the check states none.
        metric: the metric's name, as in `assignment.toml`.
        split: which predictions count.
        at_least: the bar of a metric of which higher is better.
        at_most: the bar of a metric of which lower is better.
        better_than: what must be surpassed: a value, another network's outputs for the same examples, "baseline", or
            the id of a part, whose model is meant; the baseline where that model gave no outputs.

    Raises:
        AssertionError: short of the bar, or outputs that cannot be read.
        ValueError: there is no bar, there are two, or it is on the wrong side; the metric cannot judge the targets.
        UsageError: there is no such metric.
    """
    found = find_metric(metric, current_scoring().brought)
    limit = _limit(found, at_least=at_least, at_most=at_most)
    if better_than is None:
        _assert_scored(predictions, data, found, split=split, bar=_bar(found, reference, limit))
        return
    if limit is not None:
        raise ValueError(f"{metric}: expected one of at_least, at_most and better_than, found two")
    _assert_scored(
        predictions, data, found, split=split, bar=_above(found, data.targets, better_than, split), strictly=True
    )


def _limit(metric: Metric, *, at_least: float | None, at_most: float | None) -> float | None:
    """Return the bar that a check states, which is a lower or an upper one as the metric asks."""
    is_higher = metric.direction is Direction.HIGHER
    stated, wrong = (at_least, at_most) if is_higher else (at_most, at_least)
    if wrong is not None:
        better, name = ("higher", "at_least") if is_higher else ("lower", "at_most")
        raise ValueError(f"{metric.name}: {better} is better, expected {name}=…, found the other")
    return stated


def _above(metric: Metric, targets: Targets, other: float | NDArray[Any] | str, split: str) -> float:
    """Return the bar that is reached by the next better number than another value."""
    if isinstance(other, str):
        found = None if other == "baseline" else outputs_of(other, split)
        given = None if found is None else measure(metric, found, targets)
        value = metric.baseline(targets) if given is None else given.value
    else:
        value = float(other) if np.ndim(other) == 0 else metric.compute(np.asarray(other), targets)
    return math.nextafter(value, math.inf if metric.direction is Direction.HIGHER else -math.inf)


def _bar(metric: Metric, reference: Reference, own: float | None) -> float:
    """Return what is asked for: the check's own bar, that of `assignment.toml`, or the calibrated one."""
    given = current_scoring()
    stated = given.bar if given.metric.name == metric.name else None
    calibrated = reference.calibration.bar_of(metric.name) if reference.calibration else None
    asked = next((each for each in (own, stated, calibrated) if each is not None), None)
    if asked is None:
        problem = f"{reference.assignment}: expected calibration.json or a bar of {metric.name}, found neither"
        raise ValueError(f"{problem}; “autograder calibrate {reference.assignment}” sets that of the scored metric")
    return asked


def _tell(outputs: NDArray[Any], data: HiddenData, also: Sequence[Metric]) -> None:
    for metric in also:
        found = measure(metric, outputs, data.targets)
        if found is not None:
            emit(found)
            remark(_sentence(public(found), reached=True))


def _assert_scored(
    predictions: Mapping[str, NDArray[Any]],
    data: HiddenData,
    metric: Metric,
    *,
    split: str,
    bar: float,
    strictly: bool = False,
) -> None:
    if split not in predictions:
        raise AssertionError(worded(_("Your model gave no outputs for the test {many}.")))
    outputs, targets = predictions[split], data.targets
    baseline = metric.baseline(targets)
    _assert_readable(outputs, targets, metric)
    found = measure(metric, outputs, targets, bar=bar)
    if found is None:
        raise ValueError("outputs that were found readable could not be measured")
    emit(found)
    _remark_not_numbers(outputs, targets)
    earned = credit(counted(found), bar=bar, baseline=baseline, direction=found.direction)
    award(earned, _sentence(public(found), reached=found.reached, strictly=strictly))


def _assert_readable(outputs: NDArray[Any], targets: Targets, metric: Metric) -> None:
    n = len(targets.values)
    if outputs.ndim and len(outputs) != n:
        raise AssertionError(
            worded(
                _(
                    "Your model was given {n} {many} and gave {found} outputs; expected one output for each {one}. "
                    "Look for a layer that mixes {many}, such as a Reshape that changes the first axis."
                ),
                n=n,
                found=len(outputs),
            )
        )
    if outputs.ndim == 0 or (outputs.size and not np.isfinite(outputs).any()):
        raise AssertionError(
            _(
                "Every output of your model is NaN or infinite: its training diverged. "
                "Look at the loss of the first epochs, the scale of the inputs and the learning rate."
            )
        )
    try:
        metric.compute(outputs, targets)
    except ValueError:
        raise AssertionError(_shape_sentence(tuple(outputs.shape), targets)) from None


def _shape_sentence(shape: tuple[int, ...], targets: Targets) -> str:
    n = len(targets.values)
    if targets.classes and targets.values.ndim == 1:
        sentence = _(
            "Your model's output has the shape {found} for {n} {many}; expected {classes} numbers for each {one}, "
            "one for each class. Look at the units of the last layer and at what stands before it."
        )
        return worded(sentence, found=shape, n=n, classes=targets.classes)
    expected = (n, *targets.values.shape[1:]) if targets.values.ndim > 1 else (n, 1)
    sentence = _(
        "Your model's output has the shape {found}; expected {expected}, what is to be predicted for each {one}. "
        "Look at the units of the last layer and at what stands before it."
    )
    return worded(sentence, found=shape, expected=expected)


def _remark_not_numbers(outputs: NDArray[Any], targets: Targets) -> None:
    lost = int(np.count_nonzero(~np.isfinite(outputs).reshape(len(outputs), -1).all(axis=1)))
    if lost:
        told = (
            _("For {lost} {many} your model's output is NaN or infinite; they count as wrong.")
            if targets.classes
            else _("For {lost} {many} your model's output is NaN or infinite; they count as the largest error.")
        )
        remark(worded(told, lost=lost))


def _sentence(told: Measurement, *, reached: bool, strictly: bool = False) -> str:
    sentence = (
        _("{metric} {value} on {n} test {many} (95 % interval {low} to {high}).")
        if told.bar is None
        else _("{metric} {value} on {n} test {many} (95 % interval {low} to {high}); asked for: {bar}.")
        if reached
        else _(
            "{metric} {value} on {n} test {many} (95 % interval {low} to {high}); asked for: {bar}. "
            "Curves on validation data, epoch by epoch, show whether more training or another setting helps."
        )
    )
    name, (low, high) = _(told.title), told.interval
    return worded(
        sentence,
        metric=name[:1].upper() + name[1:],
        value=_number(told.value, told),
        n=told.n,
        low=_number(low, told),
        high=_number(high, told),
        bar="" if told.bar is None else _asked(_number(told.bar, told), told.direction, strictly=strictly),
    )


def _asked(bar: str, direction: Direction, *, strictly: bool) -> str:
    if strictly:
        sentence = _("more than {bar}") if direction is Direction.HIGHER else _("less than {bar}")
        return sentence.format(bar=bar)
    return bar if direction is Direction.HIGHER else _("at most {bar}").format(bar=bar)


def _number(value: float, told: Measurement) -> str:
    return in_unit(f"{value:.{max(0, told.decimals)}f}", told.unit)
