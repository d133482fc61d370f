"""Symbolic tensors tell their shapes as TensorFlow's did: `get_shape()`, `_keras_shape`, `shape.as_list()`."""

from __future__ import annotations

import sys
from typing import Any

from autograder.frameworks.keras.keras2.notes import Spelled


def install(spelled: Spelled) -> None:
    """Bring them back; Keras itself gets its own tuples."""
    import keras

    class Shape(tuple[Any, ...]):
        """The axes of a tensor."""

        __slots__ = ()

        def as_list(self) -> list[Any]:
            """Return them as a list."""
            spelled("shape.as_list()", "list(shape)")
            return list(self)

    def shape(self: Any) -> Any:
        by_keras = sys._getframe(1).f_globals.get("__name__", "").startswith("keras.")  # noqa: SLF001 - who asks
        return self._shape if by_keras else Shape(self._shape)

    def get_shape(self: Any) -> Any:
        spelled("tensor.get_shape()", "tensor.shape")
        return Shape(self.shape)

    def keras_shape(self: Any) -> Any:
        spelled("tensor._keras_shape", "tensor.shape")
        return self.shape

    tensor = keras.KerasTensor
    tensor.shape = tensor.shape.getter(shape)
    tensor.get_shape = get_shape
    tensor._keras_shape = property(keras_shape)  # noqa: SLF001 - Keras 2's name for it
