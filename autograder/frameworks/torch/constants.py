"""Arrays that a module brings along, which no training changes: how many bits tell their numbers."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from autograder.networks.brought import number_bits

FORM_BITS: Final = 24
"""What it takes to tell one of the usual forms of an array, and where it begins."""
EXPONENTS: Final = 10_000
"""The base of the wave lengths in which transformers tell positions."""


def array_bits(array: NDArray[Any]) -> int:
    """Return the bits of an array: of each number its own, or those of the rule that it follows.

    Rules are one number everywhere, steps of one size, two numbers on the sides of a diagonal (the identity, the mask
    of what comes later), and the waves by which transformers tell positions.
    """
    values: list[Any] = array.ravel().tolist()
    each = sum(map(number_bits, values))
    known = _rule(array)
    return each if known is None else min(each, FORM_BITS + known)


def _rule(array: NDArray[Any]) -> int | None:
    """Return the bits of the numbers in the rule of an array, None where it follows none."""
    flat = array.ravel()
    if not flat.size:
        return 0
    if (flat == flat[0]).all():
        return number_bits(flat[0].item())
    if array.dtype.kind in "iuf" and np.isfinite(flat).all() and np.allclose(np.diff(flat, 2), 0, atol=1e-6):
        return number_bits(flat[0].item()) + number_bits((flat[1] - flat[0]).item())
    if array.ndim < 2:
        return None
    table = array.reshape(-1, *array.shape[-2:])
    if not (table == table[:1]).all():
        return None
    return 0 if _is_waves(table[0]) else _sides(table[0])


def _sides(table: NDArray[Any]) -> int | None:
    """Return the bits of the numbers below, on and above a diagonal, where each stands there alone."""
    rows, columns = np.indices(table.shape)
    for begin in (-1, 0, 1):
        parts = (table[columns - rows < begin], table[columns - rows == begin], table[columns - rows > begin])
        if all(part.size and (part == part[0]).all() for part in parts):
            return sum(number_bits(part[0].item()) for part in parts)
    return None


def _is_waves(table: NDArray[Any]) -> bool:
    count, width = table.shape
    if width % 2:
        return False
    angles = np.arange(count)[:, None] / EXPONENTS ** (np.arange(0, width, 2) / width)
    beside = np.stack([np.sin(angles), np.cos(angles)], axis=2).reshape(count, width)
    behind = np.concatenate([np.sin(angles), np.cos(angles)], axis=1)
    return any(np.allclose(table, waves, atol=1e-4) for waves in (beside, behind))
