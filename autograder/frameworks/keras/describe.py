"""Describe a live model as a `Structure`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

import keras

from autograder.frameworks.drafts import Draft, as_node
from autograder.frameworks.keras.calls import OperationCall, Tensor, Traced
from autograder.frameworks.keras.compiled import compiled_of
from autograder.frameworks.keras.graph_builder import Builder
from autograder.frameworks.keras.lowering import lower_calls
from autograder.frameworks.keras.settings import config_of
from autograder.frameworks.keras.trace import trace
from autograder.frameworks.keras.values import jsonable
from autograder.frameworks.keras.words import LOOKUPS
from autograder.frameworks.simplify import simplify
from autograder.networks.digest import digest
from autograder.records import Layer, Parameters, Shape, Structure


def describe(model: Any, *, input_shape: Shape | None = None) -> Structure:
    """Describe a model as plain data.

    Args:
        model: A `keras.Model`.
        input_shape: The shape of its input, without the batch axis, where it does not know or was never built.

    Raises:
        ValueError: the model does not know the shape of its input.
    """
    if input_shape is not None and not model.built:
        model.build((None, *input_shape))
    traced = trace(model, input_shape=input_shape)
    places = layer_places(traced)
    drafts, outputs = lower(traced, places)
    nodes = tuple(as_node(draft) for draft in drafts)
    inputs = tuple(_given(tensor) for tensor in traced.inputs)
    parameters = count(model.trainable_weights, model.non_trainable_weights)
    return Structure(
        name=model.name,
        class_name=type(model).__name__,
        layers=describe_layers(traced, model),
        nodes=nodes,
        inputs=inputs,
        outputs=tuple(outputs),
        parameters=parameters,
        compiled=compiled_of(model),
        digest=digest(nodes, inputs=inputs, outputs=tuple(outputs), parameters=parameters),
    )


def _given(tensor: Tensor) -> Shape:
    """Return the shape of one input; a text stands in a row of its own, however a model takes it."""
    return (1,) if tensor.dtype == "string" and len(tensor.shape) == 1 else tensor.shape[1:]


def count(trainable: Sequence[Any], frozen: Sequence[Any]) -> Parameters:
    """Count the scalar weights of a model."""
    moving, still = (sum(prod(weight.shape) for weight in weights) for weights in (trainable, frozen))
    return Parameters(moving + still, moving, still)


def layer_places(traced: Traced) -> Mapping[int, int]:
    """Map the identity of each layer that is called to its index in `Structure.layers`."""
    order = dict.fromkeys(id(call.operation) for call in traced.calls if isinstance(call.operation, keras.layers.Layer))
    return {identity: index for index, identity in enumerate(order)}


def lower(traced: Traced, places: Mapping[int, int]) -> tuple[list[Draft], list[int]]:
    """Lower every call and simplify the result."""
    builder = Builder(tuple(tensor.shape for tensor in traced.inputs), layers=places, lower=lower_calls)
    note_inputs(builder, traced)
    lower_calls(builder, traced)
    outputs = [builder.place(tensor) for tensor in traced.outputs]
    for place, masked in zip(outputs, traced.masked, strict=False):
        if masked and place >= 0:
            builder.drafts[place].attributes["masked_output"] = True
    return simplify(builder.drafts, outputs, inputs=builder.inputs)


TAKES_WHOLE = ("Embedding", "Rescaling", "Normalization", "CategoryEncoding", "Hashing", "IntegerLookup", *LOOKUPS)
"""Layers that take whole numbers, or texts, as they are."""


def note_inputs(builder: Builder, traced: Traced) -> None:
    """Let what reads an input of other than plain fractions read a cast: 0.7 as a whole number is nothing."""
    for tensor in traced.inputs:
        kinds = {type(call.operation).__name__ for call in traced.calls if tensor in call.tensors}
        if tensor.dtype not in {"float32", "float64"} and not kinds <= set(TAKES_WHOLE):
            cast = builder.add("cast", {"dtype": tensor.dtype}, [tensor.source], tensor.shape)
            builder.places[tensor.source, 0] = cast


def describe_layers(traced: Traced, model: Any) -> tuple[Layer, ...]:
    """Describe every layer once, in the order in which the model first calls it."""
    first: dict[int, OperationCall] = {}
    for call in traced.calls:
        if isinstance(call.operation, keras.layers.Layer):
            first.setdefault(id(call.operation), call)
    layers = [describe_layer(call.operation, call.outputs[0].shape[1:], call.path) for call in first.values()]
    if any(call.operation is model for call in first.values()):
        layers += [describe_layer(layer, None, ()) for layer in model.layers]
    return tuple(layers)


def describe_layer(layer: Any, output_shape: Shape | None, path: tuple[str, ...]) -> Layer:
    """Describe one layer as the student wrote it."""
    parameters = count(layer.trainable_weights, layer.non_trainable_weights)
    return Layer(
        name=layer.name,
        class_name=type(layer).__name__,
        config=jsonable(config_of(layer)),
        output_shape=output_shape,
        weights=weight_shapes(layer),
        parameters=parameters.total,
        trainable_parameters=parameters.trainable,
        trainable=bool(layer.trainable),
        path=path,
    )


def weight_shapes(layer: Any) -> dict[str, tuple[int, ...]]:
    """Return the shapes of a layer's weights by name; by path below the layer where names repeat."""
    names = [weight.name for weight in layer.weights]
    shapes: dict[str, tuple[int, ...]] = {}
    for weight in layer.weights:
        name = weight.name if names.count(weight.name) == 1 else "/".join(weight.path.split("/")[-2:])
        while name in shapes:
            name += "'"
        shapes[name] = tuple(int(size) for size in weight.shape)
    return shapes
