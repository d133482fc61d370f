"""Resolve sliding windows: paddings that pad nothing, strides never taken, windows that cover everything."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.frameworks.drafts import FullShape
from autograder.records import Json


def spatial(shape: FullShape, data_format: str) -> tuple[int | None, ...]:
    """Return the spatial part of a shape that has batch and channel axes."""
    return tuple(shape[2:]) if data_format == "channels_first" else tuple(shape[1:-1])


def resolve_padding(
    padding: str, sizes: Sequence[int | None], *, kernel: Sequence[int], strides: Sequence[int], dilation: Sequence[int]
) -> str:
    """Return the padding in lower case, `valid` where `same` or `causal` would add nothing to these sizes."""
    padding = padding.lower()
    spans = [(k - 1) * d + 1 for k, d in zip(kernel, dilation, strict=True)]
    if padding == "causal":
        return "valid" if all(span == 1 for span in spans) else padding
    if padding != "same" or any(size is None for size in sizes):
        return padding
    added = [
        max((-(-(size or 0) // stride) - 1) * stride + span - (size or 0), 0)
        for size, stride, span in zip(sizes, strides, spans, strict=True)
    ]
    return padding if any(added) else "valid"


def resolve_strides(strides: Sequence[int], steps: Sequence[int | None], *, unused: Sequence[int]) -> list[int]:
    """Return the strides, with the value of `unused` along axes where the window stands in one place only."""
    return [rest if step == 1 else stride for stride, step, rest in zip(strides, steps, unused, strict=True)]


def covers(sizes: Sequence[int | None], window: Sequence[int], padding: str) -> bool:
    """Tell whether one window covers a whole image of these sizes."""
    return padding == "valid" and all(size == side for size, side in zip(sizes, window, strict=True))


def pooled(
    *,
    pool_size: Sequence[int],
    strides: Sequence[int],
    padding: str,
    data_format: str,
    before: FullShape,
    after: FullShape,
) -> dict[str, Json] | None:
    """Return the canonical attributes of a pooling; None where it changes nothing."""
    sizes = spatial(before, data_format)
    padding = resolve_padding(padding, sizes, kernel=pool_size, strides=strides, dilation=[1] * len(pool_size))
    if covers(sizes, pool_size, padding):
        return {"window": "full", "data_format": data_format}
    if set(pool_size) == set(strides) == {1}:
        return None
    return {
        "pool_size": list(pool_size),
        "strides": resolve_strides(strides, spatial(after, data_format), unused=pool_size),
        "padding": padding,
        "data_format": data_format,
    }
