"""Lower layers with weights, normalisations and dropout to the forms that Keras's layers have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from autograder.frameworks.numbers import number
from autograder.frameworks.torch.activations import applied
from autograder.frameworks.torch.builder import TorchBuilder
from autograder.frameworks.torch.rules import Rule
from autograder.frameworks.torch.values import Constant, Result, Value, channels_first, plain_axes
from autograder.records import Json


def linear(builder: TorchBuilder, value: Any, weight: Any, bias: Any = None) -> Result:
    """Lower a product with a matrix of weights, (units, inputs), to a dense layer."""
    if not isinstance(weight, Constant) or not isinstance(value, Value):
        return None
    shape = builder.weight_shape(weight)
    return dense(builder, value, weight, shape[0] if not weight.turned else shape[1], bias)


def dense(builder: TorchBuilder, value: Value, weight: Constant, units: int, bias: Any = None) -> Result:
    """Append a dense layer; behind a flatten its weights may stand in any order."""
    axes = value.axes
    if axes[-1] != len(axes) - 1:
        value = Value(builder.plain(value), plain_axes(len(axes)))
    attributes: dict[str, Json] = {"units": units, "use_bias": bias is not None}
    place = builder.add("dense", attributes, [value.place], builder.given(value.axes))
    builder.attach(place, [weight, bias])
    return Value(place, value.axes, free=builder.once)


def matmul(builder: TorchBuilder, value: Any, other: Any) -> Result:
    """Lower a product with a matrix of weights, (inputs, units); that of two tensors stays itself."""
    if not isinstance(other, Constant) or not isinstance(value, Value):
        return None
    held = builder.program.weights[other.weight]
    if len(held.shape) != 2 or not held.parameter:
        return None
    return dense(builder, value, other, held.shape[0] if other.turned else held.shape[1])


def addmm(builder: TorchBuilder, bias: Any, value: Any, weight: Any, *, beta: float = 1, alpha: float = 1) -> Result:
    """Lower `bias + x @ w`."""
    if not isinstance(weight, Constant) or not isinstance(bias, Constant) or not beta == alpha == 1:
        return None
    shape = builder.weight_shape(weight)
    units = shape[0] if weight.turned else shape[1]
    return dense(builder, value, weight, units, bias) if builder.weight_shape(bias) == (units,) else None


def embedding(builder: TorchBuilder, weight: Any, value: Any, padding: int = -1, *_: Any) -> Result:
    """Lower an embedding; one with an entry that is never learned says which."""
    if not isinstance(weight, Constant) or not isinstance(value, Value):
        return None
    rows, width = builder.weight_shape(weight)
    unlearned = None if padding < 0 else padding
    attributes: dict[str, Json] = {
        "input_dim": rows,
        "output_dim": width,
        "mask_zero": False,
        "padding_idx": unlearned,
    }
    place = builder.add("embedding", attributes, [builder.plain(value)], builder.call.shape or ())
    builder.attach(place, [weight])
    return Value(place, plain_axes(len(value.axes) + 1))


def batch_norm(
    builder: TorchBuilder, value: Any, weight: Any, bias: Any, mean: Any, variance: Any, training: bool,
    momentum: float, epsilon: float, *_: Any,
) -> Result:  # fmt: skip
    """Lower a batch normalisation. Keras's momentum is what is kept of the statistics, torch's what is taken in."""
    place = builder.last(value)
    shape = builder.shape(place)
    acts, still = builder.flags.get(builder.number, (training, training))
    attributes: dict[str, Json] = {
        "axis": len(shape) - 1,
        "momentum": number(1 - momentum),
        "epsilon": number(epsilon),
        "center": bias is not None,
        "scale": weight is not None,
        "synchronized": False,
        "training": None if (acts, still) == (True, False) else acts or still,
    }
    index = builder.add("batch_normalization", attributes, [place], shape)
    builder.attach(index, [weight, bias])
    builder.attach(index, [mean, variance], statistics=True)
    return like(value, index, free=value.free and builder.once)


def like(value: Value, place: int, *, free: bool = False) -> Value:
    """Return what was computed from a tensor with its channels last."""
    return Value(place, channels_first(len(value.axes)), before=value.before, free=free)


def group_norm(
    builder: TorchBuilder, value: Any, groups: int, weight: Any = None, bias: Any = None, epsilon: float = 1e-5, *_: Any
) -> Result:
    """Lower a group normalisation."""
    place = builder.last(Value(builder.plain(value), plain_axes(2)) if len(value.axes) == 2 else value)
    shape = builder.shape(place)
    attributes: dict[str, Json] = {"groups": groups, "axis": len(shape) - 1, **shifts(weight, bias, epsilon)}
    index = builder.add("group_normalization", attributes, [place], shape)
    builder.attach(index, [weight, bias])
    return Value(index, channels_first(len(shape)))


def shifts(weight: Any, bias: Any, epsilon: float) -> dict[str, Json]:
    """Return the settings that normalisations have in common."""
    return {"epsilon": number(epsilon), "center": bias is not None, "scale": weight is not None}


def layer_norm(
    builder: TorchBuilder,
    value: Any,
    sizes: Sequence[int],
    weight: Any = None,
    bias: Any = None,
    epsilon: float = 1e-5,
    *_: Any,
) -> Result:
    """Lower a layer normalisation."""
    axes = sorted(value.axes[len(value.axes) - len(sizes) :])
    if axes[0] == 0:
        return None
    attributes: dict[str, Json] = {"axis": axes[0] if len(axes) == 1 else axes, **shifts(weight, bias, epsilon)}
    found = applied(builder, value, "layer_normalization", {**attributes, "rms_scaling": False})
    if isinstance(found, Value):
        builder.attach(found.place, [weight, bias])
    return found


def dropout(builder: TorchBuilder, value: Value, rate: float, training: bool) -> Result:
    """Lower dropout, of numbers, of whole channels, or one that keeps mean and variance."""
    acts, still = builder.flags.get(builder.number, (training, training))
    if rate == 0 or not (acts or still):
        return value
    mode = None if (acts, still) == (True, False) else True
    name, attributes = builder.call.name, {"rate": number(rate), "training": mode}
    if name != "feature_dropout":
        return applied(builder, value, name, attributes, random=True)
    rank = len(value.axes) - 2
    if rank not in {1, 2, 3}:
        return None
    place = builder.last(value)
    attributes["data_format"] = "channels_last" if rank > 1 else None
    index = builder.add(f"spatial_dropout{rank}d", attributes, [place], builder.shape(place), random=True)
    return like(value, index)


RULES: Mapping[str, Rule] = {
    "linear": linear,
    **dict.fromkeys(["matmul", "mm"], matmul),
    "addmm": addmm,
    "embedding": embedding,
    "batch_norm": batch_norm,
    "group_norm": group_norm,
    "layer_norm": layer_norm,
    **dict.fromkeys(["dropout", "feature_dropout", "alpha_dropout"], dropout),
}
