"""Values that cross between a course's tests and a student's code, as JSON and arrays.

A form is a JSON value in which an object with one key that starts with "$" stands for something else. Beside those of
`wire.tree` there are

    {"$bytes": base64}  {"$set": […]}  {"$frozenset": […]}  {"$complex": [re, im]}  {"$range": [a, b, c]}
    {"$slice": [a, b, c]}  {"$ellipsis": true}  {"$dtype": "float32"}  {"$named": [name, fields, values]}
    {"$texts": [shape, items]}  an array of texts         {"$complexes": i}  an array of complex numbers
    {"$tensor": i}      a tensor of PyTorch

and what the two sides agree on for what stays where it is, such as `$object`. Nothing is unpickled or imported by name.
"""

from __future__ import annotations

import base64
import sys
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.errors import WireError
from autograder.records import Json
from autograder.wire.arrays import DTYPES, MAX_AXES, Array
from autograder.wire.scalars import float_form, integer_form, is_plain_key, plain_text

MAX_DEPTH = 32
MAX_PARTS = 400_000
MAX_ARRAYS = 4_096
Outside = Callable[[object], Json]


def nothing_else(value: object) -> Json:
    """Refuse what is no plain data.

    Raises:
        WireError: always.
    """
    raise WireError(f"expected numbers, text, lists, tuples, dicts, sets or arrays, found {type(value).__name__}")


@dataclass(slots=True)
class ValueEncoder:
    """Encodes values of one message.

    `outside` gives the form of what is no plain data, `known` that of containers which the other side has, by `id`.
    """

    outside: Outside = nothing_else
    known: Mapping[int, Json] = field(default_factory=dict)
    arrays: list[Array] = field(default_factory=list)
    left: int = MAX_PARTS

    def encode(self, value: Any, depth: int = MAX_DEPTH) -> Json:
        """Return the form of a value.

        Raises:
            WireError: it has none, is too deep (cycles are) or too large.
        """
        self.left -= 1
        if depth < 0 or self.left < 0:
            raise WireError(f"expected a value of at most {MAX_DEPTH} levels and {MAX_PARTS} parts, found a larger one")
        kind = type(value)
        if value is None or kind is bool:
            return value
        if kind in _SCALARS:
            return _SCALARS[kind](value)
        return self.known[id(value)] if id(value) in self.known else self._group(value, kind, depth)

    def _group(self, value: Any, kind: type, depth: int) -> Json:
        if kind is list:
            return [self.encode(item, depth - 1) for item in value]
        if kind in _SEQUENCES:
            return {_SEQUENCES[kind]: [self.encode(item, depth - 1) for item in value]}
        if kind in {dict, OrderedDict}:
            return self._dict(value, depth)
        return self._other(value, kind, depth)

    def _other(self, value: Any, kind: type, depth: int) -> Json:
        if kind is np.ndarray or isinstance(value, np.generic):
            return self._array(value)
        if is_tensor(value):
            return {"$tensor": self._kept(as_array(value))}
        return self._rare(value, kind, depth)

    def _rare(self, value: Any, kind: type, depth: int) -> Json:
        if kind.__module__ == "collections" and isinstance(value, dict):
            return self._dict(value, depth)
        if isinstance(value, tuple) and hasattr(kind, "_fields") and kind.__mro__[1:] == (tuple, object):
            names = [str(name) for name in kind._fields]
            return {"$named": [kind.__name__, names, [self.encode(item, depth - 1) for item in value]]}
        if isinstance(value, np.dtype):
            return {"$dtype": value.name} if value.name in DTYPES else self.outside(value)
        if kind is slice:
            return {"$slice": [self.encode(part, depth - 1) for part in (value.start, value.stop, value.step)]}
        if kind is range:
            return {"$range": [integer_form(part) for part in (value.start, value.stop, value.step)]}
        return {"$ellipsis": True} if value is ... else self.outside(value)

    def _dict(self, value: Mapping[Any, Any], depth: int) -> Json:
        if all(map(is_plain_key, value)):
            return {key: self.encode(item, depth - 1) for key, item in value.items()}
        return {"$dict": [[self.encode(key, depth - 1), self.encode(item, depth - 1)] for key, item in value.items()]}

    def _array(self, value: Any) -> Json:
        array = np.asarray(value)
        if array.dtype.kind == "U":
            return {"$texts": [list(array.shape), [self.encode(str(item)) for item in array.ravel()]]}
        if array.dtype.kind == "c":
            pairs = np.ascontiguousarray(array).astype(np.complex128).reshape(-1).view(np.float64)
            return {"$complexes": self._kept(pairs.reshape((*array.shape, 2)))}
        if array.dtype.name not in DTYPES:
            return self.outside(value)
        return {"$scalar" if isinstance(value, np.generic) else "$array": self._kept(array)}

    def _kept(self, array: Array) -> int:
        if array.dtype.name not in DTYPES or array.ndim > MAX_AXES or len(self.arrays) == MAX_ARRAYS:
            raise WireError(f"expected at most {MAX_ARRAYS} arrays of numbers, found {array.dtype} {array.shape}")
        self.arrays.append(array)
        return len(self.arrays) - 1


def is_tensor(value: object) -> bool:
    """Tell whether a value is a tensor of PyTorch."""
    torch: Any = sys.modules.get("torch")
    return hasattr(torch, "Tensor") and isinstance(value, torch.Tensor)


def as_array(value: Any) -> Array:
    """Return the numbers of a tensor as an array."""
    array: Array = value.detach().cpu().numpy()
    return array


_SCALARS: Mapping[type, Callable[[Any], Json]] = {
    int: integer_form,
    float: float_form,
    str: plain_text,
    complex: lambda value: {"$complex": [float_form(value.real), float_form(value.imag)]},
    bytes: lambda value: {"$bytes": base64.b64encode(value).decode()},
    bytearray: lambda value: {"$bytes": base64.b64encode(value).decode()},
}
_SEQUENCES: Mapping[type, str] = {tuple: "$tuple", set: "$set", frozenset: "$frozenset"}


def mutable(values: Iterable[Any]) -> list[Any]:
    """Return the containers in values that may be changed where they stand, in the order of their forms."""
    found: list[Any] = []
    left = list(values)[::-1]
    while left:
        value = left.pop()
        if _is_container(value):
            found.append(value)
        if isinstance(value, list | tuple):
            left.extend(value[::-1])
        elif isinstance(value, dict):
            left.extend([part for pair in value.items() for part in pair][::-1])
        elif isinstance(value, slice):
            left.extend((value.step, value.stop, value.start))
    return found


def _is_container(value: Any) -> bool:
    kind = type(value)
    if kind in {list, set, np.ndarray} or is_tensor(value):
        return True
    return isinstance(value, dict) and (kind is dict or kind.__module__ == "collections")
