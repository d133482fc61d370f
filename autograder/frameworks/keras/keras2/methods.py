"""Methods, arguments, classes and functions that are gone."""

from __future__ import annotations

import functools
import sys
from typing import Any

from autograder.frameworks.keras.keras2.notes import Spelled
from autograder.frameworks.keras.namespaces import homes
from autograder.keras_names.table import LOSSES, METHODS


def install(spelled: Spelled) -> None:
    """Bring them back."""
    _methods(spelled)
    _names_of_losses(spelled)
    _image_generator(spelled)
    _images_in_grey(spelled)
    _categories(spelled)


def _methods(spelled: Spelled) -> None:
    """Bring back the methods of models that are gone, and what others gave."""
    import keras

    def predict_classes(self: Any, *args: Any, **options: Any) -> Any:
        spelled(".predict_classes", f".{METHODS['predict_classes']}")
        found = self.predict(*args, **options)
        return found.argmax(axis=-1) if found.shape[-1] > 1 else (found > 0.5).astype("int32")

    def reset_states(self: Any) -> None:
        spelled(".reset_states", ".reset_state")
        for each in self.layers if isinstance(self, keras.Model) else [self]:
            if hasattr(each, "reset_state"):
                each.reset_state()

    keras.Model.predict_classes = predict_classes
    keras.Model.reset_states = keras.metrics.Metric.reset_states = reset_states
    for name in ("input", "output"):
        setattr(keras.Sequential, name, _only_tensor(f"{name}s", spelled))
    keras.Model.metrics_names = property(_names_of_metrics)


def _names_of_metrics(model: Any) -> list[str]:
    """Return the names of what evaluate() gives, one by one, as before: today's are "loss" and "compile_metrics"."""
    return [each.name for metric in model.metrics for each in getattr(metric, "metrics", None) or [metric]]


def _names_of_losses(spelled: Spelled) -> None:
    """Let compile() take losses and metrics by the names that they had."""
    import keras

    having = next(each for each in keras.Model.__mro__ if "compile" in vars(each))
    compiling = having.compile

    @functools.wraps(compiling)
    def compile_(self: Any, *args: Any, **options: Any) -> Any:
        given = list(args)
        if len(given) > 1:
            given[1] = _today(given[1], "loss", spelled)
        for kind in {"loss", "metrics"} & options.keys():
            options[kind] = _today(options[kind], kind, spelled)
        return compiling(self, *given, **options)

    having.compile = compile_  # Keras asks whether a model overrides it


def _today(given: Any, kind: str, spelled: Spelled) -> Any:
    """Return losses or metrics with today's names, in the same lists and dictionaries."""
    if isinstance(given, str) and given in LOSSES:
        spelled(f"{kind}={given!r}", f"{kind}={LOSSES[given]!r}")
        return LOSSES[given]
    if isinstance(given, dict):
        return {name: _today(each, kind, spelled) for name, each in given.items()}
    return [_today(each, kind, spelled) for each in given] if isinstance(given, list | tuple) else given


def _only_tensor(name: str, spelled: Spelled) -> property:
    """Return `Sequential.input` or `.output`, which today exist only once the model was called.

    Keras reads them too, as where a model is added to another one: that is no spelling of the submission's.
    """

    def read(self: Any) -> Any:
        tensors = getattr(self, name)
        if not sys._getframe(1).f_globals.get("__name__", "").startswith("keras."):  # noqa: SLF001 - who asks
            spelled(f"Sequential.{name[:-1]}", f"Sequential.{name}[0]")
        return tensors[0]

    return property(read)


def _image_generator(spelled: Spelled) -> None:
    """Let `keras.preprocessing.image.ImageDataGenerator` be imported, which only `tensorflow.keras` still has."""
    from keras.src.legacy.preprocessing import image

    def make(*args: Any, **options: Any) -> Any:
        spelled("keras.preprocessing.image.ImageDataGenerator", "keras.layers.RandomRotation and its like")
        return image.ImageDataGenerator(*args, **options)

    def following(self: Any) -> Any:
        spelled(".next()", "next()")
        return next(self)

    image.Iterator.next = following
    for home in homes("preprocessing.image"):
        if not hasattr(home, "ImageDataGenerator"):
            home.ImageDataGenerator = make  # type: ignore[attr-defined] # a module of Keras


def _images_in_grey(spelled: Spelled) -> None:
    """Let `load_img` be asked for grey images as before."""
    import keras

    original = keras.utils.load_img

    @functools.wraps(original)
    def load_img(*args: Any, **options: Any) -> Any:
        if "grayscale" in options:
            spelled("grayscale=", 'color_mode="grayscale"')
            if options.pop("grayscale"):
                options["color_mode"] = "grayscale"
        return original(*args, **options)

    for home in (*homes("utils"), *homes("preprocessing.image")):
        vars(home)["load_img"] = load_img


def _categories(spelled: Spelled) -> None:
    """Let `to_categorical` be asked for a type."""
    import keras

    original = keras.utils.to_categorical

    @functools.wraps(original)
    def to_categorical(*args: Any, **options: Any) -> Any:
        dtype = options.pop("dtype", None)
        made = original(*args, **options)
        if dtype is None:
            return made
        spelled("to_categorical(dtype=)", "to_categorical().astype()")
        return made.astype(dtype)

    for home in homes("utils"):
        vars(home)["to_categorical"] = to_categorical
