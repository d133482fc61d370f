"""Give a network the labels in the form that its loss takes, and refuse one whose outputs the labels do not fit."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.records import Failure, FailureKind


class TargetsError(ValueError):
    """A network's outputs do not fit the labels of the data."""

    def __init__(self, width: int, classes: int) -> None:
        super().__init__(f"the network gives {width} numbers for an input, and the data has {classes} classes")
        details = {"width": str(width), "classes": str(classes)}
        self.failure = Failure(FailureKind.TARGETS, str(self), details=details)


def labels_for(model: Any, x: Any, y: Any) -> Any:
    """Return the labels of classes as a model's loss takes them.

    A sparse loss gets numbers, one unit for two classes 0 and 1, everything else one-hot vectors of the output's width.
    Outputs that are no vectors are left to the loss to refuse.

    Raises:
        TargetsError: the network has fewer outputs than there are classes.
    """
    import keras

    loss = str(model.get_compile_config().get("loss") if model.compiled else "").lower()
    given = keras.tree.flatten(model(x[:1], training=False))[0]
    width, classes = int(given.shape[-1]), int(y.max()) + 1
    if "sparse" in loss:
        return y
    if width == 1 and classes == 2 and len(given.shape) == 2:
        return y.astype(np.float32)[:, None]
    if width < classes and len(given.shape) == 2:
        raise TargetsError(width, classes)
    return keras.utils.to_categorical(y, max(width, classes))
