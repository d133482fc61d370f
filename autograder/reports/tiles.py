"""Draw what functions of a submission took from a network: convolution kernels and feature maps, tile by tile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from autograder.records import FunctionValue, Json
from autograder.reports import png
from autograder.reports.text import capped, shape
from autograder.reports.view import Figure

WORDS = ("kernel", "weight", "filter", "map")
"""Parts of the names of functions whose arrays are worth a picture."""
MAX_PICTURES = 6
MAX_TILES = 64
MAX_SIDE = 64
KERNEL_SIDE = 11
COLUMNS = 8
TILE = 28
"""Pixels to which small tiles are enlarged, about."""


def tile_pictures(functions: Sequence[FunctionValue]) -> tuple[Figure, ...]:
    """Return pictures of the kernels and feature maps among what functions returned, each shape of a function once.

    Nothing that a function gave for a hidden case is drawn: it could be the arguments.
    """
    drawn: dict[str, Figure] = {}
    shown = [call for call in functions if not call.hidden]
    for call in (each for each in shown if any(word in each.function.lower() for word in WORDS)):
        for array in _arrays(call.value):
            name = f"{capped(call.function, 60)} {shape(array.shape)}"
            tiles = _tiles(array)
            if tiles is not None and name not in drawn and len(drawn) < MAX_PICTURES:
                drawn[name] = Figure(name, png.encode(sheet(tiles)))
    return tuple(drawn.values())


def sheet(tiles: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Lay tiles out in rows on one grey sheet, the same grey for the same value.

    Args:
        tiles: Finite values, (n, h, w).
    """
    low, high = float(tiles.min()), float(tiles.max())
    grey = ((tiles - low) / (high - low or 1.0) * 255).astype(np.uint8)
    factor = max(1, TILE // max(tiles.shape[1:]))
    grey = grey.repeat(factor, axis=1).repeat(factor, axis=2)
    count, height, width = grey.shape
    rows = -(-count // COLUMNS)
    paper = np.full((rows * (height + 2), min(count, COLUMNS) * (width + 2)), 255, np.uint8)
    for place, tile in enumerate(grey):
        top, left = place // COLUMNS * (height + 2) + 1, place % COLUMNS * (width + 2) + 1
        paper[top : top + height, left : left + width] = tile
    return paper


def _tiles(array: NDArray[np.generic]) -> NDArray[np.float64] | None:
    """Return the tiles of a kernel (h, w, in, out) or of feature maps (1, h, w, channels); None for another array."""
    if array.ndim != 4 or array.dtype.kind not in "fiu" or 0 in array.shape or max(array.shape[:3]) > MAX_SIDE:
        return None
    if array.shape[0] == 1 and min(array.shape[1:3]) > 1:
        tiles = np.moveaxis(array[0], -1, 0)
    elif 1 < max(array.shape[:2]) <= KERNEL_SIDE:
        tiles = np.moveaxis(array[:, :, 0, :], -1, 0)
    else:
        return None
    values = tiles[:MAX_TILES].astype(np.float64)
    return values if np.isfinite(values).all() and np.abs(values).max() < 1e30 else None


def _arrays(value: Json) -> Iterator[NDArray[np.generic]]:
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, list | tuple | dict):
        for inner in list(value.values() if isinstance(value, dict) else value)[:20]:
            yield from _arrays(inner)
