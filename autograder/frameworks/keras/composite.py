"""Open layers and models that are only other layers put together, by running their `call` on symbolic tensors."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

import keras

from autograder.frameworks.keras.calls import Context, OperationCall, Tensor
from autograder.frameworks.keras.tensorflow_calls import translated

SYMBOLIC_FAILURES = (TypeError, ValueError, AttributeError, KeyError, IndexError, NotImplementedError, RuntimeError)
"""What running someone's `call` on symbolic tensors may raise; such a layer stays closed."""


ONLY_IN_TRAINING = frozenset(
    {"Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "AlphaDropout", "GaussianDropout"}
    | {"GaussianNoise", "RandomFlip", "RandomRotation", "RandomZoom", "RandomTranslation", "RandomShear"}
    | {"RandomContrast", "RandomBrightness", "RandomHue", "RandomSaturation", "RandomErasing"}
)
"""Keras's layers that do nothing to what they get at inference."""


@dataclass(frozen=True, slots=True)
class LayerTrace:
    """The calls that one run of a layer made, and its outputs."""

    calls: list[OperationCall]
    outputs: tuple[Tensor, ...]


class Walk(Protocol):
    """`trace.walk`, handed in because a composite's own graph is followed like any other."""

    def __call__(
        self, function: Any, inputs: tuple[Tensor, ...], calls: list[OperationCall], context: Context, *, honour: bool
    ) -> tuple[Tensor, ...]:
        """Append the graph's calls and return its outputs."""


def is_composite(operation: Any, *, weights: bool = False) -> bool:
    """Tell whether a layer is only other layers put together: written outside Keras, without weights of its own.

    With `weights` it may have some.
    """
    if not isinstance(operation, keras.layers.Layer) or not operation.built:
        return False
    if type(operation) is keras.layers.Pipeline:
        return True
    foreign = not type(operation).call.__module__.startswith("keras.src.")
    own = operation._trainable_variables or operation._non_trainable_variables  # noqa: SLF001
    return foreign and (weights or not own)


def call_composite(
    operation: Any,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    calls: list[OperationCall],
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
    merged = first.calls if len(runs) == 1 else merge_runs(first, last)
    if merged is None:
        return None
    calls.extend(merged)
    return first.outputs


def with_flag(kwargs: dict[str, Any], *, flag: bool | None) -> dict[str, Any]:
    """Add the `training` argument where there is one to give."""
    return kwargs if flag is None else {**kwargs, "training": flag}


def run_symbolically(
    operation: Any,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    calls: list[OperationCall],
    context: Context,
    *,
    walk: Walk,
) -> LayerTrace | None:
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
        with translated():
            outputs = keras.tree.flatten(operation.call(*given_args, **given_kwargs))
        function = keras.Function(list(references.values()), outputs)
        made = list(calls)
        results = walk(function, tuple(references), made, context, honour=True)
    except SYMBOLIC_FAILURES:
        return None
    if operation.losses:
        return None
    return LayerTrace(made[len(calls) :], results)


def merge_runs(training: LayerTrace, inference: LayerTrace) -> list[OperationCall] | None:
    """Merge the calls made in training and at inference; None where they differ in more than this.

    They may differ in the flag that they hand on, and in layers that do nothing at inference and are left out there.
    """
    waiting, merged = list(inference.calls), []
    passed: dict[Tensor, Tensor] = {}
    renamed: dict[Tensor, Tensor] = {}
    for busy in training.calls:
        idle = waiting[0] if waiting else None
        if idle is not None and same_call(busy, idle, passed, renamed):
            renamed.update(zip(idle.outputs, busy.outputs, strict=True))
            follows = (busy.training, idle.training) == (True, False)
            merged.append(replace(busy, training=None if follows else busy.training))
            waiting.pop(0)
        elif does_nothing_at_inference(busy):
            passed[busy.outputs[0]] = seen(busy.tensors[0], passed)
            merged.append(replace(busy, training=None))
        else:
            return None
    same = seen(training.outputs, passed) == seen(seen(inference.outputs, renamed), passed)
    return merged if same and not waiting else None


def seen(value: Any, as_what: Mapping[Tensor, Tensor]) -> Any:
    """Return nested values with tensors replaced by others."""
    if isinstance(value, Tensor):
        return as_what.get(value, value)
    if isinstance(value, dict):
        return {name: seen(item, as_what) for name, item in value.items()}
    return type(value)(seen(item, as_what) for item in value) if type(value) in {list, tuple} else value


def does_nothing_at_inference(call: OperationCall) -> bool:
    """Tell whether a call is of a layer that hands on what it gets wherever nothing is trained."""
    kind = type(call.operation)
    ours = kind.__module__.startswith("keras.src.") and kind.__name__ in ONLY_IN_TRAINING
    return ours and len(call.tensors) == 1 and call.training is not False


def same_call(
    busy: OperationCall, idle: OperationCall, passed: Mapping[Tensor, Tensor], renamed: Mapping[Tensor, Tensor]
) -> bool:
    """Tell whether two runs made the same call: the same layer or an equal operation, on the same arguments.

    Args:
        busy: the call in training.
        idle: the call at inference.
        passed: what tensors of the training are at inference, where they only passed through a layer.
        renamed: the tensors of the training that those of the inference are.
    """
    follows = (busy.training, idle.training) == (True, False)
    if not follows and busy.training != idle.training:
        return False
    if isinstance(busy.operation, keras.layers.Layer):
        equal = busy.operation is idle.operation
    else:
        equal = type(busy.operation) is type(idle.operation) and settings(busy.operation) == settings(idle.operation)
    given = repr(seen((busy.args, busy.kwargs), passed))
    again = repr(seen(seen((idle.args, idle.kwargs), renamed), passed))
    shapes = [[(tensor.shape, tensor.dtype) for tensor in call.outputs] for call in (busy, idle)]
    return equal and given == again and shapes[0] == shapes[1]


def settings(operation: Any) -> dict[str, str]:
    """Return what an operation was constructed with, as comparable text."""
    return {name: repr(value) for name, value in vars(operation).items() if name != "name" and name[0] != "_"}
