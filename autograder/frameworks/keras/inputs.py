"""Say which inputs a model takes, and build one that does not know yet: shapes come from the data."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.frameworks.keras.words import as_taken
from autograder.images import with_channel
from autograder.records import Shape
from autograder.texts import are_texts

SEQUENCES = frozenset({"RNN", "LSTM", "GRU", "SimpleRNN", "Bidirectional", "TimeDistributed", "Conv1D"})
"""Layers that take a row of vectors."""


def input_shape(model: Any) -> Shape | None:
    """Return the shape of one input of a model, without the batch; None where it has several or does not say."""
    try:
        shape = model.input_shape
    except (AttributeError, ValueError):  # a class of the submission's own knows what it was built with at most
        shape = (model.get_build_config() or {}).get("input_shape")
    if not isinstance(shape, list | tuple) or not shape or isinstance(shape[0], list | tuple | dict):
        return None
    return tuple(shape[1:])


def build(model: Any, images: NDArray[Any], prepared: NDArray[Any] | None) -> bool:
    """Build a model that has no weights yet; return whether it takes the images now.

    Args:
        model: not built.
        images: raw, (n, h, w[, c]).
        prepared: what the submission's own `preprocess` made of them; it says the shape where it is there.
    """
    given = images if prepared is None else prepared
    if are_texts(given):
        return _takes(model, as_taken(given[:1].reshape(1, 1)))
    shapes = [prepared.shape[1:]] if prepared is not None else list(_likely(model, images.shape[1:]))
    return any(_takes(model, np.zeros((1, *shape), np.float32)) for shape in dict.fromkeys(shapes))


def _likely(model: Any, image: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Yield shapes in which images may be meant to come, judged by the layer that stands first."""
    kinds = [type(layer).__name__ for layer in getattr(model, "layers", [])]
    first = next((kind for kind in kinds if kind != "InputLayer"), "")
    if first == "Dense":
        yield (prod(image),)
    if first in SEQUENCES:
        yield image
    yield from (with_channel(image), image, (prod(image),))


def _takes(model: Any, given: Any) -> bool:
    try:
        model(given, training=False)
    except Exception:  # noqa: BLE001 - a model may refuse a shape in any way
        return False
    return bool(model.built)
