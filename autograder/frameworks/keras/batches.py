"""How many images a network is asked at a time: what all its layers give for them is held at once.

A training holds as much for a batch of its own size, which may be a few images where these are large.
"""

from __future__ import annotations

from math import prod
from typing import Any, Final

from autograder.frameworks.keras import device

MOST: Final = 256
NUMBERS: Final = 2**27
"""Numbers that are held, half a gigabyte."""
NUMBERS_ON_GPU: Final = 2**30
"""Those on a GPU, which small batches would leave idle."""


def at_a_time(model: Any) -> int:
    """Return how many images a model is asked at a time."""
    room = NUMBERS_ON_GPU if device.found() else NUMBERS
    return max(1, min(MOST, room // max(_numbers(model), 1)))


def _numbers(model: Any) -> int:
    """Return how many numbers layers and operations give for an image, inside models too, as far as shapes tell."""
    import keras

    graph = getattr(model, "_functional", None) or model
    total = 0
    for each in getattr(graph, "operations", ()):
        nodes = getattr(each, "_inbound_nodes", ())  # Keras's own `output` tells that of a single call alone
        inside = _numbers(each) if isinstance(each, keras.Model) else 0
        given = (tensor for node in nodes for tensor in node.output_tensors)
        total += sum(prod(side or 1 for side in tensor.shape[1:]) for tensor in given) + inside * len(nodes)
    return total
