"""Lower what slides a window over an image or a sequence: convolutions and poolings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from autograder.frameworks.drafts import FullShape
from autograder.frameworks.torch.builder import TorchBuilder
from autograder.frameworks.torch.rules import Rule
from autograder.frameworks.torch.shaping import zero_padding
from autograder.frameworks.torch.values import Constant, Result, Value, channels_first, plain_axes
from autograder.frameworks.windows import pooled, resolve_padding, resolve_strides
from autograder.records import Json


def each(item: Any, rank: int) -> list[int]:
    """Return a setting as a number for each axis."""
    numbers = [item] if isinstance(item, int) else list(item)
    return numbers * rank if len(numbers) == 1 else numbers


def axes_of(builder: TorchBuilder) -> int:
    """Return along how many axes a call slides its window: "avg_pool2d" along 2, beside those of batch and channels."""
    return int(builder.call.name[-2])


def is_same(
    amounts: Sequence[int],
    before: Sequence[int | None],
    after: Sequence[int | None],
    spans: Sequence[int],
    strides: Sequence[int],
) -> bool:
    """Tell whether padding by these amounts on both sides is Keras's `same` padding, which also starts there."""
    for amount, size, steps, span, stride in zip(amounts, before, after, spans, strides, strict=True):
        if size is None or steps != -(-size // stride):
            return False
        if max((steps - 1) * stride + span - size, 0) // 2 != amount:
            return False
        if amount == 0 and (steps - 1) * stride + span > size:
            return False
    return True


def convolution(
    builder: TorchBuilder, value: Any, weight: Any, bias: Any = None, stride: Any = 1, padding: Any = 0,
    dilation: Any = 1, groups: int = 1,
) -> Result:  # fmt: skip
    """Lower a convolution; padding that is not Keras's `same` is a layer of its own."""
    if not isinstance(weight, Constant) or not isinstance(value, Value) or len(value.axes) != 2 + axes_of(builder):
        return None
    place, after = builder.last(value), builder.given()
    before, rank = builder.shape(place), len(after) - 2
    filters, _, *kernel = builder.weight_shape(weight)
    strides, dilations = each(stride, rank), each(dilation, rank)
    dilations = [1 if k == 1 else d for k, d in zip(kernel, dilations, strict=True)]
    if isinstance(padding, str):
        word = padding
    else:
        spans = [(k - 1) * d + 1 for k, d in zip(kernel, dilations, strict=True)]
        word, place = padded(builder, place, each(padding, rank), after, spans, strides)
    word = resolve_padding(word, before[1:-1], kernel=kernel, strides=strides, dilation=dilations)
    settings: dict[str, Json] = {
        "kernel_size": list(kernel),
        "strides": resolve_strides(strides, after[1:-1], unused=[1] * rank),
        "padding": word,
        "data_format": "channels_last",
        "dilation_rate": dilations,
        "use_bias": bias is not None,
    }
    name, own = filtered(rank, filters, groups, before[-1])
    index = builder.add(name, {**own, **settings}, [place], after)
    builder.attach(index, [weight, bias])
    return Value(index, channels_first(rank + 2))


def filtered(rank: int, filters: int, groups: int, channels: int | None) -> tuple[str, dict[str, Json]]:
    """Return a convolution's name and number of filters: one with a group for each channel is depthwise."""
    if groups == channels and groups > 1 and rank < 3:
        return f"depthwise_conv{rank}d", {"depth_multiplier": filters // groups}
    return f"conv{rank}d", {"filters": filters, "groups": groups}


def padded(
    builder: TorchBuilder,
    place: int,
    amounts: Sequence[int],
    after: FullShape,
    spans: Sequence[int],
    strides: Sequence[int],
) -> tuple[str, int]:
    """Return a padding in Keras's words and where it is applied, appending padding with zeros where it has no word."""
    before = builder.shape(place)
    if not any(amounts):
        return "valid", place
    if is_same(amounts, before[1:-1], after[1:-1], spans, strides):
        return "same", place
    return "valid", zeros_around(builder, place, amounts)


def transposed(
    builder: TorchBuilder, value: Any, weight: Any, bias: Any = None, stride: Any = 1, padding: Any = 0,
    output_padding: Any = 0, groups: int = 1, dilation: Any = 1,
) -> Result:  # fmt: skip
    """Lower a transposed convolution; how much is cut off is Keras's `same`, `valid`, or said in numbers."""
    if not isinstance(weight, Constant) or not isinstance(value, Value) or len(value.axes) != 2 + axes_of(builder):
        return None
    place, after = builder.last(value), builder.given()
    before, rank = builder.shape(place), len(after) - 2
    _, filters, *kernel = builder.weight_shape(weight)
    strides, dilations = each(stride, rank), each(dilation, rank)
    cut = [[p, p - o] for p, o in zip(each(padding, rank), each(output_padding, rank), strict=True)]
    over = [max(k - s, 0) for k, s in zip(kernel, strides, strict=True)]
    grown = [None if size is None else size * stride for size, stride in zip(before[1:-1], strides, strict=True)]
    same = grown == list(after[1:-1]) and cut == [[total // 2, total - total // 2] for total in over]
    word: Json = "same" if same else cut
    if not same and all(c == [0, 0] and k >= s for c, k, s in zip(cut, kernel, strides, strict=True)):
        word = "valid"
    attributes: dict[str, Json] = {
        "filters": filters * groups,
        "kernel_size": list(kernel),
        "strides": strides,
        "padding": word,
        "data_format": "channels_last",
        "dilation_rate": dilations,
        "use_bias": bias is not None,
        "groups": groups if groups > 1 else None,
    }
    index = builder.add(f"conv{rank}d_transpose", attributes, [place], after)
    builder.attach(index, [weight, bias])
    return Value(index, channels_first(rank + 2))


def pooling(
    builder: TorchBuilder, value: Any, size: Any, stride: Any = None, padding: Any = 0, *settings: Any
) -> Result:
    """Lower a maximum or average over windows."""
    if not isinstance(value, Value) or builder.call.shape is None or len(value.axes) != 2 + axes_of(builder):
        return None
    place, after = builder.last(value), builder.given()
    before, rank = builder.shape(place), len(after) - 2
    kind = "max" if builder.call.op.startswith("max") else "average"
    window, amounts = each(size, rank), each(padding, rank)
    strides = each(stride, rank) if stride not in (None, []) else window
    told = unusual(kind, settings, any(amounts))
    rounded = [(n or 0) + 2 * p - k for n, p, k in zip(before[1:-1], amounts, window, strict=True)]
    if any(n != r // s + 1 for n, r, s in zip(after[1:-1], rounded, strides, strict=True)):
        told["ceil_mode"] = True
    word = "valid"
    if any(amounts) and not told and is_same(amounts, before[1:-1], after[1:-1], window, strides) and kind == "max":
        word = "same"
    elif any(amounts) and kind == "average" and not told:
        place = zeros_around(builder, place, amounts)
    elif any(amounts):
        told["padding_size"] = amounts
    attributes = pooled(
        pool_size=window,
        strides=strides,
        padding=word,
        data_format="channels_last",
        before=builder.shape(place),
        after=after,
    )
    if attributes is None and not told:
        return Value(place, channels_first(rank + 2))
    kept = {"pool_size": window, "strides": strides, "data_format": "channels_last"} if told else attributes or {}
    return Value(builder.add(f"{kind}_pooling{rank}d", {**kept, **told}, [place], after), channels_first(rank + 2))


def zeros_around(builder: TorchBuilder, place: int, amounts: Sequence[int]) -> int:
    """Append padding with as many zeros before as behind."""
    before = builder.shape(place)
    pairs = {axis + 1: [amount, amount] for axis, amount in enumerate(amounts)}
    sizes = (None if size is None else size + 2 * k for size, k in zip(before[1:-1], amounts, strict=True))
    return zero_padding(builder, place, pairs, (before[0], *sizes, before[-1]))


def unusual(kind: str, settings: Sequence[Any], pads: bool) -> dict[str, Json]:
    """Return the settings of a pooling that Keras's have not."""
    if kind == "max":
        dilation = settings[0] if settings else 1
        return {} if set(each(dilation, 1)) == {1} else {"dilation_rate": each(dilation, 1)}
    told: dict[str, Json] = {}
    if len(settings) > 1 and not settings[1] and pads:
        told["count_include_pad"] = False
    if len(settings) > 2 and settings[2] is not None:
        told["divisor_override"] = settings[2]
    return told


def adaptive(builder: TorchBuilder, value: Any, size: Any) -> Result:
    """Lower a pooling to a given size; None where the windows differ among each other."""
    if not isinstance(value, Value) or len(value.axes) != 2 + axes_of(builder):
        return None
    rank = len(value.axes) - 2
    several = builder.call.op.startswith("adaptive_max")
    place = builder.last(value)
    before = builder.shape(place)
    sides = [before[1 + k] if side is None else side for k, side in enumerate(each(size, rank))]
    if any(n is None or not s or n % s for n, s in zip(before[1:-1], sides, strict=True)):
        return None
    window = [(n or 0) // (s or 1) for n, s in zip(before[1:-1], sides, strict=True)]
    after = (before[0], *sides, before[-1])
    attributes = pooled(
        pool_size=window, strides=window, padding="valid", data_format="channels_last", before=before, after=after
    )
    kind = "max" if several else "average"
    index = place if attributes is None else builder.add(f"{kind}_pooling{rank}d", attributes, [place], after)
    found = Value(index, channels_first(rank + 2))
    return (found, None) if several else found


def reduction(builder: TorchBuilder, value: Any, dims: Any, keep: bool = False, *_: Any, **__: Any) -> Result:
    """Lower the mean or maximum over all of an image or a sequence, but for its channels, to the global pooling."""
    if not isinstance(value, Value) or dims is None or len(value.axes) < 3:
        return None
    rank = len(value.axes)
    over = {value.axes[dim] for dim in ([dims] if isinstance(dims, int) else dims)}
    place, axes = value.place, value.axes
    if over != set(range(1, rank - 1)) or axes.index(0) > axes.index(rank - 1):
        return None
    before = builder.shape(place)
    kind = "average" if builder.call.op.startswith("mean") else "max"
    kept = (before[0], *(1 for _ in over), before[-1])
    attributes: dict[str, Json] = {"window": "full", "data_format": "channels_last"}
    index = builder.add(f"{kind}_pooling{rank - 2}d", attributes, [place], kept)
    found = Value(index, axes)
    if not keep:
        found = Value(builder.add_reshape(index, (before[0], before[-1])), plain_axes(2))
    return (found, None) if builder.call.op == "max.dim" else found


RULES: Mapping[str, Rule] = {
    **dict.fromkeys(["conv1d", "conv2d", "conv3d"], convolution),
    **dict.fromkeys(["conv_transpose1d", "conv_transpose2d", "conv_transpose3d"], transposed),
    **dict.fromkeys([f"{kind}_pool{rank}d" for kind in ("max", "avg") for rank in (1, 2, 3)], pooling),
    **dict.fromkeys([f"adaptive_{kind}_pool{rank}d" for kind in ("max", "avg") for rank in (1, 2, 3)], adaptive),
    **dict.fromkeys(["mean", "amax", "max"], reduction),
}
