"""Follow a Keras model's symbolic graph and list every call that it makes, with nested models opened up.

This module and `composite` alone touch the private parts of Keras graphs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import keras
from keras.src.ops.numpy import Reshape

from autograder.frameworks.keras.bare import Weight
from autograder.frameworks.keras.calls import Context, OperationCall, Tensor, Traced, find_tensors
from autograder.frameworks.keras.composite import SYMBOLIC_FAILURES, call_composite, is_composite
from autograder.frameworks.keras.shapes import with_batch
from autograder.frameworks.keras.tensorflow_calls import translated
from autograder.frameworks.keras.words import lookups
from autograder.records import Shape


def trace(model: Any, *, weights: bool = False, input_shape: Shape | None = None) -> Traced:
    """List the calls of a built model.

    Args:
        model: a `keras.Model`.
        input_shape: of its only input, without the batch axis, where the model does not know.
        weights: whether layers of someone else's that have weights of their own are opened too; these weights then
            stand among the arguments of the calls.

    Raises:
        ValueError: the model has never been given the shape of its input.
    """
    function = opened(model)
    specs = function.inputs if function is not None else input_specs(model, input_shape)
    inputs = tuple(Tensor(-1 - k, 0, tuple(spec.shape), spec.dtype) for k, spec in enumerate(specs))
    calls: list[OperationCall] = []
    if function is not None:
        outputs = walk(function, inputs, calls, Context((), None, weights))
    else:
        given = inputs[0] if len(inputs) == 1 else list(inputs)
        outputs = enter(model, (given,), {}, calls, Context((), None, weights), outermost=True)
    masked = [getattr(output, "_keras_mask", None) is not None for output in function.outputs] if function else []
    return Traced(inputs, tuple(calls), outputs, tuple(masked))


def trace_function(function: Any, given: Any) -> Traced | None:
    """List the calls that a function of one tensor, or of a list of them, makes.

    None where it does not run on symbolic tensors.
    """
    sources = tuple(find_tensors(given))
    calls: list[OperationCall] = []
    try:
        references = [keras.KerasTensor(tensor.shape, dtype=tensor.dtype) for tensor in sources]
        with translated():
            outputs = keras.tree.flatten(function(keras.tree.pack_sequence_as(given, references)))
        graph = keras.Function(references, outputs)
        ends = walk(graph, sources, calls, Context((), None))
    except SYMBOLIC_FAILURES:
        return None
    return Traced(sources, tuple(calls), ends)


def input_specs(model: Any, input_shape: Shape | None = None) -> list[Any]:
    """Return symbolic tensors of the shapes that a subclassed model was built with.

    Raises:
        ValueError: it was not built, and no shape is given.
    """
    shapes = (model.get_build_config() or {}).get("input_shape") if model.built else None
    if not shapes and input_shape is not None:
        shapes = (None, *input_shape)
    if not shapes:
        raise ValueError("the model does not know the shape of its input: start it with keras.Input(shape=…)")
    listed = list(shapes.values()) if isinstance(shapes, dict) else list(shapes)
    if not isinstance(listed[0], list | tuple):
        listed = [shapes]
    words = any(True for _ in lookups(model))
    kinds = ["string" if words and tuple(shape[1:]) in {(), (1,)} else "float32" for shape in listed]
    return [keras.KerasTensor((None, *shape[1:]), dtype=kind) for shape, kind in zip(listed, kinds, strict=True)]


def opened(operation: Any) -> Any | None:
    """Return the graph of a built functional or sequential model; None for anything else."""
    if isinstance(operation, keras.Sequential):
        return operation._functional if type(operation).call is keras.Sequential.call else None  # noqa: SLF001
    if hasattr(operation, "_nodes_by_depth"):
        own_call = getattr(type(operation).call, "__module__", "")
        return operation if own_call.startswith("keras.src.") else None
    return None


def walk(
    function: Any, inputs: Sequence[Tensor], calls: list[OperationCall], context: Context, *, honour: bool = False
) -> tuple[Tensor, ...]:
    """Follow a graph from its inputs to its outputs and append its calls.

    A functional graph overrides the `training` flag recorded in it with the one it is called with (measured in
    Keras 3.15: `base(x, training=False)` does not keep batch normalisation still in `fit`), so a recorded flag
    counts only with `honour`: in the graph of someone's own `call`.
    """
    known = {id(reference): tensor for reference, tensor in zip(function.inputs, inputs, strict=True)}
    for node in nodes_of(function):
        if any(id(tensor) not in known for tensor in node.input_tensors):
            continue
        args, kwargs = substitute(node, known)
        flag = kwargs.pop("training", None)
        inner = replace(context, training=flag) if honour and flag is not None else context
        operation = with_sizes(node.operation, args)
        same = operation is node.operation and same_shapes(node.input_tensors, known)
        outputs = enter(operation, args, kwargs, calls, inner, recorded=node.outputs if same else None)
        known.update((id(reference), tensor) for reference, tensor in zip(node.outputs, outputs, strict=True))
    return tuple(known[id(reference)] for reference in function.outputs)


def nodes_of(function: Any) -> Iterator[Any]:
    """Yield the graph's nodes, each after those it depends on."""
    by_depth = function._nodes_by_depth  # noqa: SLF001  the graph itself has no public name
    for depth in sorted(by_depth, reverse=True):
        yield from (node for node in by_depth[depth] if node.operation is not None and not node.is_input)


