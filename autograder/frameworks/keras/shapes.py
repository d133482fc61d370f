"""Append the operations that only move values: reshapes and permutations."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from autograder.frameworks.drafts import FullShape
from autograder.frameworks.keras.graph_builder import Builder


def add_reshape(builder: Builder, source: int, shape: FullShape) -> int:
    """Append a reshape; one to a single axis is a flatten, one to the same shape nothing."""
    before = builder.shape(source)
    if tuple(shape) == before and sum(size is None for size in shape[1:]) <= 1:
        return source
    if len(shape) == 2:
        return builder.add("flatten", {}, [source], shape)
    return builder.add("reshape", {"shape": list(shape[1:])}, [source], shape)


def add_permute(builder: Builder, source: int, axes: list[int]) -> int:
    """Append a permutation of the axes behind the batch axis (counted from 1); nothing where it moves none."""
    if axes == sorted(axes):
        return source
    before = builder.shape(source)
    return builder.add("permute", {"axes": axes}, [source], (before[0], *(before[axis] for axis in axes)))


def with_batch(sizes: Sequence[int | None], before: FullShape) -> tuple[int | None, ...]:
    """Return the sizes of a reshape whose first one is the batch's, unknown while it is traced: the others are found.

    Sizes that cannot be found are returned as they are.
    """
    known, rest = before[1:], tuple(sizes[1:])
    if not sizes or sizes[0] is not None or None in rest or None in known:
        return tuple(sizes)
    numbers = [size for size in rest if size is not None]
    left = prod(size or 0 for size in known) // max(1, prod(size for size in numbers if size != -1))
    return (-1, *(left if size == -1 else size for size in numbers))
