"""Names of TensorFlow 1 that programs with Keras use: seeds, sessions that are only configured, optimisers."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import nullcontext
from types import ModuleType
from typing import Any

from autograder.frameworks.keras.keras2.notes import Spelled
from autograder.keras_names.table import TENSORFLOW, TRAINERS

_TAKEN = {"learning_rate": "learning_rate", "beta1": "beta_1", "beta2": "beta_2", "epsilon": "epsilon", "name": "name"}


def install(spelled: Spelled) -> None:
    """Bring them back, where TensorFlow is there."""
    tensorflow = sys.modules.get("tensorflow")
    if tensorflow is None:
        return

    def set_seed(seed: int) -> None:
        spelled("tf.set_random_seed", "tf.random.set_seed")
        tensorflow.random.set_seed(seed)

    def resize_images(*args: Any, **options: Any) -> Any:
        spelled("tf.image.resize_images", "tf.image.resize")
        return tensorflow.compat.v1.image.resize_images(*args, **options)

    for owner in (tensorflow, tensorflow.random):
        vars(owner)["set_random_seed"] = set_seed
    vars(tensorflow.image)["resize_images"] = resize_images
    for old, new in TRAINERS.items():
        vars(tensorflow.train)[old] = _trainer(old, new, spelled)
    _let_find(tensorflow, spelled)


def _let_find(tensorflow: ModuleType, spelled: Spelled) -> None:
    """Let the names be found that `tf.compat.v1` has."""
    plain = getattr(tensorflow, "__getattr__", None)
    session = _session(tensorflow)

    def get(name: str) -> Any:
        if name in TENSORFLOW:
            found = session if name == "Session" else getattr(tensorflow.compat.v1, name)
            spelled(f"tf.{name}", TENSORFLOW[name])
            return found
        if plain is not None:
            return plain(name)
        raise AttributeError(f"module {tensorflow.__name__!r} has no attribute {name!r}")

    vars(tensorflow)["__getattr__"] = get


def _session(tensorflow: ModuleType) -> type[Any]:
    """Return a session that carries its settings: in its block Keras goes on as outside, without a graph."""

    class Session(tensorflow.compat.v1.Session):  # type: ignore[misc,name-defined]
        def __enter__(self) -> Any:
            return self

        def __exit__(self, *error: object) -> None:
            self.close()

        def as_default(self) -> Any:
            return nullcontext(self)

    return Session


def _trainer(old: str, new: str, spelled: Spelled) -> Callable[..., Any]:
    """Return what makes an optimiser of `tf.train`: Keras's of the same arithmetic."""

    def make(learning_rate: Any = 0.001, **options: Any) -> Any:
        import keras

        spelled(f"tf.train.{old}", f"keras.optimizers.{new}")
        if unknown := options.keys() - _TAKEN.keys():
            raise TypeError(f"{old}() got an unexpected keyword argument {min(unknown)!r}")
        return getattr(keras.optimizers, new)(learning_rate, **{_TAKEN[name]: each for name, each in options.items()})

    return make
