"""Methods, arguments, classes and functions that are gone."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import Any

from autograder.probe.homes import homes
from autograder.probe.keras2.notes import Spelled
from autograder.probe.keras2.table import CONSTRAINTS, GENERATORS, METHODS, QUEUE, RENAMED


def install(spelled: Spelled) -> None:
    """Bring them back."""
    _methods(spelled)
    _image_generator(spelled)
    _images_in_grey(spelled)
    _constraints(spelled)
    _tensorflow(spelled)


def _methods(spelled: Spelled) -> None:
    """Bring back the methods of models that are gone."""
    import keras

    def generator(old: str, new: str) -> Callable[..., Any]:
        def method(self: Any, *args: Any, **options: Any) -> Any:
            spelled(f".{old}", f".{new}")
            names = GENERATORS.get(old, ())
            given = args if args or "generator" not in options else (options.pop("generator"),)
            named = dict(zip(names, given[1:], strict=False))
            return getattr(self, new)(*given[:1], *given[1 + len(named) :], **named, **options)

        return method

    def predict_classes(self: Any, *args: Any, **options: Any) -> Any:
        spelled(".predict_classes", f".{METHODS['predict_classes']}")
        return self.predict(*args, **options).argmax(axis=-1)

    for old, new in {**RENAMED, "predict_proba": "predict"}.items():
        setattr(keras.Model, old, generator(old, new))
    keras.Model.predict_classes = predict_classes
    for name in ("input", "output"):
        setattr(keras.Sequential, name, _only_tensor(f"{name}s", spelled))
    for name in RENAMED.values():
        setattr(keras.Model, name, _with_old_arguments(getattr(keras.Model, name), spelled))


def _with_old_arguments(method: Callable[..., Any], spelled: Spelled) -> Callable[..., Any]:
    """Return fit(), evaluate() or predict() that takes the arguments of Keras 1 and 2 as well."""

    @functools.wraps(method)
    def taking(self: Any, *args: Any, **options: Any) -> Any:
        if "nb_epoch" in options:
            spelled("nb_epoch=", "epochs=")
            options["epochs"] = options.pop("nb_epoch")
        for old in QUEUE.keys() & options.keys():
            spelled(f"{old}=", QUEUE[old])
            del options[old]
        return method(self, *args, **options)

    return taking


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
    from keras.src.legacy.preprocessing.image import ImageDataGenerator

    def make(*args: Any, **options: Any) -> Any:
        spelled("keras.preprocessing.image.ImageDataGenerator", "keras.layers.RandomRotation and its like")
        return ImageDataGenerator(*args, **options)

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


def _constraints(spelled: Spelled) -> None:
    """Bring back the short names of constraints."""
    import keras

    def constraint(old: str, new: str) -> Callable[..., Any]:
        def make(*args: Any, **options: Any) -> Any:
            spelled(f"keras.constraints.{old}", f"keras.constraints.{new}")
            return getattr(keras.constraints, new)(*args, **options)

        return make

    for old, new in CONSTRAINTS.items():
        for home in homes("constraints"):
            vars(home)[old] = constraint(old, new)


def _tensorflow(spelled: Spelled) -> None:
    """Bring back the seeds of TensorFlow 1."""
    tensorflow = sys.modules.get("tensorflow")
    if tensorflow is None:
        return

    def set_seed(seed: int) -> None:
        spelled("tf.set_random_seed", "tf.random.set_seed")
        tensorflow.random.set_seed(seed)

    for owner in (tensorflow, tensorflow.random):
        vars(owner)["set_random_seed"] = set_seed
