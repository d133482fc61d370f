"""Decode values that cross between a course's tests and a student's code; `wire.values` says in which forms."""

from __future__ import annotations

import binascii
import importlib
import keyword
import math
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.errors import WireError
from autograder.records import Json
from autograder.wire.arrays import DTYPES, MAX_AXES, Array
from autograder.wire.scalars import float_of, integer_of
from autograder.wire.values import MAX_DEPTH, MAX_PARTS

SMALL = 2**24
"""Integers below it fall on different places of a dict or set, so that no choice of them makes it slow."""
MAX_LARGE_KEYS = 4_096
"""Other numbers among the keys of dicts and the members of sets, in one value: they may all collide."""
Inside = Callable[[str, Json], Any]


def unknown(form: str, _: Json) -> Any:
    """Refuse a form that is not known.

    Raises:
        WireError: always.
    """
    raise WireError(f"expected a known form, found {form[:40]!r}")


@dataclass(slots=True)
class ValueDecoder:
    """Decodes the values of one message; `inside` gives what stands for a form that is no plain data."""

    arrays: Sequence[Array]
    inside: Inside = unknown
    left: int = MAX_PARTS
    keys: int = MAX_LARGE_KEYS
    made: Callable[[Any], Any] = lambda value: value
    """Told of each list, dict, set and array, in the order in which they stand in the form."""

    def decode(self, form: Json, depth: int = MAX_DEPTH) -> Any:
        """Return the value of a form.

        Raises:
            WireError: the form is none that an encoder writes.
        """
        self.left -= 1
        if depth < 0 or self.left < 0:
            raise WireError(f"expected a value of at most {MAX_DEPTH} levels and {MAX_PARTS} parts, found a larger one")
        if form is None or isinstance(form, bool | int | float | str):
            return form
        if isinstance(form, list):
            value = self.made([])
            value.extend(self.decode(item, depth - 1) for item in form)
            return value
        if not isinstance(form, dict):
            raise WireError(f"expected a form, found {type(form).__name__}")
        name = next((key for key in form if key.startswith("$")), None)
        if name is None:
            found = self.made({})
            found.update((key, self.decode(item, depth - 1)) for key, item in form.items())
            return found
        if len(form) != 1:
            raise WireError(f"expected {name[:40]!r} alone in its object, found {len(form)} keys")
        return self._special(name, form[name], depth)

    def _special(self, name: str, form: Any, depth: int) -> Any:
        several = {"$dict": self._dict, "$named": self._named}
        if name in several:
            return several[name](form, depth)
        if name in {"$array", "$scalar", "$complexes", "$tensor"}:
            return self._array(name, form)
        if name in {"$tuple", "$set", "$frozenset"}:
            return self._items(name, form, depth)
        if name in {"$slice", "$range", "$complex"}:
            return self._numbers(name, form, depth)
        return self._alone(name, form)

    def _alone(self, name: str, form: Any) -> Any:
        plain = self._texts if name == "$texts" else _PLAIN.get(name)
        return self.inside(name, form) if plain is None else plain(form)

    def _array(self, name: str, index: Any) -> Any:
        if type(index) is not int or not 0 <= index < len(self.arrays):
            raise WireError(f"expected the index of one of {len(self.arrays)} arrays, found {str(index)[:40]!r}")
        array = self.arrays[index]
        if name == "$scalar":
            _expect(array.shape == (), "a single number", array.shape)
            return array[()]
        if name == "$complexes":
            _expect(array.dtype == np.float64 and array.shape[-1:] == (2,), "pairs of numbers", array.shape)
            flat = np.ascontiguousarray(array).reshape(-1).view(np.complex128)
            return self.made(flat.reshape(array.shape[:-1]))
        if name == "$tensor":
            return self.made(importlib.import_module("torch").from_numpy(array.copy()))
        return self.made(array)

    def _items(self, name: str, form: Any, depth: int) -> Any:
        _expect(isinstance(form, list), "a list of items", form)
        value: Any = self.made(set()) if name == "$set" else None
        items = [self.decode(item, depth - 1) for item in form]
        if name == "$tuple":
            return tuple(items)
        for item in items:
            self._key(item)
        if value is None:
            return frozenset(items)
        value.update(items)
        return value

    def _dict(self, form: Any, depth: int) -> Any:
        _expect(
            isinstance(form, list) and all(isinstance(pair, list) and len(pair) == 2 for pair in form), "pairs", form
        )
        value = self.made({})
        for key, item in form:
            decoded = self.decode(key, depth - 1)
            self._key(decoded)
            value[decoded] = self.decode(item, depth - 1)
        _expect(len(value) == len(form), "each key once", "one twice")
        return value

    def _key(self, key: Any) -> None:
        """Check that a value may be a key: of numbers that could collide there are few."""
        if isinstance(key, tuple | frozenset):
            for item in key:
                self._key(item)
            return
        if key is None or isinstance(key, bool | str | bytes) or (type(key) is int and abs(key) < SMALL):
            return
        _expect(isinstance(key, int | float | complex | np.generic | range), "text or numbers as keys", key)
        self.keys -= 1
        _expect(self.keys >= 0, f"at most {MAX_LARGE_KEYS} keys that are large numbers", "more")

    def _numbers(self, name: str, form: Any, depth: int) -> Any:
        _expect(isinstance(form, list) and len(form) == (2 if name == "$complex" else 3), "numbers", form)
        parts = [self.decode(part, depth - 1) for part in form]
        if name == "$complex":
            _expect(all(type(part) is float for part in parts), "two floats", parts)
            return complex(*parts)
        kinds = (int, type(None)) if name == "$slice" else (int,)
        _expect(all(type(part) in kinds for part in parts), "whole numbers", parts)
        if name == "$slice":
            return slice(*parts)
        _expect(parts[2] != 0, "a step that is not 0", 0)
        return range(*parts)

    def _named(self, form: Any, depth: int) -> Any:
        _expect(isinstance(form, list) and len(form) == 3 and isinstance(form[2], list), "a named tuple", form)
        name, names, values = form
        _expect(isinstance(names, list) and len(names) == len(values) <= 64, "a value for each field", names)
        _expect(all(map(is_identifier, (name, *names))) and len(set(names)) == len(names), "names", names)
        made: Any = namedtuple(name, names, rename=True)  # type: ignore[misc]
        return made(*(self.decode(item, depth - 1) for item in values))

    def _texts(self, form: Any) -> Any:
        _expect(isinstance(form, list) and len(form) == 2, "a shape and texts", form)
        shape, items = form
        _expect(isinstance(shape, list) and all(type(axis) is int and axis >= 0 for axis in shape), "axes", shape)
        _expect(isinstance(items, list) and all(isinstance(item, str) for item in items), "texts", items)
        longest = max(map(len, items), default=1)
        _expect(math.prod(shape) == len(items) and len(shape) <= MAX_AXES, "a text for each place", shape)
        _expect(len(items) * longest <= MAX_PARTS * 16, "shorter texts", longest)
        self.left -= len(items)
        return self.made(np.array(items, dtype=np.str_).reshape(shape))


def is_identifier(name: object) -> bool:
    """Tell whether a text can be the name of something."""
    return isinstance(name, str) and len(name) <= 100 and name.isidentifier() and not keyword.iskeyword(name)


def _bytes(form: Any) -> bytes:
    _expect(isinstance(form, str), "bytes in base 64", form)
    try:
        return binascii.a2b_base64(form.encode("ascii", "replace"), strict_mode=True)
    except binascii.Error as error:
        raise WireError(f"expected bytes in base 64; {error}") from None


def _dtype(form: Any) -> np.dtype[Any]:
    _expect(isinstance(form, str) and form in DTYPES, "the name of a type", form)
    made: np.dtype[Any] = np.dtype(form)
    return made


def _ellipsis(form: Any) -> Any:
    _expect(form is True, "true", form)
    return ...


def _expect(is_so: bool, what: str, found: object) -> None:  # noqa: FBT001 - a condition, as of `assert`
    if not is_so:
        raise WireError(f"expected {what}, found {str(found)[:60]}")


_PLAIN: Mapping[str, Callable[[Any], Any]] = {
    "$bytes": _bytes,
    "$int": integer_of,
    "$float": float_of,
    "$dtype": _dtype,
    "$ellipsis": _ellipsis,
}
