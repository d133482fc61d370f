"""Read a cell that is indented as a whole, as IPython does."""

from __future__ import annotations

from collections.abc import Sequence


def undented(lines: Sequence[str]) -> list[str]:
    """Return a cell's lines without the indentation of the first one that is not blank, where they begin with it."""
    first = next((line for line in lines if line.strip()), "")
    margin = first[: len(first) - len(first.lstrip(" \t"))]
    return [line.removeprefix(margin) for line in lines]
