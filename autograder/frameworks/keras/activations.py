"""Lower activation functions, however they are spelled, to one name with resolved settings."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import keras

from autograder.frameworks.keras.graph_builder import Builder
from autograder.frameworks.keras.values import plain
from autograder.frameworks.numbers import number
from autograder.records import Json

NATIVE = {
    "tensorflow": {"relu": "relu", "relu6": "relu6", "softmax": "softmax", "sigmoid": "sigmoid", "tanh": "tanh"}
    | {"elu": "elu", "selu": "selu", "silu": "silu", "swish": "silu", "softplus": "softplus"}
    | {"softsign": "softsign", "log_softmax": "log_softmax", "leaky_relu": "leaky_relu", "gelu": "gelu"},
    "jax": {"relu": "relu", "relu6": "relu6", "softmax": "softmax", "sigmoid": "sigmoid", "tanh": "tanh"}
    | {"elu": "elu", "selu": "selu", "silu": "silu", "swish": "silu", "softplus": "softplus"}
    | {"soft_sign": "softsign", "log_softmax": "log_softmax"},
}
"""Functions of `tensorflow.nn` and `jax.nn` whose defaults mean the same as Keras's function of that name."""

SETTINGS: dict[str, dict[str, Json]] = {
    "leaky_relu": {"negative_slope": 0.2},
    "elu": {"alpha": 1.0},
    "celu": {"alpha": 1.0},
    "gelu": {"approximate": False},
    "softmax": {"axis": -1},
    "log_softmax": {"axis": -1},
    "sparsemax": {"axis": -1},
    "squareplus": {"b": 4},
    "hard_shrink": {"threshold": 0.5},
    "soft_shrink": {"threshold": 0.5},
    "threshold": {"threshold": None, "default_value": None},
    "glu": {"axis": -1},
}
"""The settings of Keras's activation functions, with their defaults."""

PLAIN = frozenset(
    {"linear", "relu", "relu6", "sigmoid", "tanh", "selu", "silu", "softplus", "softsign", "exponential", "mish"}
    | {"hard_sigmoid", "hard_silu", "hard_tanh", "tanh_shrink", "sparse_plus", "log_sigmoid", "sparse_sigmoid"}
)
"""Activation functions without settings of their own (`relu` is written out with all of its settings)."""


@cache
def named_functions() -> Mapping[Any, str]:
    """Map every activation function of Keras, and of the libraries below it, to Keras's name for it."""
    names = {getattr(keras.activations, name): name for name in PLAIN | SETTINGS.keys()}
    for library, functions in NATIVE.items():
        module = getattr(sys.modules.get(library), "nn", None)
        found = {getattr(module, native, None): name for native, name in functions.items()}
        names |= {function: name for function, name in found.items() if function is not None}
    return names


def add_activation(builder: Builder, name: str, settings: Mapping[str, Any], source: int) -> int:
    """Append a named activation with its settings resolved; nothing for a linear one."""
    if name == "linear":
        return source
    op, attributes = canonical(name, settings, rank=len(builder.shape(source)))
    return builder.add(op, attributes, [source], builder.shape(source))


def canonical(name: str, settings: Mapping[str, Any], *, rank: int) -> tuple[str, dict[str, Json]]:
    """Return an activation's canonical name and settings. Every piecewise linear rectifier is a `relu`."""
    if name in {"relu", "relu6", "leaky_relu"}:
        given = {"max_value": 6} if name == "relu6" else dict(settings)
        slope = given.get("negative_slope", 0.2 if name == "leaky_relu" else 0.0)
        limit = given.get("max_value")
        return "relu", {
            "negative_slope": number(float(slope or 0)),
            "max_value": None if limit is None else number(float(limit)),
            "threshold": number(float(given.get("threshold") or 0)),
        }
    resolved = {**SETTINGS.get(name, {}), **settings}
    if "axis" in resolved:
        resolved["axis"] = positive_axes(resolved["axis"], rank)
    return name, {key: plain(value) for key, value in resolved.items()}


def positive_axes(axis: Any, rank: int) -> Json:
    """Return an axis counted from the front; several axes sorted, a single one bare."""
    if isinstance(axis, Sequence):
        axes = sorted(int(item) % rank for item in axis)
        return axes[0] if len(axes) == 1 else axes
    return int(axis) % rank


def activation_name(function: Callable[..., Any]) -> str | None:
    """Return Keras's name for an activation function, by identity; None for anything else."""
    try:
        return named_functions().get(function)
    except TypeError:
        return None
