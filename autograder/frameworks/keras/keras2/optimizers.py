"""Optimisers take `lr=` and `decay=`, have an `lr`, and are found in lower case."""

from __future__ import annotations

import functools
import weakref
from collections.abc import Callable
from typing import Any

from autograder.frameworks.keras.keras2.era import Era
from autograder.frameworks.keras.keras2.notes import Spelled
from autograder.frameworks.keras.namespaces import homes
from autograder.keras_names.table import OPTIMIZERS, RATES


def install(spelled: Spelled) -> None:
    """Accept `lr=` and `decay=`, `optimizer.lr`, and names in lower case; give old programs their learning rates."""
    import keras

    era = Era()
    era.install()
    for old, name in OPTIMIZERS.items():
        optimizer = getattr(keras.optimizers, name)
        optimizer.__init__ = _with_lr(optimizer.__init__, spelled)
        if name in RATES:
            optimizer.__init__ = _with_rate_of(era, optimizer.__init__, name, spelled)
        for home in homes("optimizers"):
            setattr(home, old, _lower(name, optimizer, spelled))
    keras.optimizers.Optimizer.lr = property(_rate, _set_rate)
    having = next(each for each in keras.Model.__mro__ if "compile" in vars(each))
    having.compile = _with_one_of_its_own(having.compile, spelled)  # Keras asks whether a model overrides it


def _rate(optimizer: Any) -> Any:
    return optimizer.learning_rate


def _set_rate(optimizer: Any, rate: float) -> None:
    optimizer.learning_rate = rate


def _with_lr(original: Callable[..., None], spelled: Spelled) -> Callable[..., None]:
    @functools.wraps(original)
    def init(self: Any, *args: Any, **options: Any) -> None:
        if "lr" in options:
            spelled("lr=", "learning_rate=")
            options["learning_rate"] = options.pop("lr")
        if options.pop("decay", 0.0):
            spelled("decay=", "keras.optimizers.schedules.InverseTimeDecay")
        if options.get("epsilon", self) is None:
            spelled("epsilon=None", "epsilon=1e-07")
            del options["epsilon"]
        original(self, *args, **options)

    return init


def _with_rate_of(era: Era, original: Callable[..., None], name: str, spelled: Spelled) -> Callable[..., None]:
    @functools.wraps(original)
    def init(self: Any, *args: Any, **options: Any) -> None:
        if era.is_old and not args and not {"lr", "learning_rate"} & options.keys():
            spelled(f"{name}()", f"{name}(learning_rate={RATES[name]})")
            options["learning_rate"] = RATES[name]
        original(self, *args, **options)

    return init


def _with_one_of_its_own(compiling: Callable[..., None], spelled: Spelled) -> Callable[..., None]:
    """Return `compile`, which gives a model a copy of an optimiser that has another one's weights, or shall have."""
    import keras

    @functools.wraps(compiling)
    def compile_(self: Any, optimizer: Any = "rmsprop", *args: Any, **options: Any) -> None:
        own = getattr(self, "optimizer", None)
        if isinstance(optimizer, keras.optimizers.Optimizer) and optimizer is not own:
            taken = getattr(optimizer, "_taken", None)
            if (taken is not None or optimizer.built) and (taken is None or taken() is not self):
                spelled("one optimizer for several models", "an optimizer for each")
                optimizer = type(optimizer).from_config(optimizer.get_config())
            optimizer._taken = weakref.ref(self)  # noqa: SLF001 - a mark of ours
        compiling(self, optimizer, *args, **options)

    return compile_


def _lower(name: str, optimizer: Any, spelled: Spelled) -> Callable[..., Any]:
    def make(*args: Any, **options: Any) -> Any:
        spelled(f"optimizers.{name.lower()}", f"optimizers.{name}")
        return optimizer(*args, **options)

    return make
