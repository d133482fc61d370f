"""Find what in a saved configuration is neither Keras's own nor ours: only a submission's code could rebuild it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import keras

OWN_PACKAGE = "autograder"
"""The package under which our own layers are registered."""
FUNCTIONS = ("activations", "losses", "metrics", "initializers", "regularizers", "constraints")
"""The modules of Keras that name functions by their bare names."""
APPLIED = frozenset({"activation", "recurrent_activation"})
"""Settings of layers that Keras writes as bare names of functions; what has no name stands there as byte code."""
PLAIN = frozenset(
    {"__bytes__", "__slice__", "__ellipsis__", "__keras_tensor__", "__tensor__", "__numpy__", "__typespec__"}
)


def foreign(config: Any) -> Iterator[str]:
    """Yield the names of the classes and functions in a configuration that need code which is not Keras's or ours."""
    if isinstance(config, Mapping):
        if "class_name" in config and "config" in config and not known(config):
            yield spoken(config)
        for name, value in config.items():
            if name in APPLIED and not applies(value):
                yield value if isinstance(value, str) else "lambda"
            else:
                yield from foreign(value)
    elif isinstance(config, list | tuple):
        for value in config:
            yield from foreign(value)


def known(config: Mapping[str, Any]) -> bool:
    """Tell whether a serialised object is one that Keras, or this package, can make by itself."""
    name, module = str(config["class_name"]), str(config.get("module") or "")
    if name in PLAIN or str(config.get("registered_name") or "").startswith(f"{OWN_PACKAGE}>"):
        return True
    if name == "function" and module == "builtins":
        return any(callable(getattr(getattr(keras, part), str(config["config"]), None)) for part in FUNCTIONS)
    return name not in {"__lambda__", "Lambda"} and (module == "keras" or module.startswith("keras."))


def applies(activation: Any) -> bool:
    """Tell whether an activation is serialised as something with a name, which Keras knows if it is a bare one."""
    if not isinstance(activation, str):
        return activation is None or (isinstance(activation, Mapping) and "class_name" in activation)
    try:
        return callable(keras.activations.get(activation))
    except (TypeError, ValueError):
        return False


def spoken(config: Mapping[str, Any]) -> str:
    """Return what a student calls a serialised object."""
    name = str(config["config"] if config["class_name"] == "function" else config["class_name"])
    return {"__lambda__": "lambda"}.get(name, re.sub(r"^.*>", "", name))
