"""Forms of the numbers and texts that JSON has no words for: `{"$float": "nan"}`, `{"$int": "-1f…"}`, surrogates."""

from __future__ import annotations

import math
import re

from autograder.errors import WireError
from autograder.records import Json

MAX_DIGITS = 255
"""Hexadecimal digits of one integer, so that a float can stand for it: 170 factorial has 255."""
_INTEGER = re.compile(f"-?[1-9a-f][0-9a-f]{{16,{MAX_DIGITS - 1}}}|-[89a-f][0-9a-f]{{15}}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_FLOATS = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}


def plain_text(value: str) -> str:
    """Return a text with a replacement character for each lone surrogate, which JSON cannot carry."""
    return _SURROGATE.sub("\ufffd", value)


def is_plain_key(key: object) -> bool:
    """Tell whether a key of a dict can be one of a JSON object that is no form."""
    return type(key) is str and not key.startswith("$") and not _SURROGATE.search(key)


def float_form(value: float) -> Json:
    """Return the form of a float."""
    return value if math.isfinite(value) else {"$float": str(value)}


def float_of(name: Json) -> float:
    """Return the float of a name.

    Raises:
        WireError: it is none.
    """
    if not isinstance(name, str) or name not in _FLOATS:
        raise WireError(f"expected nan, inf or -inf, found {str(name)[:40]!r}")
    return _FLOATS[name]


def integer_form(value: int) -> Json:
    """Return the form of an integer.

    Raises:
        WireError: it has more digits than an integer may have.
    """
    if -(2**63) <= value < 2**64:
        return value
    if value.bit_length() > 4 * MAX_DIGITS:
        raise WireError(f"expected integers of at most {4 * MAX_DIGITS} bits, found a larger one")
    return {"$int": f"{value:x}"}


def integer_of(digits: Json) -> int:
    """Return the integer of more than 64 bits that has these digits.

    Raises:
        WireError: it is none.
    """
    if not isinstance(digits, str) or not _INTEGER.fullmatch(digits):
        raise WireError(f"expected {MAX_DIGITS} hexadecimal digits at most, found {str(digits)[:40]!r}")
    return int(digits, 16)
