"""Lower arithmetic: between two tensors to a join, with a number to a rescaling; and what gives what it gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from autograder.frameworks.numbers import number
from autograder.frameworks.torch.activations import applied
from autograder.frameworks.torch.builder import TorchBuilder
from autograder.frameworks.torch.rules import Rule
from autograder.frameworks.torch.values import Constant, Result, Value, plain_axes

JOINS: Final = {"add": "add", "sub": "subtract", "mul": "multiply", "maximum": "maximum", "minimum": "minimum"}


def arithmetic(builder: TorchBuilder, one: Any, other: Any, *, alpha: float = 1) -> Result:
    """Lower `+`, `-`, `*` and `/`."""
    name = builder.call.name
    one, other = constant(builder, one), constant(builder, other)
    if isinstance(one, Value) and isinstance(other, Value):
        return join(builder, name, one, other) if alpha == 1 and name in JOINS else None
    if isinstance(one, Constant) or isinstance(other, Constant):
        value, by = (one, other) if isinstance(other, Constant) else (other, one)
        return biased(builder, name, value, by) if alpha == 1 and isinstance(value, Value) else None
    if isinstance(one, Value) and is_number(other):
        return scaled(builder, one, name, float(other) * alpha)
    return reversed_(builder, other, name, float(one)) if is_number(one) and alpha == 1 else None


def constant(builder: TorchBuilder, item: Any) -> Any:
    """Return the number that a constant is, and anything else as it is."""
    single = builder.single(item) if isinstance(item, Constant) else None
    return item if single is None else single


def is_number(item: Any) -> bool:
    """Tell whether an argument is a number."""
    return isinstance(item, int | float) and not isinstance(item, bool)


def scaled(builder: TorchBuilder, value: Value, name: str, by: float) -> Result:
    """Lower `x op number`."""
    if name == "div" and by == 0:
        return None
    known = {"add": (1.0, by), "sub": (1.0, -by), "mul": (by, 0.0), "div": (1 / (by or 1), 0.0)}
    if name not in known:
        return None
    scale, offset = known[name]
    return rescaled(builder, value, scale, offset)


def reversed_(builder: TorchBuilder, value: Value, name: str, by: float) -> Result:
    """Lower `number op x`."""
    known = {"add": (1.0, by), "sub": (-1.0, by), "mul": (by, 0.0)}
    return rescaled(builder, value, *known[name]) if name in known else None


def rescaled(builder: TorchBuilder, value: Value, scale: float, offset: float) -> Result:
    """Append a rescaling; None for whole numbers."""
    if not str(builder.call.dtype).startswith("float"):
        return None
    return applied(builder, value, "rescaling", {"scale": number(scale), "offset": number(offset)})


def rsub(builder: TorchBuilder, value: Any, by: Any, alpha: float = 1) -> Result:
    """Lower `number - x`."""
    return reversed_(builder, value, "sub", float(by)) if is_number(by) and alpha == 1 else None


def neg(builder: TorchBuilder, value: Any) -> Result:
    """Lower `-x`."""
    return rescaled(builder, value, -1.0, 0.0)


def join(builder: TorchBuilder, name: str, one: Value, other: Value) -> Result:
    """Lower an elementwise join of two tensors with as many axes."""
    if len(one.axes) != len(other.axes):
        return None
    if one.before is not None or other.before is not None:
        same = one.before is not None and other.before is not None and one.before.axes == other.before.axes
        if not same or builder.shape(one.before.place) != builder.shape(other.before.place):  # type: ignore[union-attr]
            one, other = (Value(builder.plain(item), plain_axes(2)) for item in (one, other))
    places = [one.place, builder.arranged(replace(other, before=None), one.axes)]
    place = builder.add(JOINS[name], {}, places, builder.given(one.axes))
    return Value(place, one.axes, before=one.before)


def biased(builder: TorchBuilder, name: str, value: Value, by: Constant) -> Result:
    """Lower a bias that is added to a product with a matrix of weights: together they are a dense layer."""
    held = builder.program.weights[by.weight]
    draft = builder.drafts[value.place] if value.place >= 0 else None
    if name != "add" or draft is None or draft.op != "dense" or draft.attributes["use_bias"] or not held.parameter:
        return None
    if held.shape != (draft.attributes["units"],) or not value.free:
        return None
    draft.attributes["use_bias"] = True
    builder.attach(value.place, [by])
    return replace(value, free=builder.once)


def handed_on(builder: TorchBuilder, value: Any, *_: Any, **__: Any) -> Result:
    """Lower what gives what it gets."""
    return value if isinstance(value, Value | Constant) else None


def detached(builder: TorchBuilder, value: Any) -> Result:
    """Lower `detach` of a constant; a tensor that is detached stops learning."""
    return value if isinstance(value, Constant) else None


def expanded(builder: TorchBuilder, value: Any, *_: Any) -> Result:
    """Lower an `expand` to the shape that is there."""
    shape = builder.shape(value.place)
    return value if builder.call.shape == tuple(shape[axis] for axis in value.axes) else None


def cast(builder: TorchBuilder, value: Any, *_: Any, **__: Any) -> Result:
    """Lower a change of number types; nothing between fractions, whose types are noted where they are computed."""
    if not isinstance(value, Value) or not str(builder.call.dtype).startswith("float"):
        return None
    kind = builder.kind(value)
    return value if kind.startswith("float") else applied(builder, value, "cast", {"dtype": kind})


RULES: Mapping[str, Rule] = {
    **dict.fromkeys(["add", "sub", "mul", "div", "maximum", "minimum"], arithmetic),
    **dict.fromkeys(["alias", "clone", "contiguous", "lift_fresh_copy"], handed_on),
    **dict.fromkeys(["to", "_to_copy"], cast),
    "rsub": rsub,
    "neg": neg,
    "detach": detached,
    "expand": expanded,
}
