"""Layers take the arguments that Keras 1 had, and tell their shapes as Keras 2 did."""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable
from typing import Any

from autograder.probe.keras2.notes import Spelled
from autograder.probe.keras2.table import ARGUMENTS, AVERAGES, WITH_UNITS

_CONVOLUTIONS = ("Conv1D", "Conv2D", "Conv3D", "Conv2DTranspose", "SeparableConv2D")
_OTHERS = ("BatchNormalization", "MaxPooling1D", "MaxPooling2D", *AVERAGES, "Embedding")
_SIDES = ("nb_row", "nb_col")


def install(spelled: Spelled) -> None:
    """Accept the old arguments; let every layer have an `input_shape` and an `output_shape`."""
    import keras

    seen: set[str] = set()
    for name in (*WITH_UNITS, *_CONVOLUTIONS, *_OTHERS):
        layer = getattr(keras.layers, name)
        layer.__init__ = _with_old_arguments(layer.__init__, name, spelled, seen)
    taken = keras.layers.InputLayer
    taken.__init__ = _with_a_number(taken.__init__, spelled)
    for side in ("input", "output"):
        if not hasattr(keras.layers.Layer, f"{side}_shape"):
            setattr(keras.layers.Layer, f"{side}_shape", _Shape(side, spelled))


def _with_old_arguments(
    original: Callable[..., None], layer: str, spelled: Spelled, seen: set[str]
) -> Callable[..., None]:
    """Return a constructor that takes old arguments; once some were `seen`, the program is one of Keras 1."""

    @functools.wraps(original)
    def init(self: Any, *args: Any, **options: Any) -> None:
        renamed = {**ARGUMENTS, **({"output_dim": "units"} if layer in WITH_UNITS else {})}
        old = [name for name in options if name in renamed and renamed[name] not in options]
        for name in old:
            spelled(f"{name}=", f"{renamed[name]}=")
            options[renamed[name]] = options.pop(name)
        seen.update(old)
        if layer == "Conv2D":
            args = _kernel(args, options, spelled, old=bool(seen))
        if layer in AVERAGES and not args and "pool_size" not in options:
            spelled(f"{layer}()", f"{layer}(pool_size=2)")
            options["pool_size"] = 2
        original(self, *args, **options)

    vars(init)["__signature__"] = inspect.signature(original)  # Keras reads it in two ways that must agree
    return init


def _with_a_number(original: Callable[..., None], spelled: Spelled) -> Callable[..., None]:
    """Return a constructor that takes a number for a shape of one axis, as TensorFlow's Keras 2 did."""

    @functools.wraps(original)
    def init(self: Any, *args: Any, **options: Any) -> None:
        if args:
            options["shape"], args = args[0], args[1:]
        for name in {"shape", "input_shape"} & options.keys():
            if isinstance(options[name], int):
                spelled("shape=(n)", "shape=(n,)")
                options[name] = (options[name],)
        original(self, *args, **options)

    vars(init)["__signature__"] = inspect.signature(original)
    return init


def _kernel(args: tuple[Any, ...], options: dict[str, Any], spelled: Spelled, *, old: bool) -> tuple[Any, ...]:
    """Gather rows and columns of a kernel, which Keras 1 took one by one, in `options`; return the other arguments."""
    named = [options.pop(side) for side in _SIDES if side in options]
    rows_and_columns = (*args[1:], *named)
    are_sides = len(rows_and_columns) == len(_SIDES) and all(isinstance(side, int) for side in rows_and_columns)
    if not are_sides or not (old or named):
        options.update(zip(_SIDES[-len(named) :], named, strict=True) if named else ())
        return args
    spelled("nb_row=, nb_col=", "kernel_size=")
    options["kernel_size"] = rows_and_columns
    return args[:1]


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
