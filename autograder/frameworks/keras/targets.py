"""Give a network what it is to learn in the form that its loss takes, and refuse one that the data do not fit."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from autograder.contracts import UnfitError
from autograder.frameworks.keras.compiled import loss_name
from autograder.frameworks.keras.words import as_taken
from autograder.networks.losses import compares_classes, picks_one
from autograder.protocol.jobs import DataTask
from autograder.records import Failure, FailureKind


class TargetsError(UnfitError):
    """A network's outputs or its loss do not fit what is learned from the data."""

    def __init__(self, kind: FailureKind, said: str, **details: str) -> None:
        super().__init__(Failure(kind, said, details=details))


def targets_for(model: Any, x: Any, y: Any, learned: DataTask) -> Any:
    """Return the targets of a task as a model's loss takes them.

    Args:
        model: compiled.
        x: inputs.
        y: labels, (n,), rows of 0 and 1, (n, k), or numbers, (n,) or (n, k).
        learned: the task.

    Raises:
        TargetsError: the network's outputs or its loss do not fit the task.
    """
    if learned is DataTask.MULTILABEL:
        return rows_for(model, x, y)
    return labels_for(model, x, y) if learned.names_classes else numbers_for(model, x, y)


def labels_for(model: Any, x: Any, y: Any) -> Any:
    """Return the labels of classes as a model's loss takes them.

    A sparse loss gets numbers, one unit for two classes 0 and 1, everything else one-hot vectors of the output's width.
    Outputs that are no vectors are left to the loss to refuse.

    Raises:
        TargetsError: the network has fewer outputs than there are classes, or one and a loss of rows.
    """
    import keras

    loss = str(model.get_compile_config().get("loss") if model.compiled else "").lower()
    shape = _output_shape(model, x)
    width, classes = shape[-1], int(y.max()) + 1
    if width == 1 and classes == 2 and len(shape) == 1 and "categorical" in loss:
        said = "the network gives one number for an input, and the loss compares one for each class"
        raise TargetsError(FailureKind.LOSS_OF_ROWS, said, loss=loss_name(model.loss) or "")
    if "sparse" in loss:
        return y
    if width == 1 and classes == 2 and len(shape) == 1:
        return y.astype(np.float32)[:, None]
    if width < classes and len(shape) == 1:
        said = f"the network gives {width} numbers for an input, and the data has {classes} classes"
        raise TargetsError(FailureKind.TARGETS, said, width=str(width), classes=str(classes))
    return keras.utils.to_categorical(y, max(width, classes))


def rows_for(model: Any, x: Any, y: Any) -> Any:
    """Return rows of 0 and 1 as numbers.

    Raises:
        TargetsError: its outputs are of another width, or its loss takes one label of a row for the right one.
    """
    loss, shape, wanted = loss_name(model.loss) or "", _output_shape(model, x), y.shape[1]
    if shape != (wanted,):
        said = f"the network gives an output of shape {shape} for an input, and the data has {wanted} labels"
        raise TargetsError(FailureKind.NUMBERS, said, found=str(shape), wanted=str((wanted,)))
    if picks_one(loss):
        said = f"the loss {loss} takes one label for the right one, and several may be right"
        raise TargetsError(FailureKind.LOSS_OF_ONE_CLASS, said, loss=loss)
    return y.astype(np.float32)


def numbers_for(model: Any, x: Any, y: Any) -> Any:
    """Return numbers in the shape of a model's outputs.

    Raises:
        TargetsError: its outputs are of another width, or its loss compares classes.
    """
    loss, shape, wanted = loss_name(model.loss) or "", _output_shape(model, x), prod(y.shape[1:])
    if shape not in {(wanted,), () if wanted == 1 else (wanted,)}:
        said = f"the network gives an output of shape {shape} for an input, and the data has {wanted} numbers"
        raise TargetsError(FailureKind.NUMBERS, said, found=str(shape), wanted=str((wanted,)))
    if compares_classes(loss):
        said = f"the loss {loss} compares classes, and the data has numbers"
        raise TargetsError(FailureKind.LOSS_OF_CLASSES, said, loss=loss)
    return y.astype(np.float32).reshape(len(y), *shape)


def _output_shape(model: Any, x: Any) -> tuple[int, ...]:
    """Return the shape of the first output for one input."""
    import keras

    return tuple(int(side) for side in keras.tree.flatten(model(as_taken(x[:1]), training=False))[0].shape[1:])
