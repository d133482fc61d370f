"""Arguments that have another name today, or none: what takes them takes the old ones as well."""

from __future__ import annotations

import functools
import importlib
import inspect
from collections.abc import Callable, Iterable
from typing import Any

from autograder.frameworks.keras.keras2.notes import Spelled
from autograder.frameworks.keras.namespaces import WHOLE, homes
from autograder.keras_names.table import ARGUMENTS, LEFT_OUT, OTHER_ARGUMENTS, WORDS, shown


def install(spelled: Spelled) -> None:
    """Let classes, functions and methods of models take the old arguments; layers take theirs in `layers`."""
    import keras

    for owner in sorted(OTHER_ARGUMENTS.keys() | LEFT_OUT.keys()):
        part, _dot, name = owner.rpartition(".")
        if part == "Model":
            having = next(each for each in keras.Model.__mro__ if name in vars(each))
            setattr(having, name, taking(vars(having)[name], owner, spelled))  # Keras asks whether it was overridden
        elif part and part != "layers":
            _let_take(part, name, spelled)
    _let_models_take(spelled)


def taking(function: Callable[..., Any], owner: str, spelled: Spelled) -> Callable[..., Any]:
    """Return a function that takes the old arguments of an owner in the table."""

    @functools.wraps(function)
    def call(*args: Any, **options: Any) -> Any:
        rewrite(options, owner, spelled)
        return function(*args, **options)

    vars(call)["__signature__"] = inspect.signature(function)  # Keras reads it in two ways that must agree
    return call


def rewrite(options: dict[str, Any], owner: str, spelled: Spelled, taken: Iterable[str] = ()) -> set[str]:
    """Write old arguments as today's, and leave out those that are gone; return the old names that had others.

    Args:
        options: the arguments by name; changed in place.
        owner: what takes them, as the table names it.
        spelled: is told about each.
        taken: the names that a layer takes; arguments of Keras 1 go by them.
    """
    layers = {old: [new for new in names if new in taken] for old, names in ARGUMENTS.items() if old not in taken}
    others = {old: [new] for old, new in OTHER_ARGUMENTS.get(owner, {}).items()}
    names = {old: new for old, new in {**layers, **others}.items() if old in options and new and new[0] not in options}
    for old, today in names.items():
        value = options.pop(old)
        for new in today:
            spelled(f"{old}=", f"{new}=")
            options[new] = WORDS[old].get(value, value) if old in WORDS else value
    for old, without_effect in LEFT_OUT.get(owner, {}).items():
        if old in options and _is_without_effect(options[old], without_effect):
            del options[old]
            spelled(f"{shown(owner)}({old}=)", f"{shown(owner)}()")
    return set(names)


def _is_without_effect(value: object, values: tuple[object, ...]) -> bool:
    return not values or any(type(value) is type(each) and value == each for each in values)


def _let_take(part: str, name: str, spelled: Spelled) -> None:
    """Let a class or a function in a part of Keras take old arguments, wherever it is offered."""
    offering = [home for home in (*homes(part), importlib.import_module(f"{WHOLE}.{part}")) if name in vars(home)]
    found: Any = vars(offering[0])[name]
    if inspect.isclass(found):
        found.__init__ = taking(found.__init__, f"{part}.{name}", spelled)  # type: ignore[method-assign] # of Keras
        return
    for home in offering:
        vars(home)[name] = taking(found, f"{part}.{name}", spelled)


def _let_models_take(spelled: Spelled) -> None:
    """Let `Model(input=…, output=…)` be written: a model is a functional one by its arguments."""
    import keras
    from keras.src.models.functional import Functional

    new = keras.Model.__new__

    def make(cls: type, *args: Any, **options: Any) -> Any:
        rewrite(options, "Model", lambda *_: None)
        return new(cls, *args, **options)

    keras.Model.__new__ = staticmethod(make)
    for owner in (keras.Model, Functional):
        owner.__init__ = taking(owner.__init__, "Model", spelled)
