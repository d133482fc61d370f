"""Layers take the arguments that Keras 1 and 2 had."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

from autograder.frameworks.keras.keras2 import channels, kernels
from autograder.frameworks.keras.keras2.arguments import rewrite
from autograder.frameworks.keras.keras2.names import as_class
from autograder.frameworks.keras.keras2.notes import Spelled
from autograder.frameworks.keras.namespaces import homes
from autograder.keras_names.table import AVERAGES

_OF_SEQUENCES = ("Conv1D", "LSTM", "GRU", "SimpleRNN")
_OF_IMAGES = ("Conv2D", "SeparableConv2D")
_OF_WEIGHTS = ("name", "shape", "dtype", "initializer", "regularizer", "trainable", "constraint")


_signature = functools.cache(inspect.signature)


def warm() -> None:
    """Read the signatures of all layers, once for all forks: that takes a quarter of the time of `install`."""
    for _name, layer in _layers():
        _signature(layer.__init__)


def install(spelled: Spelled) -> None:
    """Accept the old arguments."""
    import keras

    seen: set[str] = set()
    plain = {keras.layers.Layer.__init__, keras.layers.InputLayer.__init__}
    for name, layer in _layers():
        if layer.__init__ not in plain:
            layer.__init__ = _with_old_arguments(layer.__init__, name, spelled, seen)
            plain.add(layer.__init__)
    keras.layers.Layer.__init__ = _with_what_every_layer_took(keras.layers.Layer.__init__, spelled)
    keras.layers.InputLayer.__init__ = _with_a_number(keras.layers.InputLayer.__init__, spelled)
    keras.Sequential.add = _with_a_batch(keras.Sequential.add)
    for name in ("add_weight", "add_variable"):
        setattr(keras.layers.Layer, name, _with_a_name(getattr(keras.layers.Layer, name), spelled))
    for name in kernels.OF_KERAS_1:
        for home in homes("layers"):
            vars(home)[name] = _of_keras_1(vars(home)[name], spelled)


def _layers() -> list[tuple[str, Any]]:
    """Return Keras's layers by name."""
    import keras

    found = [(name, each) for name, each in vars(keras.layers).items() if inspect.isclass(each)]
    return [(name, each) for name, each in found if issubclass(each, keras.layers.Layer) and name == each.__name__]


def _with_old_arguments(
    original: Callable[..., None], layer: str, spelled: Spelled, seen: set[str]
) -> Callable[..., None]:
    """Return a constructor that takes old arguments; once some were `seen`, the program is one of Keras 1."""
    signature = _signature(original)
    takes_any = any(each.kind is inspect.Parameter.VAR_KEYWORD for each in signature.parameters.values())

    @functools.wraps(original)
    def init(self: Any, *args: Any, **options: Any) -> None:
        of_today = kernels.is_of_today(options)
        found = rewrite(options, f"layers.{layer}", spelled, signature.parameters)
        seen.update(found)
        old = bool(found or (seen and not of_today))
        args = kernels.gathered(layer, args, options, spelled, old=old)
        if old and layer in _OF_IMAGES:
            channels.place(options, spelled)
        if layer in AVERAGES and not args and "pool_size" not in options:
            spelled(f"{layer}()", f"{layer}(pool_size=2)")
            options["pool_size"] = 2
        if layer in _OF_SEQUENCES and "input_dim" in options:
            spelled("input_dim=, input_length=", "input_shape=")
            options["input_shape"] = (options.pop("input_length", None), options.pop("input_dim"))
        shape = None if takes_any else options.pop("input_shape", None)
        original(self, *args, **options)
        if shape is not None:
            self._input_shape_arg = shape

    vars(init)["__signature__"] = signature  # Keras reads it in two ways that must agree
    return init


def _with_what_every_layer_took(original: Callable[..., None], spelled: Spelled) -> Callable[..., None]:
    """Return the constructor of every layer; it takes a shape with a batch in it, and weights to begin with."""

    @functools.wraps(original)
    def init(self: Any, *args: Any, **options: Any) -> None:
        batch = options.pop("batch_input_shape", None)
        weights = options.pop("weights", None)
        if "input_dtype" in options:
            spelled("input_dtype=", "dtype=")
            options["dtype"] = options.pop("input_dtype")
        if batch is not None:
            spelled("batch_input_shape=", "keras.Input(batch_shape=…)")
            options["input_shape"] = tuple(batch[1:])
        original(self, *args, **options)
        if batch is not None and batch[0] is not None:
            self._batch_input_shape = tuple(batch)
        if weights is not None:
            spelled("weights=", ".set_weights")
            self.build = _built_with(self, weights)

    vars(init)["__signature__"] = inspect.signature(original)
    return init


def _with_a_name(adding: Callable[..., Any], spelled: Spelled) -> Callable[..., Any]:
    """Return the method that adds a weight, which took its name first."""

    @functools.wraps(adding)
    def add(self: Any, *args: Any, **options: Any) -> Any:
        if not args or not isinstance(args[0], str):
            return adding(self, *args, **options)
        spelled('add_weight("…")', "add_weight(name=…)")
        return self.add_weight(**{**dict(zip(_OF_WEIGHTS, args, strict=False)), **options})

    return add


def _built_with(layer: Any, weights: Any) -> Callable[..., None]:
    """Return a layer's `build` that sets its weights."""
    plain = layer.build

    @functools.wraps(plain)
    def build(*args: Any, **options: Any) -> None:
        plain(*args, **options)
        layer.set_weights(weights)

    return build


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


def _with_a_batch(add: Callable[..., None]) -> Callable[..., None]:
    """Return `Sequential.add`, which gives the network the size of batches that its first layer was given."""

    @functools.wraps(add)
    def adding(self: Any, layer: Any, *args: Any, **options: Any) -> None:
        import keras

        if not self._layers and (shape := getattr(layer, "_batch_input_shape", None)) is not None:
            add(self, keras.layers.InputLayer(batch_shape=shape), *args, **options)
        add(self, layer, *args, **options)

    return adding


def _of_keras_1(today: Any, spelled: Spelled) -> type:
    """Return a layer under its name of Keras 1: several numbers are the sides of its kernel."""

    def make(*args: Any, **options: Any) -> Any:
        if not (of_today := kernels.is_of_today(options)) and len(args) > 1 and isinstance(args[1], int):
            channels.place(options, spelled)
        return today(*kernels.gathered(today.__name__, args, options, spelled, old=not of_today), **options)

    return as_class(today, make)
