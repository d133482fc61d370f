"""Open layers and models that are only other layers put together, by running their `call` on symbolic tensors."""

from __future__ import annotations

import inspect
from dataclasses import replace
from typing import Any, Protocol

import keras

from autograder.models.live.calls import Call, Context, Tensor

SYMBOLIC_FAILURES = (TypeError, ValueError, AttributeError, KeyError, IndexError, NotImplementedError, RuntimeError)
"""What running someone's `call` on symbolic tensors may raise; such a layer stays closed."""


class Walk(Protocol):
    """`trace.walk`, handed in because a composite's own graph is followed like any other."""

    def __call__(
        self, function: Any, inputs: tuple[Tensor, ...], calls: list[Call], context: Context, *, honour: bool
    ) -> tuple[Tensor, ...]:
        """Append the graph's calls and return its outputs."""


def is_composite(operation: Any) -> bool:
    """Tell whether a layer is only other layers put together: written outside Keras, without weights of its own."""
    if not isinstance(operation, keras.layers.Layer) or not operation.built:
        return False
    if type(operation) is keras.layers.Pipeline:
        return True
    foreign = not type(operation).call.__module__.startswith("keras.src.")
    own = operation._trainable_variables or operation._non_trainable_variables  # noqa: SLF001
    return foreign and not own


def call_composite(
    operation: Any,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    calls: list[Call],
    context: Context,
    *,
    walk: Walk,
) -> tuple[Tensor, ...] | None:
    """Append the calls that a composite layer makes when it runs on symbolic tensors.

    It runs once as in training and once as at inference. Where the two differ in more than the flag that they hand
    on, or it cannot run symbolically, it stays closed: None.
    """
    flags: list[bool | None] = [None]
    if "training" in inspect.signature(operation.call).parameters:
        flags = [True, False] if context.training is None else [context.training]
    runs = [
        run_symbolically(operation, args, with_flag(kwargs, flag=flag), calls, context, walk=walk) for flag in flags
    ]
    first, last = runs[0], runs[-1]
    if first is None or last is None:
        return None
    if len(runs) == 1:
        merged: list[Call] | None = first[0]
    else:
        merged = merge_runs(first[0], last[0]) if first[1] == last[1] else None
    if merged is None:
        return None
    calls.extend(merged)
    return first[1]


def with_flag(kwargs: dict[str, Any], *, flag: bool | None) -> dict[str, Any]:
    """Add the `training` argument where there is one to give."""
    return kwargs if flag is None else {**kwargs, "training": flag}


def run_symbolically(
    operation: Any,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    calls: list[Call],
    context: Context,
    *,
    walk: Walk,
) -> tuple[list[Call], tuple[Tensor, ...]] | None:
    """Run a layer's `call` on symbolic tensors; return the calls that it made and its outputs.

    None where that fails, and where the call adds a loss, which no graph would show.
    """
    references: dict[Tensor, Any] = {}

    def stand_in(value: Any) -> Any:
        if not isinstance(value, Tensor):
            return value
        return references.setdefault(value, keras.KerasTensor(value.shape, dtype=value.dtype))

    given_args, given_kwargs = keras.tree.map_structure(stand_in, (args, kwargs))
    try:
        outputs = keras.tree.flatten(operation.call(*given_args, **given_kwargs))
        function = keras.Function(list(references.values()), outputs)
        made = list(calls)
        results = walk(function, tuple(references), made, context, honour=True)
    except SYMBOLIC_FAILURES:
        return None
    if operation.losses:
        return None
    return made[len(calls) :], results


def merge_runs(training: list[Call], inference: list[Call]) -> list[Call] | None:
    """Merge the calls made in training and at inference; None where they differ in more than the flag."""
    if len(training) != len(inference):
        return None
    merged = []
    for busy, idle in zip(training, inference, strict=True):
        follows = (busy.training, idle.training) == (True, False)
        if not same_call(busy, idle) or not (follows or busy.training == idle.training):
            return None
        merged.append(replace(busy, training=None if follows else busy.training))
    return merged


def same_call(one: Call, other: Call) -> bool:
    """Tell whether two runs made the same call: the same layer or an equal operation, on the same arguments."""
    if isinstance(one.operation, keras.layers.Layer):
        same = one.operation is other.operation
    else:
        same = type(one.operation) is type(other.operation) and settings(one.operation) == settings(other.operation)
    return same and repr((one.args, one.kwargs, one.outputs)) == repr((other.args, other.kwargs, other.outputs))


def settings(operation: Any) -> dict[str, str]:
    """Return what an operation was constructed with, as comparable text."""
    return {name: repr(value) for name, value in vars(operation).items() if name != "name" and name[0] != "_"}
