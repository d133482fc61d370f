"""Layers tell their shapes and tensors as Keras 1 and 2 did."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from autograder.frameworks.keras.keras2.notes import Spelled


def install(spelled: Spelled) -> None:
    """Let every layer have an `input_shape` and an `output_shape`, and `get_output_at` and its like."""
    import keras

    for side in ("input", "output"):
        if not hasattr(keras.layers.Layer, f"{side}_shape"):
            setattr(keras.layers.Layer, f"{side}_shape", _Shape(side, spelled))
        if not hasattr(keras.layers.Layer, f"get_{side}_at"):
            setattr(keras.layers.Layer, f"get_{side}_at", _at(side, spelled))
    keras.layers.InputLayer.input = _taken(keras.layers.InputLayer.input, spelled)


def _taken(today: property, spelled: Spelled) -> property:
    """Return what an input layer takes: what it gives, as before. Keras, which reads it too, finds nothing there."""

    def read(self: Any) -> Any:
        if sys._getframe(1).f_globals.get("__name__", "").startswith("keras."):  # noqa: SLF001 - who asks
            return today.__get__(self)
        spelled("InputLayer.input", "InputLayer.output")
        return self.output

    return property(read)


def _at(side: str, spelled: Spelled) -> Callable[[Any, int], Any]:
    """Return the method that gives what a layer took or gave at its n-th use."""

    def get(self: Any, node_index: int) -> Any:
        spelled(f"layer.get_{side}_at", f"layer.{side}")
        return self._get_node_attribute_at_index(node_index, f"{side}_tensors", side)

    return get


class _Shape:
    """The shape of a layer's only input or output.

    An attribute of that name of the layer's own comes first. Keras, which asks whether there is one, finds none.
    """

    def __init__(self, side: str, spelled: Spelled) -> None:
        self._side, self._spelled = side, spelled

    def __get__(self, layer: Any, owner: type) -> Any:
        if layer is None:
            return self
        if sys._getframe(1).f_globals.get("__name__", "").startswith("keras."):  # noqa: SLF001 - who asks
            raise AttributeError(f"{self._side}_shape")
        tensor = getattr(layer, self._side)
        self._spelled(f"layer.{self._side}_shape", f"layer.{self._side}.shape")
        return tensor.shape
