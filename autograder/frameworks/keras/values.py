"""Turn what Keras keeps in configurations into plain JSON values that compare equal when they mean the same."""

from __future__ import annotations

import hashlib
import math
import re
import types
from collections.abc import Mapping
from typing import Any

import keras
import numpy as np

from autograder.frameworks.numbers import number
from autograder.records import Json

NOT_THE_NETWORK = frozenset(
    {"name", "trainable", "dtype", "seed", "build_config", "batch_shape", "batch_input_shape", "registered_name"}
    | {"unit_forget_bias", "unroll", "use_cudnn", "implementation", "flash_attention", "shared_object_id"}
)
"""Settings that do not change what a network computes: names, seeds and ways to compute it. Initialisers neither."""


LONGEST = 2_000
"""Characters of a text that are kept; longer ones (byte code, vocabularies) count by their digest."""
LARGEST = 2**53
"""Whole numbers below it are kept exactly."""


def is_network(name: str) -> bool:
    """Tell whether a setting of a layer is part of the network."""
    return name not in NOT_THE_NETWORK and not name.endswith("_initializer")


def plain(value: Any) -> Json:  # noqa: PLR0911  one return for each kind of value
    """Return a JSON value for anything that stands in a configuration. None entries of dicts drop."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value if len(value) <= LONGEST else {"text": hashlib.sha256(value.encode()).hexdigest()}
    if isinstance(value, int) and abs(value) < LARGEST:
        return value
    if isinstance(value, int | float | np.number | np.bool_):
        return number(float(value))
    if isinstance(value, np.ndarray):
        return number(value.item()) if value.ndim == 0 else array(value)
    if isinstance(value, Mapping):
        return mapping(value)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, keras.Variable):
        return {"variable": list(value.shape)}
    if isinstance(value, slice):
        return {"slice": [plain(value.start), plain(value.stop), plain(value.step)]}
    return thing(value)


def array(value: np.ndarray[Any, Any]) -> Json:
    """Return an array's shape and the digest of its contents."""
    contents = np.ascontiguousarray(value, dtype=np.float64 if value.dtype.kind in "fiub" else None)
    return {"array": list(value.shape), "sha256": hashlib.sha256(contents.tobytes()).hexdigest()}


def mapping(value: Mapping[Any, Any]) -> Json:
    """Return a dict without what is not the network; Keras's serialised objects as class and configuration."""
    if "class_name" in value and "config" in value:
        return serialised(value)
    items = {str(name): plain(item) for name, item in value.items() if is_network(str(name))}
    return {name: item for name, item in items.items() if item is not None}


def serialised(value: Mapping[Any, Any]) -> Json:
    """Return a serialised Keras object: a penalty for a regulariser, else its class with its configuration."""
    name, config = str(value["class_name"]), value["config"]
    module = str(value.get("module") or "")
    if module == "keras.regularizers" and name in {"L1", "L2", "L1L2"}:
        return penalty(config)
    full = name if module.split(".", maxsplit=1)[0] == "keras" else f"{value.get('module')}:{name}"
    return {"class": full, "config": plain(config)}


def penalty(config: Mapping[str, Any]) -> Json:
    """Return the weights of an L1 and L2 penalty; None where both are nothing."""
    weights = {name: number(float(config.get(name) or 0)) for name in ("l1", "l2")}
    return weights if any(weights.values()) else None


def thing(value: Any) -> Json:
    """Return a function or object that has no JSON form as its full name and its code or text."""
    name = f"{getattr(value, '__module__', '')}:{getattr(value, '__qualname__', type(value).__qualname__)}"
    if isinstance(value, types.FunctionType):
        return {"function": name, "code": code_digest(value)}
    if hasattr(value, "get_config"):
        return {"class": f"{type(value).__module__}:{type(value).__qualname__}", "config": plain(value.get_config())}
    return {"object": name, "text": re.sub(r"0x[0-9a-f]+", "", repr(value))[:1000]}


def code_digest(function: types.FunctionType) -> str:
    """Digest a function's byte code with the values it closes over and the globals it names."""
    cells = [plain_or_name(cell.cell_contents) for cell in function.__closure__ or ()]
    named = {name: plain_or_name(function.__globals__.get(name)) for name in sorted(function.__code__.co_names)}
    text = repr((code_text(function.__code__), plain(function.__defaults__ or ()), cells, named))
    return hashlib.sha256(text.encode()).hexdigest()


def class_digest(kind: type) -> str:
    """Digest the code of a class and of its bases outside Keras, so that another class of its name is another."""
    foreign = [base for base in kind.__mro__ if not base.__module__.startswith(("keras.src.", "builtins"))]
    codes = [
        [name, code_digest(item)]
        for base in foreign
        for name, item in sorted(vars(base).items())
        if isinstance(item, types.FunctionType)
    ]
    return hashlib.sha256(repr(codes).encode()).hexdigest()


def plain_or_name(value: Any) -> Json:
    """Return plain data as it is, and modules and callables as their names."""
    if isinstance(value, types.ModuleType):
        return value.__name__
    if callable(value):
        return f"{getattr(value, '__module__', '')}:{getattr(value, '__qualname__', '')}"
    return plain(value)


def code_text(code: types.CodeType) -> str:
    """Return byte code and constants as text, without file names and line numbers."""
    constants = [code_text(item) if isinstance(item, types.CodeType) else repr(item) for item in code.co_consts]
    return repr((code.co_code.hex(), constants, code.co_names, code.co_varnames))


def jsonable(value: Any, *, depth: int = 8) -> Json:  # noqa: PLR0911  one return for each kind of value
    """Return a configuration as JSON, everything kept; what has no JSON form as its text."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value[:LONGEST]
    if isinstance(value, int):
        return value if abs(value) < LARGEST else str(value)[:LONGEST]
    if isinstance(value, float | np.number):
        return float(value) if math.isfinite(float(value)) else str(float(value))
    if depth == 0:
        return str(type(value).__name__)
    if isinstance(value, Mapping):
        return {str(name): jsonable(item, depth=depth - 1) for name, item in value.items()}
    if isinstance(value, list | tuple) and len(value) <= 1000:
        return [jsonable(item, depth=depth - 1) for item in value]
    return repr(value)[:200]
