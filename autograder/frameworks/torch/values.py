"""Tensors of a module while it is lowered: where they are computed, and in which order their axes stand there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from autograder.frameworks.drafts import FullShape


@dataclass(frozen=True, slots=True)
class Value:
    """A tensor: the draft that computes it, and for each axis of torch's the axis that it is there.

    A canonical network has its channels last, torch has them first: `axes` are (0, 3, 1, 2) for what a convolution
    gives, and (0, 1) for a vector. `before` is the tensor that a vector was flattened from where torch flattens it in
    another order than the draft does; whatever reads it must take its numbers in any order, as a dense layer does, or
    arrange it first. A `free` tensor is a dense layer's, read by one call alone: the order of its last axis is
    nobody's. A `loose` tensor is one that a free vector was reshaped to.
    """

    place: int
    axes: tuple[int, ...]
    before: Value | None = None
    free: bool = False
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Constant:
    """A parameter, buffer or constant by its place among the weights; `turned` where its two axes change places."""

    weight: int
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Stacked:
    """Tensors of one shape, one behind the other on a first axis: the states that recurrent layers end with."""

    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Size:
    """A number that the batch decides, or that a call computes from sizes."""


Result: TypeAlias = "Value | Stacked | Constant | Size | tuple[Result, ...] | None"
"""What a call gives, or what stands in an argument in the place of a reference."""


def plain_axes(rank: int) -> tuple[int, ...]:
    """Return the axes of a tensor in torch's own order."""
    return tuple(range(rank))


def channels_first(rank: int) -> tuple[int, ...]:
    """Return the axes of a tensor with its channels second in torch and last in the canonical network."""
    return (0, rank - 1, *range(1, rank - 1)) if rank > 2 else plain_axes(rank)


def seen(shape: FullShape, axes: tuple[int, ...]) -> FullShape:
    """Return a shape in torch's order, given that of the draft."""
    return tuple(shape[axis] for axis in axes)


def stored(shape: FullShape, axes: tuple[int, ...]) -> FullShape:
    """Return a shape in the draft's order, given torch's."""
    return tuple(shape[axes.index(axis)] for axis in range(len(axes)))


def keeps_order(shape: FullShape, order: tuple[int, ...]) -> bool:
    """Tell whether a permutation of a shape's axes moves none but those of size 1."""
    long = [axis for axis in order if shape[axis] != 1]
    return long == sorted(long)
