"""Records as plain JSON data and back: every key and no other, each of its type.

Standard library alone, so that a box that starts has little to load.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from autograder.errors import WireError

Record = TypeVar("Record")


def encode(record: Any) -> dict[str, Any]:
    """Return a record as JSON data that `decode` makes the same record of: records that differ are encoded differently.

    Raises:
        WireError: a field holds what its type does not say, or what has no such form.
    """
    encoded: dict[str, Any] = _plain(record, type(record).__name__)
    if decode(type(record), encoded) != record:
        raise WireError(f"{type(record).__name__}: expected values that JSON can hold, found {record}")
    return encoded


def decode(kind: type[Record], value: Any) -> Record:
    """Return the record that `encode` wrote.

    Raises:
        WireError: a key is missing, unknown or not of its type; the message names it.
    """
    made: Record = _record(kind, value, kind.__name__)
    return made


@cache
def hints(kind: type) -> Mapping[str, Any]:
    """Return the types of a record's fields by name."""
    found = get_type_hints(kind)
    return {field.name: found[field.name] for field in fields(kind)}


def _plain(value: Any, at: str) -> Any:
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name), f"{at}.{field.name}") for field in fields(value)}
    if isinstance(value, Mapping):
        return {key: _plain(item, f"{at}.{key}") for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, f"{at}[{number}]") for number, item in enumerate(value)]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise WireError(f"{at}: expected what JSON can hold, found {type(value).__name__}")


def _record(kind: Any, value: Any, at: str) -> Any:
    types = hints(kind)
    if not isinstance(value, Mapping):
        raise WireError(f"{at}: expected an object, found {_said(value)}")
    if unknown := [key for key in value if key not in types]:
        raise WireError(f"{at}: expected no key {str(unknown[0])[:40]!r}, as it is unknown")
    if missing := [key for key in types if key not in value]:
        raise WireError(f"{at}: expected the key {missing[0]!r}, which is missing")
    return kind(**{key: _value(types[key], value[key], f"{at}.{key}") for key in types})


def _value(kind: Any, value: Any, at: str) -> Any:
    origin = get_origin(kind)
    if kind is Any:
        return value
    if origin in {Union, UnionType}:
        (one,) = (each for each in get_args(kind) if each is not NoneType)
        return None if value is None else _value(one, value, at)
    if origin is tuple:
        _expect(isinstance(value, list), "a list", value, at)
        return tuple(_value(get_args(kind)[0], item, f"{at}[{number}]") for number, item in enumerate(value))
    if origin is Mapping:
        _expect(isinstance(value, Mapping) and all(type(key) is str for key in value), "an object", value, at)
        return {key: _value(get_args(kind)[1], item, f"{at}.{key[:40]}") for key, item in value.items()}
    if is_dataclass(kind):
        return _record(kind, value, at)
    return _scalar(kind, value, at)


def _scalar(kind: Any, value: Any, at: str) -> Any:
    if issubclass(kind, Enum):
        known = [each.value for each in kind]
        _expect(type(value) is str and value in known, f"one of {', '.join(known)}", value, at)
        return kind(value)
    if kind is float:
        _expect(type(value) in {int, float} and math.isfinite(value), "a number", value, at)
        return float(value)
    _expect(type(value) is kind, _NAMES[kind], value, at)
    return value


_NAMES: Mapping[type, str] = {bool: "true or false", int: "a whole number", str: "text"}


def _expect(is_so: bool, what: str, found: Any, at: str) -> None:  # noqa: FBT001 - a condition, as of `assert`
    if not is_so:
        raise WireError(f"{at}: expected {what}, found {_said(found)}")


def _said(value: Any) -> str:
    return f"{type(value).__name__} {str(value)[:40]!r}"
