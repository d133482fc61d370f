"""What `keras.backend` had: functions on tensors and of networks, and where images have their channels."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

from autograder.frameworks.keras.keras2.notes import Spelled
from autograder.frameworks.keras.namespaces import homes

ORDERINGS = {"tf": "channels_last", "th": "channels_first"}
_OF_GRAPHS = frozenset({"gradients"})
"""Functions that work in graphs of TensorFlow 1 alone, and say themselves what to write today."""


class _Phase(int):
    """The phase of learning, where a function of a network takes it: 0 for predicting, 1 for training."""


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
        vars(home).update(_of_networks(spelled), __getattr__=_tensorflow(home, spelled))


def _of_networks(spelled: Spelled) -> dict[str, Callable[..., Any]]:
    """Return the functions that stood between a network and TensorFlow 1, by name."""

    def function(inputs: Sequence[Any], outputs: Any, *_: Any, **_options: Any) -> Callable[..., Any]:
        spelled("keras.backend.function", "keras.Model")
        return _function(inputs, outputs)

    def learning_phase() -> int:
        spelled("keras.backend.learning_phase", "training=")
        return _Phase(0)

    def set_learning_phase(value: int) -> None:
        if value:
            raise AttributeError("module 'keras.backend' has no attribute 'set_learning_phase'; write training=True")
        spelled("keras.backend.set_learning_phase", "training=")

    def set_session(_session: Any) -> None:
        spelled("keras.backend.set_session", "tf.config")

    def set_value(variable: Any, value: Any) -> None:
        spelled("keras.backend.set_value", ".assign")
        variable.assign(value)

    served = (function, learning_phase, set_learning_phase, set_session, set_value)
    return {each.__name__: each for each in served}


def _function(inputs: Sequence[Any], outputs: Any) -> Callable[..., Any]:
    """Return the function that gives a network's tensors from arrays; the phase of learning may be among them."""
    import keras

    tensors = [each for each in inputs if not isinstance(each, _Phase)]
    phases = [isinstance(each, _Phase) for each in inputs]
    part = keras.Model(tensors, outputs)

    def call(values: Any) -> Any:
        given = list(values) if isinstance(values, list | tuple) else [values]
        training = any(value for value, is_phase in zip(given, phases, strict=False) if is_phase)
        taken = [value for value, is_phase in zip(given, phases, strict=False) if not is_phase]
        found = part(taken[0] if len(tensors) == 1 else taken, training=training)
        arrays = [keras.ops.convert_to_numpy(each) for each in keras.tree.flatten(found)]
        return arrays if isinstance(outputs, list | tuple) else arrays[0]

    return call


def _tensorflow(home: ModuleType, spelled: Spelled) -> Callable[[str], Any]:
    """Return a `__getattr__` for a module that had TensorFlow under the name `tf`."""

    def get(name: str) -> Any:
        if name != "tf" or "tensorflow" not in sys.modules:
            raise AttributeError(f"module {home.__name__!r} has no attribute {name!r}")
        spelled("keras.backend.tf", "tensorflow")
        return sys.modules["tensorflow"]

    return get


def _on_tensors(spelled: Spelled) -> None:
    """Let `keras.backend` have the functions on tensors that only `tensorflow.keras.backend` still has."""
    if "tensorflow" not in sys.modules:
        return
    import keras
    from keras._tf_keras.keras import backend as whole

    for name, function in vars(whole).items():
        if callable(function) and not name.startswith("_") and not hasattr(keras.backend, name):
            home = "keras.ops" if hasattr(keras.ops, name) else "tf.keras.backend"
            left = name in _OF_GRAPHS
            setattr(keras.backend, name, function if left else _noted(function, name, home, spelled))


def _noted(function: Callable[..., Any], name: str, home: str, spelled: Spelled) -> Callable[..., Any]:
    """Return the function, which says how it is written today; what stands for a layer's result goes to that one."""
    import keras

    @functools.wraps(function)
    def call(*args: Any, **options: Any) -> Any:
        spelled(f"keras.backend.{name}", f"{home}.{name}")
        symbolic = home == "keras.ops" and any(isinstance(value, keras.KerasTensor) for value in args)
        return (getattr(keras.ops, name) if symbolic else function)(*args, **options)

    return call
