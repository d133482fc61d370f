"""Lower what moves numbers and computes none: reshapes, permutations, padding, joins along an axis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

from autograder.frameworks.drafts import FullShape
from autograder.frameworks.places import counted
from autograder.frameworks.torch.builder import TorchBuilder
from autograder.frameworks.torch.rules import Rule
from autograder.frameworks.torch.values import Constant, Result, Value, channels_first, plain_axes, seen
from autograder.records import Json


def reshape(builder: TorchBuilder, value: Any, *_: Any) -> Result:
    """Lower any reshape to the shape that it gives; None where it touches the batch axis."""
    shape = builder.call.shape
    if not isinstance(value, Value) or not shape:
        return None
    if shape == seen(builder.shape(value.place), value.axes) and shape.count(None) == 1:
        return value
    if value.before is not None:
        value = Value(builder.plain(value), plain_axes(2))
    before = builder.shape(value.place)
    if value.axes[0] != 0 or shape[0] is not None or before[0] is not None or None in (*shape[1:], *before[1:]):
        return None
    if prod(size or 0 for size in shape[1:]) != prod(size or 0 for size in before[1:]):
        return None
    return reshaped(builder, value, shape)


def reshaped(builder: TorchBuilder, value: Value, shape: FullShape) -> Value:
    """Return a tensor in another shape, moving nothing where the axes that are merged stand beside each other."""
    before = builder.shape(value.place)
    ins = [axis for axis in value.axes[1:] if before[axis] != 1]
    outs = [axis for axis in range(1, len(shape)) if shape[axis] != 1]
    groups = grouped([before[axis] or 0 for axis in ins], [shape[axis] or 0 for axis in outs])
    parts = [([ins[i] for i in left], [outs[k] for k in right]) for left, right in groups]
    standing = sorted(ins)
    if all(is_run(left, standing) for left, _right in parts):
        order = with_ones([axis for _left, right in sorted(parts) for axis in right], len(shape))
        axes = (0, *(1 + order.index(axis) for axis in range(1, len(shape))))
        place = builder.add_reshape(value.place, (shape[0], *(shape[axis] for axis in order)))
        return Value(place, axes, loose=value.free and len(ins) == 1 < len(outs) and builder.once)
    if len(shape) == 2:
        return Value(builder.add_reshape(value.place, shape), plain_axes(2), before=value)
    return Value(builder.add_reshape(builder.plain(value), shape), plain_axes(len(shape)))


def grouped(before: Sequence[int], after: Sequence[int]) -> list[tuple[list[int], list[int]]]:
    """Return which sizes of one shape become which of another, in groups of equal products as small as can be."""
    groups: list[tuple[list[int], list[int]]] = []
    i = k = 0
    while i < len(before) and k < len(after):
        left, right, one, other = [i], [k], before[i], after[k]
        while one != other:
            if one < other:
                i += 1
                one *= before[i]
                left.append(i)
            else:
                k += 1
                other *= after[k]
                right.append(k)
        groups.append((left, right))
        i, k = i + 1, k + 1
    return groups


def is_run(axes: Sequence[int], standing: Sequence[int]) -> bool:
    """Tell whether axes stand beside each other in this order among others."""
    start = standing.index(axes[0])
    return list(axes) == list(standing[start : start + len(axes)])


def with_ones(order: list[int], rank: int) -> list[int]:
    """Return an order of axes with those of size 1 put in, each behind the one that it follows in torch."""
    for axis in range(1, rank):
        if axis not in order:
            order.insert(order.index(axis - 1) + 1 if axis > 1 else 0, axis)
    return order


def permuted(value: Any, dims: Sequence[int]) -> Result:
    """Return a tensor with its axes in another order."""
    if isinstance(value, Constant):
        return Constant(value.weight, turned=not value.turned) if list(dims) == [1, 0] else None
    if not isinstance(value, Value) or value.before is not None:
        return None
    axes = [dim % len(value.axes) for dim in dims]
    return Value(value.place, tuple(value.axes[dim] for dim in axes), loose=value.loose)


def permute(builder: TorchBuilder, value: Any, dims: Sequence[int]) -> Result:
    """Lower a permutation."""
    return permuted(value, dims)


def transpose(builder: TorchBuilder, value: Any, one: int, other: int) -> Result:
    """Lower the exchange of two axes."""
    held = isinstance(value, Constant)
    rank = len(builder.weight_shape(value)) if held else len(value.axes)
    dims = list(range(rank))
    dims[one], dims[other] = dims[other], dims[one]
    return permuted(value, dims)


def turn(builder: TorchBuilder, value: Any) -> Result:
    """Lower `t()` and `.T` of a matrix."""
    if isinstance(value, Constant) and len(builder.weight_shape(value)) == 2:
        return permuted(value, [1, 0])
    return None


def cat(builder: TorchBuilder, values: Sequence[Any], dim: int = 0) -> Result:
    """Lower a concatenation."""
    if not all(isinstance(value, Value) for value in values):
        return None
    first = values[0]
    if first.before is not None or any(value.before is not None for value in values):
        first = Value(builder.plain(first), plain_axes(2))
    axis = first.axes[dim]
    if axis == 0:
        return None
    places = [builder.arranged(value, first.axes) for value in values]
    return Value(builder.add("concatenate", {"axis": axis}, places, builder.given(first.axes)), first.axes)


def hstack(builder: TorchBuilder, values: Sequence[Any]) -> Result:
    """Lower `hstack`, which joins along the second axis."""
    return cat(builder, values, 1)


def pad(
    builder: TorchBuilder, value: Value, amounts: Sequence[int], mode: str = "constant", number: Any = None
) -> Result:
    """Lower padding of an image or a sequence with zeros."""
    rank = len(value.axes)
    if not any(amounts):
        return value
    if mode != "constant" or number not in {None, 0} or rank < 3 or min(amounts) < 0:
        return None
    pairs = {rank - 1 - k: list(amounts[2 * k : 2 * k + 2]) for k in range(len(amounts) // 2)}
    axes = value.axes if pairs.get(1, [0, 0]) != [0, 0] else channels_first(rank)
    moved = {axes[axis]: pair for axis, pair in pairs.items()}
    if moved.get(rank - 1, [0, 0]) != [0, 0] or moved.get(0, [0, 0]) != [0, 0]:
        return None
    return Value(zero_padding(builder, builder.arranged(value, axes), moved, builder.given(axes)), axes)


def zero_padding(builder: TorchBuilder, place: int, pairs: Mapping[int, list[int]], shape: FullShape) -> int:
    """Append padding with zeros: for each axis how many before and behind."""
    rank = len(shape) - 2
    amounts = [pairs.get(axis, [0, 0]) for axis in range(1, rank + 1)]
    attributes: dict[str, Json] = {"padding": amounts[0] if rank == 1 else amounts}
    if rank > 1:
        attributes["data_format"] = "channels_last"
    return builder.add(f"zero_padding{rank}d", attributes, [place], shape)


def whole(builder: TorchBuilder, value: Any, dim: int = 0, start: Any = None, end: Any = None, step: int = 1) -> Result:
    """Lower a slice that takes everything."""
    size = value.axes and builder.shape(value.place)[value.axes[dim]]
    everything = start in {None, 0} and step == 1 and (end is None or (isinstance(end, int) and end >= (size or 2**62)))
    return value if everything else None


def select(builder: TorchBuilder, value: Any, dim: int, index: int) -> Result:
    """Lower the choice of one place on an axis, which is counted from the end where it is the last."""
    if value.before is not None:
        value = Value(builder.plain(value), plain_axes(2))
    axis = value.axes[dim]
    if axis == 0 or not isinstance(index, int):
        return None
    shape = builder.shape(value.place)
    attributes: dict[str, Json] = {"axis": axis, "index": counted(index, shape[axis])}
    left = [other for other in value.axes if other != axis]
    place = builder.add("select", attributes, [value.place], tuple(shape[other] for other in sorted(left)))
    return Value(place, tuple(sorted(left).index(other) for other in left))


def upsampling(builder: TorchBuilder, value: Any, *settings: Any, **named: Any) -> Result:
    """Lower a repetition of pixels, or one that draws lines between them, to a whole number of times their size."""
    rank = len(value.axes)
    linear = "linear" in builder.call.op
    aligned = linear and any(item is True for item in (*settings, *named.values()))
    place, shape = builder.last(value), builder.given()
    pairs = list(zip(shape[1:-1], builder.shape(place)[1:-1], strict=True))
    if "bicubic" in builder.call.op or aligned or any(not before or (after or 0) % before for after, before in pairs):
        return None
    size = [(after or 0) // (before or 1) for after, before in pairs]
    attributes: dict[str, Json] = {"size": size[0] if rank == 3 else size}
    if rank > 3:
        attributes["data_format"] = "channels_last"
    if rank == 4:
        attributes["interpolation"] = "bilinear" if linear else "nearest"
    return Value(builder.add(f"up_sampling{rank - 2}d", attributes, [place], shape), channels_first(rank))


RULES: Mapping[str, Rule] = {
    **dict.fromkeys(
        ["view", "reshape", "flatten", "unflatten", "squeeze", "unsqueeze", "reshape_as", "view_as"], reshape
    ),
    **dict.fromkeys(["transpose", "swapaxes"], transpose),
    **dict.fromkeys(["t", "numpy_T"], turn),
    **dict.fromkeys(["pad", "constant_pad_nd"], pad),
    **dict.fromkeys(
        ["upsample_nearest1d", "upsample_nearest2d", "upsample_nearest3d", "upsample_bilinear2d"], upsampling
    ),
    "permute": permute,
    "cat": cat,
    "hstack": hstack,
    "slice": whole,
    "select": select,
}