def substitute(node: Any, known: dict[int, Tensor]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Return the node's arguments with our tensors in the places of Keras's."""

    def place(value: Any) -> Any:
        return known[id(value)] if isinstance(value, keras.KerasTensor) else value

    args, kwargs = node.arguments.convert(place)
    return tuple(args), dict(kwargs)


def with_sizes(operation: Any, args: tuple[Any, ...]) -> Any:
    """Return an operation as it is; a reshape to a batch of unknown size as one that leaves this size to be found."""
    if not isinstance(operation, Reshape) or None not in operation.newshape or not isinstance(args[0], Tensor):
        return operation
    return Reshape(with_batch(operation.newshape, args[0].shape))


def same_shapes(references: Sequence[Any], known: dict[int, Tensor]) -> bool:
    """Tell whether the graph is called with the shapes and types that it was recorded with."""
    return all(
        tuple(reference.shape) == known[id(reference)].shape and reference.dtype == known[id(reference)].dtype
        for reference in references
    )


def enter(
    operation: Any,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    calls: list[OperationCall],
    context: Context,
    *,
    recorded: Sequence[Any] | None = None,
    outermost: bool = False,
) -> tuple[Tensor, ...]:
    """Append the calls that calling an operation makes: one for a plain layer, its own calls for a model."""
    if isinstance(operation, Weight):
        return (operation.value,)
    tensors = tuple(find_tensors((args, kwargs)))
    inner = context if outermost else replace(context, path=(*context.path, operation.name))
    function = opened(operation)
    if function is not None and len(tensors) == len(function.inputs):
        return walk(function, tensors, calls, inner)
    if function is not None or is_composite(operation, weights=context.weights):
        outputs = call_composite(operation, args, kwargs, calls, inner, walk=walk)
        if outputs is not None:
            return outputs
    specs = recorded if recorded is not None else infer(operation, args, kwargs)
    outputs = tuple(Tensor(len(calls), k, tuple(spec.shape), spec.dtype) for k, spec in enumerate(specs))
    calls.append(OperationCall(operation, args, kwargs, outputs, context.path, context.training))
    return outputs


def infer(operation: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Any]:
    """Return the flat list of outputs, with shapes and types, that an operation gives for tensors of these shapes.

    Raises:
        ValueError: it runs neither on symbolic tensors nor on zeros.
    """

    def spec(value: Any) -> Any:
        return keras.KerasTensor(value.shape, dtype=value.dtype) if isinstance(value, Tensor) else value

    given_args, given_kwargs = keras.tree.map_structure(spec, (args, kwargs))
    try:
        outputs = operation.compute_output_spec(*given_args, **given_kwargs)
    except SYMBOLIC_FAILURES:
        outputs = try_on_zeros(operation, args, kwargs)
    return list(keras.tree.flatten(outputs))


def try_on_zeros(operation: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Return the outputs, of unknown batch size, that an operation gives for a batch of one zero.

    Raises:
        ValueError: it does not run.
    """

    def zeros(value: Any) -> Any:
        if not isinstance(value, Tensor):
            return value
        return keras.ops.zeros((1, *(size or 1 for size in value.shape[1:])), dtype=value.dtype)

    def spec(value: Any) -> Any:
        return keras.KerasTensor((None, *value.shape[1:]), dtype=keras.backend.standardize_dtype(value.dtype))

    given_args, given_kwargs = keras.tree.map_structure(zeros, (args, kwargs))
    try:
        return keras.tree.map_structure(spec, operation(*given_args, **given_kwargs))
    except SYMBOLIC_FAILURES as error:
        raise ValueError(f"the model cannot be run on an input of its own shape: {error}") from error
