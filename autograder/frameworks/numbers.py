"""Numbers in one spelling, so that equal ones are written alike."""

from __future__ import annotations

import math


def number(value: float) -> float | int | str:
    """Return a number in one spelling: 2.0 is 2, floats keep seven significant digits, infinities are words."""
    if not math.isfinite(value):
        return str(value)
    rounded = float(f"{value:.7g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 2**53 else rounded
