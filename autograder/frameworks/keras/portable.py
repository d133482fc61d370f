"""Make a model's file readable where the student's code is not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import keras

from autograder.frameworks.keras.activations import activation_name
from autograder.frameworks.keras.layers import INNER_FUNCTIONS


def make_portable(model: Any) -> None:
    """Replace activations of the library below Keras by Keras's own, in place.

    Keras saves `tf.nn.softmax` under a name that it cannot find again ("softmax_v2"), so such a model could not be
    rebuilt. The network stays the same.
    """
    for holder in holders(model):
        for attribute in INNER_FUNCTIONS:
            function = getattr(holder, attribute, None)
            name = None if function is None else activation_name(function)
            if name is not None:
                setattr(holder, attribute, getattr(keras.activations, name))


def holders(model: Any) -> Iterator[Any]:
    """Yield every layer of a model, nested ones and the cells of recurrent layers included, that keeps activations."""
    for layer in model._flatten_layers(include_self=False):  # noqa: SLF001  Keras has no public walk
        if "activation" in vars(layer) or "recurrent_activation" in vars(layer):
            yield layer
