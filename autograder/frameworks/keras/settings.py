"""Read what a layer was told: its configuration, and the arguments that it is called with."""

from __future__ import annotations

import contextlib
import inspect
import re
import warnings
from collections.abc import Mapping
from typing import Any

import keras

from autograder.frameworks.keras.activations import activation_name
from autograder.frameworks.keras.calls import OperationCall, Tensor
from autograder.frameworks.keras.values import is_network, plain
from autograder.records import Json


def snake(name: str) -> str:
    """Return a class name as Keras writes it in layer names: `MaxPooling2D` is `max_pooling2d`."""
    name = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub("([a-z])([A-Z])", r"\1_\2", name).lower()


FLAGS = frozenset(
    {"use_bias", "use_scale", "center", "scale", "keepdims", "mask_zero"}
    | {"return_sequences", "return_state", "go_backwards", "stateful"}
)
"""Settings that mean yes or no, which may also be written as 1 and 0."""


def config_of(layer: Any) -> dict[str, Any]:
    """Return a layer's configuration, even where its activation cannot be serialised."""
    activation = getattr(layer, "activation", None)
    swap = activation is not None and activation_name(activation) is None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            if swap:
                layer.activation = keras.activations.linear
            return dict(layer.get_config())
        except (NotImplementedError, TypeError, ValueError, AttributeError):
            return public_state(layer)
        finally:
            if swap:
                with contextlib.suppress(AttributeError):
                    layer.activation = activation


def public_state(layer: Any) -> dict[str, Any]:
    """Return the plain values that a layer keeps under public names, for one that has no configuration."""
    kinds = (bool, int, float, str, tuple, list)
    return {name: value for name, value in vars(layer).items() if name[0] != "_" and isinstance(value, kinds)}


def attributes_of(layer: Any, *without: str) -> dict[str, Json]:
    """Return the settings of a layer that are part of the network."""
    config = config_of(layer)
    left_out = {*without, "activity_regularizer"}
    settings = {name: plain(value) for name, value in config.items() if is_network(name) and name not in left_out}
    return {name: bool(value) if name in FLAGS and value in (0, 1) else value for name, value in settings.items()}


def function_text(layer: Any, name: str) -> Json:
    """Return a function that a layer applies inside by its name in Keras, any other by its code."""
    function = getattr(layer, name)
    return activation_name(function) or plain(function)


def bound_arguments(call: OperationCall) -> dict[str, Any]:
    """Return the call's arguments by name, in the order of the signature, without those left at their defaults."""
    parameters = inspect.signature(call.operation.call).parameters
    try:
        bound = inspect.signature(call.operation.call).bind(*call.args, **call.kwargs).arguments
    except TypeError:
        return {"args": call.args, **call.kwargs}
    return {
        name: value
        for name, value in bound.items()
        if name != "training" and value is not None and parameters[name].default is not value
    }


def call_attributes(arguments: Mapping[str, Any]) -> dict[str, Json]:
    """Return what a call says beyond its first argument, with numbered places for its tensors."""
    names = list(arguments)
    if len(names) <= 1 and all(isinstance(value, Tensor) for value in arguments.values()):
        return {}
    numbered = iter(range(1000))

    def place(value: Any) -> Any:
        if isinstance(value, Tensor):
            return {"input": next(numbered)}
        if isinstance(value, Mapping):
            return {name: place(item) for name, item in value.items()}
        return [place(item) for item in value] if isinstance(value, list | tuple) else plain(value)

    return {"arguments": {name: place(value) for name, value in arguments.items()}}
