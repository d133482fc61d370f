"""Write values as people read them: capped strings, points, percentages, shapes, sizes of time."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from autograder.i18n import gettext as _
from autograder.records import SHARE, in_unit

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
LARGEST = 1e30
"""Numbers beyond this are written as infinite: no page has room for their digits."""
MINUS = "\N{MINUS SIGN}"


def plain(text: str) -> str:
    """Return the text without control characters, lone surrogates and marks that reverse its direction."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def capped(text: str, limit: int) -> str:
    """Return the text, control characters removed, cut to at most `limit` characters with an ellipsis."""
    text = plain(text)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def number(value: float, digits: int = 2) -> str:
    """Return a number with at most `digits` decimals and no trailing zeros (92.5, 30, 1,199,882)."""
    if abs(value) > LARGEST:
        return "∞" if value > 0 else f"{MINUS}∞"
    if math.isnan(value):
        return "NaN"
    text = f"{value:,.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text.replace("-", MINUS)


def axis_number(value: float) -> str:
    """Return a number that fits beside an axis: from 100,000 on in thousands, millions and so on (130k)."""
    for power, letter in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")):
        if 1e5 <= abs(value) <= LARGEST and abs(value) >= power:
            return f"{number(value / power, 3)}{letter}"
    return number(value, 4)


def percent(share: float, digits: int = 1) -> str:
    """Return a share (0 to 1) in per cent (0.9722 → "97.2%")."""
    return f"{number(share * 100, digits)}%"


def quantity(value: float, unit: str, digits: int = 3) -> str:
    """Return a value in its unit: a share in per cent (0.9722 → "97.2%"), any other as a number (3.25 kg).

    Numbers close to 0 have as many decimals as three significant digits need (0.00123).
    """
    if unit == SHARE:
        return percent(value, max(0, digits - 2))
    if 0 < abs(value) < 0.1:
        digits = min(15, digits - 1 - math.floor(math.log10(abs(value))))
    return in_unit(number(value, max(0, digits)), unit)


def shape(axes: Sequence[int | None] | None) -> str:
    """Return a shape as it is written in Python, `None` for an unknown axis, "?" for an unknown shape."""
    if axes is None:
        return "?"
    inner = ", ".join("None" if axis is None else str(axis) for axis in axes)
    return f"({inner},)" if len(axes) == 1 else f"({inner})"


def seconds(value: float) -> str:
    """Return a duration in seconds, or in minutes and seconds above two minutes (0.4 s, 12 s, 5 min 3 s)."""
    if not math.isfinite(value) or value < 0:
        return "?"
    if value >= 120:
        whole = round(value)
        return _("{minutes} min {seconds} s").format(minutes=whole // 60, seconds=whole % 60)
    return _("{seconds} s").format(seconds=number(value, 1 if value < 10 else 0))
