"""Lower activation functions, however they are spelled, to the names and settings that Keras's have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import isclose
from typing import Any, Final

from autograder.frameworks.numbers import number
from autograder.frameworks.torch.builder import TorchBuilder
from autograder.frameworks.torch.rules import Rule
from autograder.frameworks.torch.values import Constant, Result, Value, plain_axes
from autograder.records import Json

SELU: Final = (1.6732632423543772, 1.0507009873554805)
"""Alpha and scale of `selu`, as torch.nn.functional documents them."""
NAMES: Final[Mapping[str, str]] = {
    **{name: name for name in ("sigmoid", "tanh", "silu", "mish", "log_sigmoid", "selu")},
    "hardsigmoid": "hard_sigmoid",
    "hardswish": "hard_silu",
    "exp": "exponential",
}
"""Functions without settings."""


def applied(
    builder: TorchBuilder, value: Any, op: str, attributes: Mapping[str, Json], *, random: bool = False
) -> Result:
    """Append an operation on each number of a tensor for itself."""
    if not isinstance(value, Value):
        return None
    place = builder.add(op, attributes, [value.place], builder.shape(value.place), random=random)
    return replace(value, place=place, free=value.free and builder.once, loose=False)


def named(builder: TorchBuilder, value: Any) -> Result:
    """Lower a function that has no settings."""
    return applied(builder, value, NAMES[builder.call.name], {})


def rectifier(builder: TorchBuilder, value: Any, *, slope: float = 0, limit: float | None = None) -> Result:
    """Append a rectifier."""
    most = None if limit is None else number(float(limit))
    attributes = {"negative_slope": number(float(slope)), "max_value": most, "threshold": 0}
    return applied(builder, value, "relu", attributes)


def relu(builder: TorchBuilder, value: Any) -> Result:
    """Lower `relu`."""
    return rectifier(builder, value)


def relu6(builder: TorchBuilder, value: Any) -> Result:
    """Lower `relu6`."""
    return rectifier(builder, value, limit=6)


def leaky_relu(builder: TorchBuilder, value: Any, slope: float = 0.01) -> Result:
    """Lower `leaky_relu`."""
    return rectifier(builder, value, slope=slope)


def clamp(builder: TorchBuilder, value: Any, least: Any = None, most: Any = None) -> Result:
    """Lower `clamp` and `hardtanh` where they are a rectifier or the hard tangent."""
    if (least, most) == (-1, 1):
        return applied(builder, value, "hard_tanh", {})
    if least != 0 or isinstance(least, bool) or not (most is None or isinstance(most, int | float)):
        return None
    return rectifier(builder, value, limit=most)


def hardtanh(builder: TorchBuilder, value: Any, least: float = -1, most: float = 1) -> Result:
    """Lower `hardtanh`."""
    return clamp(builder, value, least, most)


def elu(builder: TorchBuilder, value: Any, alpha: float = 1, scale: float = 1, input_scale: float = 1) -> Result:
    """Lower `elu`; with the constants of `selu` it is one."""
    if input_scale == 1 and all(isclose(a, b, rel_tol=1e-6) for a, b in zip((alpha, scale), SELU, strict=True)):
        return applied(builder, value, "selu", {})
    return applied(builder, value, "elu", {"alpha": number(float(alpha))}) if scale == input_scale == 1 else None


def celu(builder: TorchBuilder, value: Any, alpha: float = 1) -> Result:
    """Lower `celu`."""
    return applied(builder, value, "celu", {"alpha": number(float(alpha))})


def gelu(builder: TorchBuilder, value: Any, approximate: str = "none") -> Result:
    """Lower `gelu`."""
    return applied(builder, value, "gelu", {"approximate": approximate == "tanh"})


def softplus(builder: TorchBuilder, value: Any, beta: float = 1, threshold: float = 20) -> Result:
    """Lower `softplus` with torch's own constants."""
    return applied(builder, value, "softplus", {}) if (beta, threshold) == (1, 20) else None


def shrink(builder: TorchBuilder, value: Any, threshold: float = 0.5) -> Result:
    """Lower `hardshrink` and `softshrink`."""
    name = {"h": "hard_shrink", "s": "soft_shrink"}[builder.call.op[0]]
    return applied(builder, value, name, {"threshold": number(float(threshold))})


def threshold(builder: TorchBuilder, value: Any, least: float, otherwise: float) -> Result:
    """Lower `threshold`."""
    if least == otherwise == 0:
        return rectifier(builder, value)
    attributes = {"threshold": number(float(least)), "default_value": number(float(otherwise))}
    return applied(builder, value, "threshold", attributes)


def softmax(builder: TorchBuilder, value: Any, dim: int, dtype: Any = None) -> Result:
    """Lower `softmax` and `log_softmax`."""
    if not isinstance(value, Value) or value.axes[dim] == 0 or dtype is not None:
        return None
    return applied(builder, value, builder.call.name, {"axis": value.axes[dim]})


def glu(builder: TorchBuilder, value: Value, dim: int = -1) -> Result:
    """Lower `glu`, which halves an axis."""
    if value.before is not None:
        value = Value(builder.plain(value), plain_axes(2))
    axis = value.axes[dim]
    if axis == 0:
        return None
    place = builder.add("glu", {"axis": axis}, [value.place], builder.given(value.axes))
    return Value(place, value.axes)


def prelu(builder: TorchBuilder, value: Value, weight: Any) -> Result:
    """Lower `prelu`, whose slopes are one for all or one for each channel."""
    if not isinstance(weight, Constant):
        return None
    rank, count = len(value.axes), builder.weight_shape(weight)
    place, axes = builder.last(value), value.axes if rank == 2 else (0, rank - 1, *range(1, rank - 1))
    shared = list(range(1, rank if count in {(), (1,)} else rank - 1))
    index = builder.add("p_re_lu", {"shared_axes": shared or None}, [place], builder.shape(place))
    builder.attach(index, [weight])
    return replace(value, place=index, axes=axes, free=False, loose=False)


RULES: Mapping[str, Rule] = {
    **dict.fromkeys(NAMES, named),
    "relu": relu,
    "relu6": relu6,
    "leaky_relu": leaky_relu,
    "clamp": clamp,
    "clamp_min": clamp,
    "hardtanh": hardtanh,
    "elu": elu,
    "celu": celu,
    "gelu": gelu,
    "softplus": softplus,
    "hardshrink": shrink,
    "softshrink": shrink,
    "threshold": threshold,
    "softmax": softmax,
    "log_softmax": softmax,
    "glu": glu,
    "prelu": prelu,
}
