"""Plain values and records as JSON, and back by the type that is expected: nothing that is read can act."""

from __future__ import annotations

import base64
import datetime as dt
import enum
import functools
import json
import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path, PurePath, PurePosixPath
from typing import Any, Union, get_args, get_origin, get_type_hints

MAX_ITEMS = 4_000_000
"""Values and commas of one answer: each takes far more memory than its byte."""


class UndecodableError(Exception):
    """Data are no value of the expected type."""


def _of(kind: Any, data: Any) -> Any:
    if type(data) is not kind:
        raise UndecodableError(f"expected {kind.__name__}, found {type(data).__name__}")
    return data


_PLAIN: Mapping[Any, Callable[[Any], Any]] = {
    Any: lambda data: data,
    bytes: lambda data: base64.b64decode(_of(str, data), validate=True),
    dt.datetime: lambda data: dt.datetime.fromisoformat(_of(str, data)),
    Path: lambda data: Path(_of(str, data)),
    PurePosixPath: lambda data: PurePosixPath(_of(str, data)),
    float: lambda data: float(_of(int, data) if type(data) is int else _of(float, data)),
    **{kind: functools.partial(_of, kind) for kind in (str, int, bool, type(None))},
}
_WRITTEN: Mapping[type, Callable[[Any], str]] = {
    bytes: lambda value: base64.b64encode(value).decode("ascii"),
    PurePath: str,
    dt.datetime: dt.datetime.isoformat,
}
_LISTS = {list: list, tuple: tuple, Sequence: tuple, set: set, frozenset: frozenset}


def encode(value: Any) -> bytes:
    """Return a value as JSON.

    Raises:
        TypeError: it holds something else than plain values, enumerations and records.
    """
    return json.dumps(_data(value), separators=(",", ":")).encode()


def decode(data: bytes, kind: Any) -> Any:
    """Return the value of a type; of `Any`, what JSON gives.

    Raises:
        UndecodableError: the data are none.
    """
    if data.count(b",") + data.count(b"[") + data.count(b"{") > MAX_ITEMS:
        raise UndecodableError("too many values")
    try:
        return _value(kind, json.loads(data))
    except UndecodableError:
        raise
    except Exception as error:  # noqa: BLE001 - what is no value can raise anything, MemoryError too
        raise UndecodableError(f"{type(error).__name__}: {error}"[:200]) from None


def _data(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        value = value.value
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        return {key: _data(each) for key, each in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        value = [getattr(value, field.name) for field in fields(value)]
    if isinstance(value, list | tuple | set | frozenset):
        return [_data(each) for each in value]
    for kind, written in _WRITTEN.items():
        if isinstance(value, kind):
            return written(value)
    raise TypeError(f"no plain value: {type(value).__name__}")


def _value(kind: Any, data: Any) -> Any:
    origin, parts = get_origin(kind), get_args(kind)
    if kind in _PLAIN:
        found = _PLAIN[kind](data)
    elif isinstance(kind, type) and issubclass(kind, enum.Enum):
        found = kind(data)
    elif is_dataclass(kind):
        found = _record(kind, _of(list, data))
    elif origin in (Union, types.UnionType):
        found = _first(parts, data)
    elif origin in _LISTS:
        found = _LISTS[origin](_items(origin, parts, _of(list, data)))
    elif origin in (dict, Mapping):
        found = {key: _value(parts[1], each) for key, each in _of(dict, data).items()}
    else:
        raise UndecodableError(f"no type that is read: {kind}")
    return found


def _record(kind: Any, data: Sequence[Any]) -> Any:
    hints = _hints(kind)
    names = [field.name for field in fields(kind)]
    return kind(**{name: _value(hints[name], each) for name, each in zip(names, data, strict=True)})


def _items(origin: Any, parts: tuple[Any, ...], data: Sequence[Any]) -> Iterable[Any]:
    if origin is tuple and parts[-1:] != (...,):
        return (_value(kind, each) for kind, each in zip(parts, data, strict=True))
    return (_value(parts[0], each) for each in data)


def _first(kinds: Iterable[Any], data: Any) -> Any:
    """Return the value of the first type that data are of."""
    for kind in kinds:
        try:
            return _value(kind, data)
        except (UndecodableError, ValueError, TypeError):
            continue
    raise UndecodableError("of none of the expected types")


@functools.cache
def _hints(kind: Any) -> Mapping[str, Any]:
    return get_type_hints(kind)
