"""Ask a network for its outputs, some inputs at a time."""

from __future__ import annotations

from itertools import chain
from math import prod
from typing import Any

import numpy as np

from autograder.contracts import UnfitError
from autograder.frameworks.keras.batches import at_a_time
from autograder.records import Failure, FailureKind

MOST_NUMBERS = 8_000_000
"""Numbers of all outputs together; the grader reads no more."""


class WideError(UnfitError):
    """A model's outputs have more numbers than are read: it ends before its outputs name classes."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        said = f"an output has the shape {shape}"
        super().__init__(Failure(FailureKind.WIDE_OUTPUT, said, details={"found": str(shape)}))


def predict(model: Any, inputs: Any) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Return the model's first output for inputs of shape (n, …), as float32.

    The model is called on each batch: a graph for some hundred images takes longer to trace than it saves.
    """
    import keras

    parts = -(-len(inputs) // at_a_time(model)) or 1
    batches = np.array_split(inputs, parts)  # oneDNN compiles anew for each size of a batch
    outputs = (keras.tree.flatten(model(np.asarray(batch), training=False))[0] for batch in batches)
    first = next(outputs)
    if prod(first.shape[1:]) * len(inputs) > MOST_NUMBERS:
        raise WideError(tuple(first.shape[1:]))
    rows = (np.asarray(keras.ops.convert_to_numpy(given), dtype=np.float32) for given in chain([first], outputs))
    return np.concatenate(list(rows))
