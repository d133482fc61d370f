"""Arguments and results of a student's functions as JSON and arrays.

A tree is a JSON value in which an object with one key that starts with "$" stands for something else:

    {"$array": i}           the i-th array          {"$scalar": i}     the i-th array's only element
    {"$tuple": […]}         a tuple                 {"$float": "nan"}  nan, inf or -inf
    {"$dict": [[k, v], …]}  a dict whose keys are not all plain strings
    {"$int": "-1f…"}        an integer of more than 64 bits, in hexadecimal digits
    {"$rng": seed}          a fresh `numpy.random.Generator`: an argument that the grader gives, never a result
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from autograder.errors import WireError
from autograder.records import Json
from autograder.wire.arrays import DTYPES, MAX_AXES, Array
from autograder.wire.scalars import float_form, float_of, integer_form, integer_of, is_plain_key, plain_text

MAX_DEPTH = 16
MAX_NODES = 100_000
MAX_ARRAYS = 1_000
MAX_KEYS = 4_096
"""Keys of dicts that are numbers, in one tree: Python hashes numbers the same everywhere, so they may all collide.

Inserting n such keys takes n² / 2 steps: 87,300 took 9 s, as many as this take about 0.02 s.
"""


class Tree(NamedTuple):
    """An encoded value: its JSON, and the arrays that the JSON refers to by index."""

    json: Json
    arrays: tuple[Array, ...]


@dataclass(frozen=True, slots=True)
class Rng:
    """Stands for `numpy.random.default_rng(seed)` among the arguments that the grader gives."""

    seed: int


def encode_tree(value: object, *, first: int = 0) -> Tree:
    """Encode a value made of JSON values, tuples, dicts, NumPy arrays and scalars, and `Rng`.

    What offers itself as an array (`__array__`: tensors, pandas series) is taken as one.

    Args:
        value: the value.
        first: the index of its first array, where several values share one list of arrays.

    Raises:
        WireError: something in it has no such form, it is too deep (cycles are) or too large.
    """
    encoder = _Encoder(arrays=[], left=[MAX_NODES], keys=[MAX_KEYS], first=first)
    return Tree(encoder.encode(value, MAX_DEPTH), tuple(encoder.arrays))


def decode_tree(tree: Json, arrays: Sequence[Array], *, allow_rng: bool = False) -> Any:
    """Decode what `encode_tree` gave; an `Rng` becomes its generator.

    Args:
        tree: the JSON half.
        arrays: the arrays.
        allow_rng: whether "$rng" is accepted: for arguments inside the box, not for results.

    Raises:
        WireError: the tree is none that `encode_tree` writes.
    """
    return _Decoder(arrays=arrays, allow_rng=allow_rng, left=[MAX_NODES], keys=[MAX_KEYS]).decode(tree, MAX_DEPTH)


@dataclass(frozen=True, slots=True)
class _Encoder:
    arrays: list[Array]
    left: list[int]
    keys: list[int]
    first: int

    def encode(self, value: object, depth: int) -> Json:
        _count(self.left, depth)
        if value is None or isinstance(value, (bool, str, Rng)):
            return _plain(value)
        if isinstance(value, (list, tuple)):
            items = [self.encode(item, depth - 1) for item in value]
            return {"$tuple": items} if isinstance(value, tuple) else items
        if isinstance(value, dict):
            return self._dict(value, depth)
        if isinstance(value, np.generic) or hasattr(value, "__array__"):
            return self._array(value if isinstance(value, np.generic) else np.asarray(value))
        if isinstance(value, (int, float)):
            return _number(value)
        raise WireError(f"expected numbers, text, lists, tuples, dicts or arrays, found {type(value).__name__}")

    def _array(self, value: Array | np.generic) -> Json:
        array = np.asarray(value)
        if array.dtype.name not in DTYPES or array.ndim > MAX_AXES:
            raise WireError(f"expected an array of numbers, found {array.dtype} {array.shape}")
        if len(self.arrays) == MAX_ARRAYS:
            raise WireError(f"expected at most {MAX_ARRAYS} arrays, found more")
        self.arrays.append(array)
        return {"$scalar" if isinstance(value, np.generic) else "$array": self.first + len(self.arrays) - 1}

    def _dict(self, value: dict[Any, Any], depth: int) -> Json:
        if all(map(is_plain_key, value)):
            return {key: self.encode(item, depth - 1) for key, item in value.items()}
        _count_keys(self.keys, value)
        pairs = [[_key(key), self.encode(item, depth - 1)] for key, item in value.items()]
        return {"$dict": pairs}


@dataclass(frozen=True, slots=True)
class _Decoder:
    arrays: Sequence[Array]
    allow_rng: bool
    left: list[int]
    keys: list[int]

    def decode(self, tree: Json, depth: int) -> Any:
        _count(self.left, depth)
        if tree is None or isinstance(tree, (bool, int, float, str)):
            return tree
        if isinstance(tree, list):
            return [self.decode(item, depth - 1) for item in tree]
        if not isinstance(tree, dict):
            raise WireError(f"expected a tree of JSON values, found {type(tree).__name__}")
        special = next((key for key in tree if key.startswith("$")), None)
        if special is None:
            return {key: self.decode(item, depth - 1) for key, item in tree.items()}
        decode = self._special(special)
        if decode is None or len(tree) != 1:
            raise WireError(f"expected a known form alone in its object, found {special[:40]!r} of {len(tree)} keys")
        return decode(tree[special], depth)

    def _special(self, name: str) -> Callable[[Json, int], Any] | None:
        forms: dict[str, Callable[[Json, int], Any]] = {
            "$array": lambda value, _: self._array(value),
            "$scalar": lambda value, _: self._scalar(value),
            "$tuple": self._tuple,
            "$float": lambda value, _: float_of(value),
            "$int": lambda value, _: integer_of(value),
            "$dict": self._dict,
        }
        return self._rng if name == "$rng" and self.allow_rng else forms.get(name)

    def _array(self, index: Json) -> Array:
        if type(index) is not int or not 0 <= index < len(self.arrays):
            raise WireError(f"expected the index of one of {len(self.arrays)} arrays, found {str(index)[:40]!r}")
        return self.arrays[index]

    def _scalar(self, index: Json) -> Any:
        array = self._array(index)
        if array.shape != ():
            raise WireError(f"expected a single number, found shape {array.shape}")
        return array[()]

    def _tuple(self, items: Json, depth: int) -> tuple[Any, ...]:
        if not isinstance(items, list):
            raise WireError(f"expected the items of a tuple as a list, found {type(items).__name__}")
        return tuple(self.decode(item, depth - 1) for item in items)

    def _dict(self, pairs: Json, depth: int) -> dict[Any, Any]:
        if not isinstance(pairs, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in pairs):
            raise WireError("expected the pairs of a dict as lists of two")
        _count_keys(self.keys, (key for key, _ in pairs))
        value = {_key(key): self.decode(item, depth - 1) for key, item in pairs}
        if len(value) < len(pairs):
            raise WireError("expected each key of a dict once, found one twice")
        return value

    def _rng(self, seed: Json, _depth: int) -> np.random.Generator:
        if type(seed) is not int or not 0 <= seed < 2**64:
            raise WireError(f"expected a seed of 64 bits, found {str(seed)[:40]!r}")
        return np.random.default_rng(seed)


def _count(left: list[int], depth: int) -> None:
    left[0] -= 1
    if depth < 0 or left[0] < 0:
        raise WireError(f"expected a value of at most {MAX_DEPTH} levels and {MAX_NODES} parts, found a larger one")


def _count_keys(left: list[int], keys: Iterable[object]) -> None:
    left[0] -= sum(not isinstance(key, str) for key in keys)
    if left[0] < 0:
        raise WireError(f"expected at most {MAX_KEYS:,} keys of dicts that are numbers, found more")


def _plain(value: object) -> Json:
    if isinstance(value, Rng):
        return {"$rng": value.seed}
    if isinstance(value, str):
        return plain_text(str(value))
    return value


def _number(value: float) -> Json:
    return float_form(float(value)) if isinstance(value, float) else integer_form(int(value))


def _key(key: object) -> Json:
    if isinstance(key, np.integer):
        key = int(key)
    if isinstance(key, str):
        return plain_text(key)
    if key is None or isinstance(key, bool) or (isinstance(key, int) and -(2**63) <= key < 2**64):
        return key
    if isinstance(key, float) and math.isfinite(key):
        return float(key)
    raise WireError(f"expected text or numbers as keys of a dict, found {type(key).__name__}")
