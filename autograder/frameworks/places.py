"""Places on an axis, counted in one way."""

from __future__ import annotations


def counted(index: int, size: int | None) -> int:
    """Return a place on an axis counted from the front, and from the end where it is the last one."""
    if size is None:
        return index
    place = index % size
    return -1 if place == size - 1 else place
