"""Append the operations that only move values: reshapes and permutations."""

from __future__ import annotations

from autograder.models.live.draft import Builder, FullShape


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
