"""Functions that `keras.backend` had: on tensors, and those of Keras 1 that say where images have their channels."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import Any

from autograder.probe.homes import homes
from autograder.probe.keras2.notes import Spelled

ORDERINGS = {"tf": "channels_last", "th": "channels_first"}


def install(spelled: Spelled) -> None:
    """Bring them back."""
    import keras

    def image_dim_ordering() -> str:
        spelled("keras.backend.image_dim_ordering", "keras.backend.image_data_format")
        return "tf" if keras.backend.image_data_format() == "channels_last" else "th"

    def set_image_dim_ordering(ordering: str) -> None:
        spelled("keras.backend.set_image_dim_ordering", "keras.backend.set_image_data_format")
        if ordering not in ORDERINGS:
            raise ValueError(f"Unknown dim_ordering: {ordering}")
        keras.backend.set_image_data_format(ORDERINGS[ordering])

    _on_tensors(spelled)
    for home in homes("backend"):
        vars(home).update(image_dim_ordering=image_dim_ordering, set_image_dim_ordering=set_image_dim_ordering)


def _on_tensors(spelled: Spelled) -> None:
    """Let `keras.backend` have the functions on tensors that only `tensorflow.keras.backend` still has."""
    if "tensorflow" not in sys.modules:
        return
    import keras
    from keras._tf_keras.keras import backend as whole

    for name, function in vars(whole).items():
        if callable(function) and not name.startswith("_") and not hasattr(keras.backend, name):
            home = "keras.ops" if hasattr(keras.ops, name) else "tf.keras.backend"
            setattr(keras.backend, name, _noted(function, name, home, spelled))


def _noted(function: Callable[..., Any], name: str, home: str, spelled: Spelled) -> Callable[..., Any]:
    @functools.wraps(function)
    def call(*args: Any, **options: Any) -> Any:
        spelled(f"keras.backend.{name}", f"{home}.{name}")
        return function(*args, **options)

    return call
