"""The function `merge` of Keras 1."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

_MODES = {"sum": "add", "mul": "multiply", "ave": "average", "max": "maximum"}


def merge(
    inputs: Sequence[Any],
    mode: str | Callable[..., Any] = "sum",
    dot_axes: int | Sequence[int] = -1,
    concat_axis: int = -1,
    output_shape: Any = None,
    *,
    arguments: Mapping[str, Any] | None = None,
    name: str | None = None,
) -> Any:
    """Join tensors as Keras 1 did.

    Raises:
        ValueError: nobody knows the mode.
    """
    import keras

    layers = keras.layers
    if callable(mode):
        return layers.Lambda(mode, output_shape=output_shape, arguments=arguments, name=name)(inputs)
    if mode == "concat":
        return layers.Concatenate(axis=concat_axis, name=name)(inputs)
    if mode == "dot":
        return layers.Dot(axes=dot_axes, name=name)(inputs)
    if mode in _MODES:
        return getattr(layers, _MODES[mode])(inputs, name=name)
    raise ValueError(f"Invalid merge mode: {mode}")
