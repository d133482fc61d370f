"""Names that Keras's modules do not have any more: those with another name today, and those that `tf.keras` kept."""

from __future__ import annotations

import functools
import importlib
import inspect
from collections.abc import Callable
from typing import Any

from autograder.frameworks.keras.keras2.notes import Spelled
from autograder.frameworks.keras.namespaces import WHOLE, homes
from autograder.keras_names.table import DEFAULTS, KEPT, MISSING, MODULES, NAMES

_UNUSABLE = "optimizers.legacy"
"""A module that is there, though nothing in it can be used."""


def install(spelled: Spelled) -> None:
    """Bring them back."""
    vars(importlib.import_module("keras.layers"))["ThresholdedReLU"] = functools.partial(_thresholded, spelled)
    for part, kept in KEPT.items():
        for name in kept:
            _kept(part, name, spelled)
    for part in ("losses", "metrics"):
        for name in MISSING:
            _missing(part, name, spelled)
    for old, new in NAMES.items():
        part, _dot, name = old.rpartition(".")
        for home in () if part in MODULES else homes(part):
            if name not in vars(home) or part == _UNUSABLE:
                vars(home)[name] = stand_in(old, new, spelled)


def stand_in(old: str, new: str, spelled: Spelled) -> Any:
    """Return what works under an old name as under today's; a class can be derived from, and knows its instances."""
    part, _dot, name = new.rpartition(".")
    today = getattr(importlib.import_module(f"keras.{part}"), name)
    return noted(today, f"keras.{old}", f"keras.{new}", spelled, DEFAULTS.get(old, {}))


def noted(today: Any, old: str, new: str, spelled: Spelled, defaults: Any = ()) -> Any:
    """Return a class or function that is noted under its old name where it is used."""

    @functools.wraps(today, updated=())
    def make(*args: Any, **options: Any) -> Any:
        spelled(old, new)
        return today(*args, **{**dict(defaults), **options})

    return as_class(today, make) if inspect.isclass(today) else make


def as_class(today: type, make: Callable[..., Any]) -> type:
    """Return a class whose objects are made by a function, and are of the class of today."""

    class Meta(type(today)):  # type: ignore[misc] # whatever makes the class
        def __call__(cls, *args: Any, **options: Any) -> Any:
            return make(*args, **options) if cls is old else super().__call__(*args, **options)

        def __instancecheck__(cls, instance: object) -> bool:
            return isinstance(instance, today) if cls is old else super().__instancecheck__(instance)

    old = Meta(today.__name__, (today,), {"__module__": today.__module__, "__doc__": today.__doc__})
    return old


def _kept(part: str, name: str, spelled: Spelled) -> None:
    """Let a module of `keras` have a name that only `tf.keras` still has."""
    whole, home = importlib.import_module(f"{WHOLE}.{part}"), importlib.import_module(f"keras.{part}")
    if hasattr(whole, name) and not hasattr(home, name):
        vars(home)[name] = noted(getattr(whole, name), f"keras.{part}.{name}", f"tf.keras.{part}.{name}", spelled)


def _missing(part: str, name: str, spelled: Spelled) -> None:
    """Let a module of `tf.keras` have a name that only `keras` has."""
    today = getattr(importlib.import_module(f"keras.{part}"), name)
    for home in homes(part):
        if name not in vars(home):
            vars(home)[name] = noted(today, f"tf.keras.{part}.{name}", f"keras.{part}.{name}", spelled)


def _thresholded(spelled: Spelled, theta: float = 1.0, **options: Any) -> Any:
    import keras

    spelled("layers.ThresholdedReLU", "layers.ReLU(threshold=…)")
    return keras.layers.ReLU(threshold=theta, **options)
