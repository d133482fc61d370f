"""Kernels of convolutions whose sides Keras 1 took one by one: `Convolution2D(32, 3, 3)`."""

from __future__ import annotations

from typing import Any

from autograder.frameworks.keras.keras2.notes import Spelled

_SIDES = {2: ("nb_row", "nb_col"), 3: ("kernel_dim1", "kernel_dim2", "kernel_dim3")}
_AXES = {"Conv2D": 2, "Conv2DTranspose": 2, "SeparableConv2D": 2, "Conv3D": 3, "Conv3DTranspose": 3}
_OF_KERAS_1 = ("Convolution2D", "SeparableConvolution2D", "AtrousConvolution2D", "Deconvolution2D", "Convolution3D")
OF_KERAS_1 = (*_OF_KERAS_1, "Deconvolution3D")
"""Names of layers in Keras 1: who writes them with several numbers means the sides of a kernel."""
_OF_TODAY = frozenset({"kernel_size", "strides", "padding", "data_format"})


def gathered(
    layer: str, args: tuple[Any, ...], options: dict[str, Any], spelled: Spelled, *, old: bool
) -> tuple[Any, ...]:
    """Gather the sides of a kernel in `options` as its size; return the other arguments.

    Args:
        layer: today's name of the layer.
        args: its arguments by position.
        options: its arguments by name; changed in place.
        spelled: is told.
        old: whether numbers by position are sides, too: today's second one is that of the strides.
    """
    axes = _AXES.get(layer, 0)
    names = [name for name in _SIDES.get(axes, ()) if name in options]
    by_position = args[1 : 1 + axes - len(names)]
    sides = (*by_position, *(options[name] for name in names))
    if not axes or len(sides) < axes or not all(isinstance(side, int) for side in sides) or not (old or names):
        return args
    for name in names:
        del options[name]
    spelled(", ".join(f"{name}=" for name in _SIDES[axes]), "kernel_size=")
    options["kernel_size"] = sides
    rest = args[1 + len(by_position) :]
    return (*args[:1], *(() if layer.endswith("Transpose") else rest))


def is_of_today(options: dict[str, Any]) -> bool:
    """Tell whether a layer is written with arguments that Keras 1 did not have."""
    return bool(_OF_TODAY & options.keys())
