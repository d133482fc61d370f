"""Print values of submissions as Python does, and never more of one than is shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from autograder.records import Json

MAX_ITEMS = 1_000
"""Of an array, up to which NumPy prints all of it. It takes about 0.01 ms for each."""


def printed(value: Json, most: int) -> str:
    """Return `repr(value)`, ended by an ellipsis after `most` characters; the rest is never made."""
    parts: list[str] = []
    left = most
    for part in _parts(value, most):
        parts.append(part)
        left -= len(part)
        if left < 0:
            return "".join(parts)[: most - 1] + "…"
    return "".join(parts)


def _parts(value: Json, most: int) -> Iterator[str]:
    if isinstance(value, list | tuple):
        yield "[" if isinstance(value, list) else "("
        for place, item in enumerate(value):
            yield ", " if place else ""
            yield from _parts(item, most)
        yield "]" if isinstance(value, list) else ",)" if len(value) == 1 else ")"
    elif isinstance(value, Mapping):
        yield "{"
        for place, (key, item) in enumerate(value.items()):
            shown = repr(key[: most + 1] if isinstance(key, str) else key)
            yield f"{', ' if place else ''}{shown}: "
            yield from _parts(item, most)
        yield "}"
    elif isinstance(value, np.ndarray) and value.size > MAX_ITEMS:
        yield f"array(…, shape={value.shape})"
    elif isinstance(value, str):
        yield repr(value[: most + 1])
    else:
        yield repr(value)
