"""Texts as boxes keep them, in an array of UTF-8, and as a submission and its model take them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def are_texts(array: NDArray[Any]) -> bool:
    """Tell whether an array holds texts."""
    return array.dtype.kind in "SU"


def spoken(array: NDArray[Any]) -> NDArray[Any]:
    """Return texts as Python's own, as a submission's `preprocess` gets them; other arrays as they are."""
    return np.char.decode(array, "utf-8", "replace") if array.dtype.kind == "S" else array


def shaped(texts: NDArray[Any], shape: tuple[int | None, ...] | None) -> NDArray[Any] | None:
    """Return texts (n,) in the shape that a model takes, one in a row of its own by default; None where none fits."""
    if shape in {(), (None,)}:
        return texts
    return texts.reshape(-1, 1) if shape in {None, (1,)} else None
