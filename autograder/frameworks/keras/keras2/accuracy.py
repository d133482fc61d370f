"""Accuracy beside the loss as Keras 0 gave it: asked for where a model is fitted, not where it is compiled."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

from autograder.frameworks.keras.keras2.notes import Spelled

_ASKING = {
    **dict.fromkeys(("fit", "evaluate"), "show_accuracy"),
    **dict.fromkeys(("train_on_batch", "test_on_batch"), "accuracy"),
}
"""Methods of models, and the argument that asked for accuracy."""
_ADDED = "_accuracy_was_asked_for"


def install(spelled: Spelled) -> None:
    """Let models be asked for it there."""
    import keras

    for name, argument in _ASKING.items():
        having = next(each for each in keras.Model.__mro__ if name in vars(each))
        setattr(having, name, _asked(vars(having)[name], argument, spelled))  # Keras asks whether it was overridden


def _asked(method: Callable[..., Any], argument: str, spelled: Spelled) -> Callable[..., Any]:
    """Return a method that takes the argument, and gives the loss alone where accuracy was asked for elsewhere only."""

    @functools.wraps(method)
    def call(self: Any, *args: Any, **options: Any) -> Any:
        asked = argument in options and options.pop(argument)
        if asked:
            spelled(f"{argument}=", 'metrics=["accuracy"]')
            _measure(self)
        found = method(self, *args, **options)
        return found[0] if isinstance(found, list) and not asked and hasattr(self, _ADDED) else found

    vars(call)["__signature__"] = inspect.signature(method)  # Keras reads it in two ways that must agree
    return call


def _measure(model: Any) -> None:
    """Let a model that was compiled without metrics measure accuracy."""
    if model.compiled and not model.get_compile_config().get("metrics"):
        model.compile(optimizer=model.optimizer, loss=model.loss, metrics=["accuracy"])
        setattr(model, _ADDED, True)
