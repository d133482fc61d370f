"""Folders deeper than Python's stack and than a path may be."""

from __future__ import annotations

import os
from pathlib import Path

LEVELS = 3_000


def deepen(folder: Path, levels: int = LEVELS) -> None:
    """Make folders in folders, with a file in the last."""
    place = os.open(folder, os.O_RDONLY)
    for _level in range(levels):
        os.mkdir("d", dir_fd=place)
        below = os.open("d", os.O_RDONLY, dir_fd=place)
        os.close(place)
        place = below
    os.close(os.open("file", os.O_WRONLY | os.O_CREAT, dir_fd=place))
    os.close(place)
