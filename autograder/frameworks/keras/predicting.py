"""Ask a network for its outputs, some inputs at a time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from math import prod
from typing import Any, Final

import numpy as np

from autograder.contracts import UnfitError
from autograder.frameworks.keras.batches import at_a_time
from autograder.frameworks.keras.mixing import may_mix, stateful, states
from autograder.frameworks.keras.words import as_taken
from autograder.records import Failure, FailureKind

MOST_NUMBERS = 8_000_000
"""Numbers of all outputs together; the grader reads no more."""
MOST_ALONE: Final = 4_000
"""Up to how many inputs a network that may mix them is given them one by one: of more, each decides too little."""


class WideError(UnfitError):
    """A model's outputs have more numbers than are read: it ends before its outputs name classes."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        said = f"an output has the shape {shape}"
        super().__init__(Failure(FailureKind.WIDE_OUTPUT, said, details={"found": str(shape)}))


def predict(model: Any, inputs: Any) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Return the model's first output for inputs of shape (n, …), as float32.

    The model is called on each batch: a graph for some hundred images takes longer to trace than it saves. One that may
    mix the inputs of a batch gets each alone: it could answer by its place and its rank among those that nobody sees.

    Args:
        model: built.
        inputs: what it takes.

    Raises:
        WideError: there is no room for its outputs.
    """
    import keras

    outputs = (keras.tree.flatten(given)[0] for given in _given(model, inputs))
    first = next(outputs)
    if prod(first.shape[1:]) * len(inputs) > MOST_NUMBERS:
        raise WideError(tuple(first.shape[1:]))
    rows = (np.asarray(keras.ops.convert_to_numpy(given), dtype=np.float32) for given in chain([first], outputs))
    return np.concatenate(list(rows))


def _given(model: Any, inputs: Any) -> Iterator[Any]:
    if 0 < len(inputs) <= MOST_ALONE and may_mix(model):
        yield from _one_by_one(model, inputs)
        return
    parts = -(-len(inputs) // at_a_time(model)) or 1
    for batch in np.array_split(inputs, parts):  # oneDNN compiles anew for each size of a batch
        yield model(as_taken(np.asarray(batch)), training=False)


def _one_by_one(model: Any, inputs: Any) -> Iterator[Any]:
    """Yield what a model gives for each input; what a call changes in it is put back.

    Raises:
        ValueError: its outputs are of different shapes, which would tell of inputs that nobody sees.
    """
    import keras

    kept, shapes = [(each, each.numpy()) for each in states(model)], set[tuple[int, ...]]()
    for row in range(len(inputs)):
        given = model(as_taken(np.asarray(inputs[row : row + 1])), training=False)
        shapes.add(tuple(keras.tree.flatten(given)[0].shape))
        if len(shapes) > 1:
            raise ValueError("expected outputs of one shape, found several")
        yield given
        for variable, value in kept:
            variable.assign(value)
        for layer in stateful(model):
            layer.reset_state()
