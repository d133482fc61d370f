"""Ask a network that has learned nothing yet what it knows: of its layers that are wide enough, the best one.

Answers that came along can stand in another order, behind a layer that begins with zeros, or inside a model of its
own. So each layer at least as wide as there are classes is read by the one-to-one naming of its outputs that names most
training labels; outputs that are left over name none.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from autograder.frameworks.keras.batches import at_a_time
from autograder.frameworks.keras.hearing import heard
from autograder.frameworks.keras.words import as_taken

FEWEST: Final = 5
"""With fewer classes a renaming makes much of chance: in 40 networks of 2 drawn weights named up to 0.88, of 5 0.39."""
MOST_LAYERS: Final = 64
WIDEST: Final = 4
"""Up to how many times as wide as there are classes a layer is asked."""

Array = NDArray[np.float32]


def knowing(model: Any, x: Array, y: NDArray[np.integer[Any]], asked: Array) -> Array:
    """Return what the layer that knows most gives for `asked`, its outputs in the order of the classes.

    Args:
        model: untrained.
        x: training images.
        y: their labels.
        asked: test images.
    """
    classes = int(y.max()) + 1
    given = _given(model, np.concatenate([x, asked]), classes)
    found = [_renamed(array, y, classes) for array in given if classes >= FEWEST and array.shape[1] >= classes]
    best = max(found, key=lambda array: _named(array, y), default=given[-1])
    return best[len(x) :]


def _named(outputs: Array, y: NDArray[np.integer[Any]]) -> int:
    return int((outputs[: len(y)].argmax(axis=1) == y).sum())


def _renamed(outputs: Array, y: NDArray[np.integer[Any]], classes: int) -> Array:
    """Return outputs in the order in which they name most labels."""
    from scipy.optimize import linear_sum_assignment

    table = np.zeros((classes, outputs.shape[1]))
    np.add.at(table, (y, outputs[: len(y)].argmax(axis=1)), 1)
    return outputs[:, linear_sum_assignment(table, maximize=True)[1]]


def _given(model: Any, images: Any, classes: int) -> list[Array]:
    """Return what layers give that are wide enough for the classes, the model's own first output last."""
    import keras

    parts = []
    for batch in np.array_split(images, -(-len(images) // at_a_time(model)) or 1):
        with heard() as said:
            outputs = keras.tree.flatten(model(as_taken(np.asarray(batch)), training=False))
        rows = [one for one in said if tuple(one.shape[:1]) == (len(batch),)]
        wide = [one for one in rows if classes <= math.prod(one.shape[1:]) <= WIDEST * classes]
        wide = wide[-MOST_LAYERS:]
        parts.append([np.reshape(keras.ops.convert_to_numpy(one), (len(batch), -1)) for one in (*wide, outputs[0])])
    return [np.concatenate(each).astype(np.float32) for each in zip(*parts, strict=True)]
