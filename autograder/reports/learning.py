"""Show how a network learned and what it gets wrong: curves, the confusion matrix, the surest mistakes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from autograder.records import Curves
from autograder.reports import png
from autograder.reports.charts import confusion, curve_chart
from autograder.reports.roc import roc_curve
from autograder.reports.text import capped
from autograder.reports.view import CurvesView, ExaminedView, Mistake

MAX_MISTAKES = 12
LONGEST_TEXT = 400
_ACCURACIES = ("accuracy", "acc", "categorical_accuracy")
_RATES = frozenset({"learning_rate", "lr"})
"""What callbacks add to a history."""


@dataclass(frozen=True, slots=True)
class Examined:
    """Examples with labels that a network was tried on. `public` where students may see them.

    Args:
        images: uint8, (n, h, w) or (n, h, w, 1 or 3); None where the examples are no images.
        texts: The examples where they are texts.
        labels: Classes, (n,).
        predictions: The network's outputs, (n, classes); of two classes also (n,) or (n, 1).
    """

    name: str
    images: NDArray[np.uint8] | None
    labels: NDArray[np.integer]
    predictions: NDArray[np.floating]
    classes: tuple[str, ...]
    public: bool
    texts: Sequence[str] | None = None


def curves_view(curves: Curves, *, by_grader: bool) -> CurvesView | None:
    """Return learning curves with the best epoch and the gap there; None where there is nothing to draw."""
    monitor = "val_loss" if any(map(math.isfinite, curves.get("val_loss", ()))) else "loss"
    watched = curves.get(monitor, ())
    finite = [(value, epoch) for epoch, value in enumerate(watched, start=1) if math.isfinite(value)]
    best = min(finite)[1] if finite else None
    names = ("loss", _second(curves))
    charts = [
        curve_chart(
            "accuracy" if name in _ACCURACIES else name,
            [("training", curves.get(name, ())), ("validation", curves.get(f"val_{name}", ()))],
            best_epoch=best,
        )
        for name in names
    ]
    if not any(charts):
        return None
    gap = _gap(curves.get(names[1], ()), curves.get(f"val_{names[1]}", ()), best) if names[1] in _ACCURACIES else None
    losses = enumerate(curves.get("loss", ()), start=1)
    broke = next((epoch for epoch, value in losses if not math.isfinite(value)), None)
    epochs = max((len(values) for values in curves.values()), default=0)
    kept = tuple(chart for chart in charts if chart is not None)
    return CurvesView(kept, epochs, best, monitor, gap, broke, by_grader)


def _second(curves: Curves) -> str:
    """Return the name of the curves that are drawn beside the loss: the accuracy, else the first metric."""
    others = (name for name in curves if name != "loss" and not name.startswith("val_") and name not in _RATES)
    return next((name for name in _ACCURACIES if name in curves), next(others, "accuracy"))


def _gap(training: Sequence[float], validation: Sequence[float], epoch: int | None) -> float | None:
    """Return training minus validation accuracy in an epoch (from 1); None where either is unknown."""
    if epoch is None or min(len(training), len(validation)) < epoch:
        return None
    gap = training[epoch - 1] - validation[epoch - 1]
    return gap if math.isfinite(gap) else None


def examined_view(examined: Examined) -> ExaminedView | None:
    """Return the confusion matrix and the most confident mistakes; None where arrays do not fit together."""
    count, size = len(examined.labels), len(examined.classes)
    images, outputs = examined.images, _of_two(examined.predictions, size)
    shown = [each for each in (images, examined.texts) if each is not None]
    if outputs.shape != (count, size) or count == 0 or any(len(each) != count for each in shown):
        return None
    labels = examined.labels.astype(np.int64)
    predicted = outputs.argmax(axis=1)
    wrong = np.flatnonzero(predicted != labels)
    shares = _probabilities(outputs)
    mistakes = _surest(examined, shares, wrong) if shown else ()
    matrix = confusion(labels, predicted, examined.classes)
    roc = roc_curve(examined.classes[1], labels == 1, shares[:, 1], predicted == 1) if size == 2 else None
    return ExaminedView(examined.name, examined.public, matrix, mistakes, len(wrong), count, roc)


def _of_two(outputs: NDArray[np.floating], classes: int) -> NDArray[np.floating]:
    """Return outputs as a number for each class, also where they are one number for two."""
    if classes != 2 or not (outputs.ndim == 1 or outputs.shape[1:] == (1,)):
        return outputs
    second = outputs.reshape(-1)
    finite = second[np.isfinite(second)]
    first = 1 - second if bool(((finite >= 0) & (finite <= 1)).all()) else np.zeros_like(second)
    tied = np.where(second == first, np.nextafter(first, -np.inf), first)  # half a probability says yes
    return np.stack([tied, second], axis=1)


def _surest(examined: Examined, shares: NDArray[np.floating], wrong: NDArray[np.intp]) -> tuple[Mistake, ...]:
    """Return the mistakes with the most confidence, of those that are wrong."""
    predicted, confidence = shares.argmax(axis=1), shares.max(axis=1)
    order = wrong[np.argsort(-confidence[wrong], kind="stable")][:MAX_MISTAKES]
    return tuple(
        Mistake(
            b"" if examined.images is None else png.encode(examined.images[index]),
            examined.classes[examined.labels[index]],
            examined.classes[predicted[index]],
            float(confidence[index]),
            capped(examined.texts[index], LONGEST_TEXT) if examined.texts is not None else "",
        )
        for index in order
    )


def _probabilities(outputs: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return outputs (n, classes) as probabilities: as they are where they can be, their softmax otherwise."""
    if np.all((outputs >= 0) & (outputs <= 1 + 1e-3)):
        return outputs
    with np.errstate(invalid="ignore", over="ignore"):
        powers = np.exp(outputs - outputs.max(axis=1, keepdims=True))
        shares: NDArray[np.floating] = np.nan_to_num(powers / powers.sum(axis=1, keepdims=True))
    return shares
