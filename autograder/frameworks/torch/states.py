"""Lower what is done with the states that recurrent layers end with, which stand one behind the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autograder.frameworks.torch.builder import TorchBuilder
from autograder.frameworks.torch.rules import Rule
from autograder.frameworks.torch.values import Result, Stacked, Value, plain_axes


def unstacked(builder: TorchBuilder, item: Any) -> Any:
    """Return states as one tensor, and anything else as it is."""
    if isinstance(item, list):
        return [unstacked(builder, each) for each in item]
    if not isinstance(item, Stacked):
        return item
    places = [builder.plain(value) for value in item.values]
    shape = (len(places), *builder.shape(places[0]))
    return Value(builder.add("torch.stack", {"dim": 0}, places, shape), plain_axes(len(shape)))


def select(_builder: TorchBuilder, value: Stacked, dim: int, index: int) -> Result:
    """Lower the choice of one state."""
    return value.values[index] if dim == 0 else None


def part(
    _builder: TorchBuilder, value: Stacked, dim: int = 0, start: Any = None, end: Any = None, step: int = 1
) -> Result:
    """Lower a slice of the states."""
    if dim != 0:
        return value if start in {None, 0} and step == 1 and (end is None or end > 2**40) else None
    return Stacked(value.values[start:end:step])


def only(builder: TorchBuilder, value: Stacked, *_: Any) -> Result:
    """Lower what takes away the first axis of a single state."""
    single = value.values[0]
    same = builder.call.shape == builder.shape(single.place)
    return single if same and len(value.values) == 1 else None


def side_by_side(builder: TorchBuilder, value: Stacked, dims: Any, other: int | None = None) -> Result:
    """Lower the exchange of the first two axes of a single state, which only moves an axis of size 1."""
    order = [dims, other] if other is not None else list(dims)
    turned = sorted(order) == [0, 1] if other is not None else order == [1, 0, 2]
    if not turned or len(value.values) != 1:
        return None
    place = builder.plain(value.values[0])
    shape = builder.shape(place)
    return Value(builder.add_reshape(place, (shape[0], 1, shape[1])), plain_axes(3))


RULES: Mapping[str, Rule] = {
    "select": select,
    "slice": part,
    **dict.fromkeys(["squeeze", "view", "reshape"], only),
    **dict.fromkeys(["permute", "transpose"], side_by_side),
}
