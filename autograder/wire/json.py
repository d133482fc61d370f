"""JSON as a box may write it: UTF-8, shallow, of limited size, without the extensions of Python's reader."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from typing import NoReturn

import numpy as np

from autograder.errors import WireError
from autograder.records import Json
from autograder.wire.scalars import plain_text

MAX_BYTES = 16 * 1024**2
MAX_DEPTH = 64
MAX_ITEMS = 1_000_000

_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_SURROGATE_ESCAPE = re.compile(rb"\\u[dD][89abcdefABCDEF]")


def decode_json(
    data: bytes,
    *,
    max_bytes: int = MAX_BYTES,
    max_depth: int = MAX_DEPTH,
    max_items: int = MAX_ITEMS,
    lenient: bool = False,
    what: str = "the JSON",
) -> Json:
    """Decode JSON, with every cap checked before the parser starts.

    Args:
        data: the bytes, UTF-8 without a byte order mark.
        max_bytes: the most bytes.
        max_depth: the most objects and arrays inside each other.
        max_items: the most values in all, as counted by brackets and commas.
        lenient: accept what programs other than ours write: NaN, a key twice (the last counts), integers over 64 bits.
        what: the name of what is decoded, for the message.

    Raises:
        WireError: the data is larger, deeper or other than that. Lone surrogates become U+FFFD.
    """
    if len(data) > max_bytes:
        raise WireError(f"{what}: expected at most {max_bytes} bytes, found {len(data)}")
    _check_nesting(data, max_depth=max_depth, max_items=max_items, what=what)
    decoder = _LENIENT if lenient else _STRICT
    try:
        value = decoder.decode(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise WireError(f"{what}: expected UTF-8, found the byte 0x{data[error.start]:02x} at {error.start}") from error
    except (ValueError, RecursionError) as error:
        raise WireError(f"{what}: expected JSON; {error}") from error
    return _without_surrogates(value) if _SURROGATE_ESCAPE.search(data) else value


def encode_json(value: Json) -> bytes:
    """Encode as compact JSON in UTF-8 with sorted keys.

    Raises:
        WireError: the value is not JSON; NaN and infinity are not.
    """
    try:
        text = json.dumps(value, allow_nan=False, sort_keys=True, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError) as error:
        raise WireError(f"expected a JSON value; {error}") from None
    return text.encode("ascii")


def _check_nesting(data: bytes, *, max_depth: int, max_items: int, what: str) -> None:
    opened = data.count(b"[") + data.count(b"{")
    if opened <= max_depth and opened + data.count(b",") <= max_items:
        return
    marks = np.frombuffer(_STRING.sub(b"", data), dtype=np.uint8)
    opening = (marks == ord("[")) | (marks == ord("{"))
    closing = (marks == ord("]")) | (marks == ord("}"))
    items = int(opening.sum()) + int((marks == ord(",")).sum())
    if items > max_items:
        raise WireError(f"{what}: expected at most {max_items} values, found about {items}")
    depth = int(np.cumsum(opening.astype(np.int32) - closing, dtype=np.int32).max(initial=0))
    if depth > max_depth:
        raise WireError(f"{what}: expected at most {max_depth} levels, found {depth}")


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    value = dict(pairs)
    if len(value) < len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise ValueError(f"the key {twice[:40]!r} stands there twice")
    return value


def _integer(text: str) -> int:
    value = int(text) if len(text) <= 20 else 2**64
    if not -(2**63) <= value < 2**64:
        raise ValueError(f"the integer {text[:24]}… has over 64 bits")
    return value


def _number(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"the number {text[:24]} is infinite")
    return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON number")


_STRICT = json.JSONDecoder(object_pairs_hook=_object, parse_int=_integer, parse_float=_number, parse_constant=_refuse)
_LENIENT = json.JSONDecoder()


def _without_surrogates(value: Json) -> Json:
    if isinstance(value, str):
        return plain_text(value)
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(item) for key, item in value.items()}
    return value
