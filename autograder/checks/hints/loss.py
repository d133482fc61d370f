"""Hints about the loss: whether it fits the labels, the network's output and the task."""

from __future__ import annotations

import re
from dataclasses import dataclass

from autograder.checks.hints import arrays, graph
from autograder.checks.hints.context import HintContext
from autograder.i18n import gettext as _
from autograder.networks.words import shape_text
from autograder.records import Hint, Shape

_REGRESSION = frozenset({"mean_squared_error", "mean_absolute_error", "mse", "mae", "huber", "log_cosh"})
_OUTSIDE = re.compile(r"label value of (\d{1,9}) which is outside the valid range of \[0, (\d{1,9})\)")
_SHAPES = re.compile(r"target\.shape=\(([\d, None]{0,80})\), output\.shape=\(([\d, None]{0,80})\)")
_FOR_CLASS_NUMBERS = "`output` must have rank (ndim) `target.ndim - 1`"
_FOR_EQUAL_SHAPES = ("`target` and `output` must have the same rank", "`target` and `output` must have the same shape")


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a loss refused a batch: the shapes of its labels and outputs, the batch first, and what it takes."""

    labels: Shape
    outputs: Shape
    takes_class_numbers: bool


def missing_flatten(context: HintContext) -> Hint | None:
    """The network gives a block of numbers for each example, and a label is one class."""
    refused = _refused(context.error_message)
    if refused is None or len(refused.outputs) <= 2 or refused.labels[1:] not in {(), (1,), refused.outputs[-1:]}:
        return None
    shape = shape_text(refused.outputs[1:])
    single = _("Your network gives numbers of shape {shape} for each example, and a label is a single number.")
    row = _("Your network gives numbers of shape {shape} for each example, and a label is one row of {wide} numbers.")
    return Hint(
        "missing_flatten",
        (row if refused.labels[1:] == refused.outputs[-1:] else single).format(shape=shape, wide=refused.outputs[-1]),
        _("Dense works on the last axis alone and keeps the others, so no single answer is left for an example."),
        _(
            "Look at the output shapes in model.summary(): which layer should turn the axes of an example into one "
            "row before the last Dense layers?"
        ),
    )


def wrong_loss(context: HintContext) -> Hint | None:
    """The loss got labels that do not fit it, or the network's outputs, and stopped."""
    message = context.error_message
    refused = _refused(message)
    if label := _OUTSIDE.search(message):
        seen = _(
            "Your network has {found} outputs, for the classes 0 to {last}, and a label is the class {label}."
        ).format(found=label[2], last=int(label[2]) - 1, label=label[1])
    elif refused is not None and missing_flatten(context) is None:
        seen = _labels_seen(refused)
    else:
        return None
    return Hint(
        "wrong_loss",
        seen,
        _("Each loss compares the output with labels of one form only."),
        _("Print the shape of the labels and that of the model's output, and choose labels and loss that fit both."),
    )


def _labels_seen(refused: Refused) -> str:
    """Say how labels and outputs do not fit."""
    if refused.labels[0] != refused.outputs[0] and None not in {refused.labels[0], refused.outputs[0]}:
        return _("A batch has {labels} labels, and your network gives {outputs} outputs for it.").format(
            labels=refused.labels[0], outputs=refused.outputs[0]
        )
    if len(refused.outputs) == 2 and refused.labels[1:] in {(), (1,)} and not refused.takes_class_numbers:
        return _("The loss expects one-hot vectors (0, 0, 0, 1, …), and the labels are class numbers (3).")
    if refused.takes_class_numbers and refused.labels[1:] == refused.outputs[1:]:
        return _("The loss expects class numbers (3), and the labels are one-hot vectors (0, 0, 0, 1, …).")
    return _("Each label has the shape {labels}, and your network gives numbers of the shape {outputs} for it.").format(
        labels=shape_text(refused.labels[1:]), outputs=shape_text(refused.outputs[1:])
    )


def _refused(message: str) -> Refused | None:
    """Read from a loss's error what it was given; None for another error, or where the shapes are not told."""
    takes_class_numbers = _FOR_CLASS_NUMBERS in message
    if not takes_class_numbers and not any(text in message for text in _FOR_EQUAL_SHAPES):
        return None
    found = _SHAPES.search(message)
    labels, outputs = (_shape(text) for text in found.groups()) if found else ((), ())
    return Refused(labels, outputs, takes_class_numbers) if labels and outputs else None


def _shape(text: str) -> Shape:
    sizes = [size.strip() for size in text.split(",") if size.strip()]
    return tuple(int(size) if size.isdigit() and len(size) < 10 else None for size in sizes)


def loss_of_another_task(context: HintContext) -> Hint | None:
    """The loss is made for numbers or for yes and no, and there are several classes."""
    structure, loss = context.structure, context.compiled.loss if context.compiled else None
    if (
        context.complete
        or structure is None
        or loss is None
        or graph.width(structure) <= 2
        or not _tells_classes_apart(context)
    ):
        return None
    asked = context.asked.compiled.loss if context.asked and context.asked.compiled else None
    if loss == asked or loss not in _REGRESSION | {"binary_crossentropy"} or wrong_loss(context) is not None:
        return None
    return Hint(
        "loss_of_another_task",
        _("Your model is trained with the loss “{loss}”, and it has {width} classes to tell apart.").format(
            loss=loss, width=graph.width(structure)
        ),
        _("This loss is made for numbers or for yes and no; for several classes it learns slowly or misjudges itself."),
        _("Which loss compares a probability for each class with the right class?"),
    )


def _tells_classes_apart(context: HintContext) -> bool:
    """Tell whether each output stands for one of several classes: by the data, the activation, or the labels."""
    structure, data = context.structure, context.data
    if structure is not None and data is not None:
        return graph.width(structure) == len(data.class_names)
    last = graph.output_activation(structure) if structure else None
    if context.assignment.data.name or (last is not None and last.op == "softmax"):
        return True
    flow = context.source.flow
    return any(arrays.names_classes(flow, call) for call in arrays.fits(flow))
