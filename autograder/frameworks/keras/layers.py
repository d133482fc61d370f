"""Lower Keras layers to canonical operations. A layer without a rule keeps its name and full configuration."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import keras

from autograder.frameworks.keras.activations import activation_name, add_activation, positive_axes
from autograder.frameworks.keras.calls import OperationCall, Tensor, find_tensors
from autograder.frameworks.keras.graph_builder import Builder
from autograder.frameworks.keras.settings import attributes_of, bound_arguments, call_attributes, function_text, snake
from autograder.frameworks.keras.shapes import add_permute, add_reshape
from autograder.frameworks.keras.trace import trace_function
from autograder.frameworks.keras.values import class_digest, penalty, plain, thing
from autograder.frameworks.keras.word_layers import lookup
from autograder.frameworks.windows import pooled, resolve_padding, resolve_strides, spatial
from autograder.records import Json

Rule = Callable[[Builder, OperationCall], int]
"""Appends a call's operations and returns the place of its (first) output."""

INNER_FUNCTIONS = ("activation", "recurrent_activation")
"""Functions that a recurrent layer applies inside; what its configuration calls them may be another's name."""


def source_of(builder: Builder, call: OperationCall) -> int:
    """Return the place of the first tensor that a call reads."""
    return builder.place(call.tensors[0])


def add_fused(builder: Builder, call: OperationCall, op: str, attributes: Mapping[str, Json]) -> int:
    """Append an operation with weights and, behind it, the activation that its layer applies."""
    layer = call.operation
    index = builder.add(op, attributes, [source_of(builder, call)], call.outputs[0].shape)
    activation = layer.activation
    inner = set(map(id, activation.weights)) if isinstance(activation, keras.layers.Layer) else set()
    builder.attach(index, [weight for weight in layer.weights if id(weight) not in inner])
    return add_function(builder, activation, index, call)


def add_function(builder: Builder, function: Any, source: int, call: OperationCall) -> int:
    """Append an activation given as a function, a layer or anything callable.

    What Keras does not know by name is run on a symbolic tensor, and counts as the operations that it makes.
    """
    name = activation_name(function)
    if function is None or name == "linear":
        return source
    if name is not None:
        return add_activation(builder, name, {}, source)
    tensor = Tensor(-1, 0, builder.shape(source), call.outputs[0].dtype)
    traced = trace_function(function, tensor)
    if traced is not None:
        return builder.expand(traced, source)
    return builder.add("function", {"function": thing(function)}, [source], call.outputs[0].shape, random=True)


def dense(builder: Builder, call: OperationCall) -> int:
    """Lower a dense layer."""
    return add_fused(builder, call, "dense", attributes_of(call.operation, "activation"))


def convolution(builder: Builder, call: OperationCall) -> int:
    """Lower a convolution of any rank, plain, depthwise or separable."""
    layer, attributes = call.operation, attributes_of(call.operation, "activation")
    sizes = spatial(call.tensors[0].shape, layer.data_format)
    dilation = [1 if k == 1 else d for k, d in zip(layer.kernel_size, layer.dilation_rate, strict=True)]
    attributes["dilation_rate"] = dilation
    attributes["padding"] = resolve_padding(
        layer.padding, sizes, kernel=layer.kernel_size, strides=layer.strides, dilation=dilation
    )
    steps = spatial(call.outputs[0].shape, layer.data_format)
    attributes["strides"] = resolve_strides(layer.strides, steps, unused=[1] * len(steps))
    return add_fused(builder, call, snake(type(layer).__name__), attributes)


def fused(builder: Builder, call: OperationCall) -> int:
    """Lower any other layer that ends in an activation."""
    attributes = attributes_of(call.operation, "activation")
    if isinstance(attributes.get("padding"), str):
        attributes["padding"] = attributes["padding"].lower()
    return add_fused(builder, call, snake(type(call.operation).__name__), attributes)


def pooling(builder: Builder, call: OperationCall) -> int:
    """Lower a pooling; one whose window covers the image is the global pooling."""
    layer, source = call.operation, source_of(builder, call)
    after = call.outputs[0].shape
    attributes = pooled(
        pool_size=layer.pool_size,
        strides=layer.strides,
        padding=layer.padding,
        data_format=layer.data_format,
        before=builder.shape(source),
        after=after,
    )
    return source if attributes is None else builder.add(snake(type(layer).__name__), attributes, [source], after)


def global_pooling(builder: Builder, call: OperationCall) -> int:
    """Lower a global pooling to a pooling over the whole image and, unless it keeps the axes, a flatten."""
    layer, source = call.operation, source_of(builder, call)
    before = builder.shape(source)
    ones = (1,) * (len(before) - 2)
    last = layer.data_format == "channels_last"
    kept = (before[0], *ones, before[-1]) if last else (before[0], before[1], *ones)
    attributes: dict[str, Json] = {"window": "full", "data_format": layer.data_format}
    index = builder.add(snake(type(layer).__name__).removeprefix("global_"), attributes, [source], kept)
    return index if layer.keepdims else add_reshape(builder, index, call.outputs[0].shape)


def flatten(builder: Builder, call: OperationCall) -> int:
    """Lower a flatten, which moves channels last before it flattens."""
    source = source_of(builder, call)
    rank = len(builder.shape(source))
    if call.operation.data_format == "channels_first" and rank > 2:
        source = add_permute(builder, source, [*range(2, rank), 1])
    return add_reshape(builder, source, call.outputs[0].shape)


def reshape(builder: Builder, call: OperationCall) -> int:
    """Lower a reshape to its resolved shape."""
    return add_reshape(builder, source_of(builder, call), call.outputs[0].shape)


def permute(builder: Builder, call: OperationCall) -> int:
    """Lower a permutation of axes."""
    return add_permute(builder, source_of(builder, call), list(call.operation.dims))


def nothing(builder: Builder, call: OperationCall) -> int:
    """Lower a layer that hands on what it gets."""
    return source_of(builder, call)


def activation(builder: Builder, call: OperationCall) -> int:
    """Lower a layer that applies an activation function."""
    return add_function(builder, call.operation.activation, source_of(builder, call), call)


def rectifier(builder: Builder, call: OperationCall) -> int:
    """Lower the layers ReLU, LeakyReLU and ELU."""
    names = {keras.layers.ReLU: "relu", keras.layers.LeakyReLU: "leaky_relu", keras.layers.ELU: "elu"}
    settings = attributes_of(call.operation)
    return add_activation(builder, names[type(call.operation)], settings, source_of(builder, call))


def lambda_layer(builder: Builder, call: OperationCall) -> int:
    """Lower a lambda to the operations that it makes; one that cannot run symbolically is its byte code."""
    layer = call.operation
    asks = set(inspect.signature(layer.function).parameters) & {"training", "mask"}
    traced = None if asks else trace_function(layer.call, call.tensors[0])
    return generic(builder, call) if traced is None else builder.expand(traced, source_of(builder, call))


def margin(builder: Builder, call: OperationCall) -> int:
    """Lower padding, cropping and upsampling; nothing where they leave the image as it is."""
    if call.outputs[0].shape == builder.shape(source_of(builder, call)) and is_empty_margin(call.operation):
        return source_of(builder, call)
    return generic(builder, call)


def is_empty_margin(layer: Any) -> bool:
    """Tell whether a layer pads or crops by nothing, or repeats once."""
    amounts = keras.tree.flatten(getattr(layer, "padding", None) or getattr(layer, "cropping", None) or layer.size)
    return all(amount == (1 if hasattr(layer, "size") else 0) for amount in amounts)


def softmax(builder: Builder, call: OperationCall) -> int:
    """Lower a softmax layer."""
    return add_activation(builder, "softmax", {"axis": call.operation.axis}, source_of(builder, call))


def noise(builder: Builder, call: OperationCall) -> int:
    """Lower dropout and the other layers that act in training only; nothing where they never do anything."""
    layer, source = call.operation, source_of(builder, call)
    attributes = attributes_of(layer)
    strength = attributes.get("rate", attributes.get("stddev"))
    if strength == 0 or call.training is False:
        return source
    attributes["training"] = call.training
    return builder.add(snake(type(layer).__name__), attributes, [source], call.outputs[0].shape, random=True)


def batch_normalization(builder: Builder, call: OperationCall) -> int:
    """Lower a batch normalisation. A frozen one never updates its statistics, as Keras defines it."""
    layer, source = call.operation, source_of(builder, call)
    attributes = attributes_of(layer)
    if not attributes.get("renorm"):
        attributes = {name: value for name, value in attributes.items() if not name.startswith("renorm")}
    attributes["axis"] = positive_axes(layer.axis, len(builder.shape(source)))
    attributes["training"] = call.training if layer.trainable else False
    index = builder.add("batch_normalization", attributes, [source], call.outputs[0].shape)
    builder.attach(index, layer.weights)
    return index


def rescaling(builder: Builder, call: OperationCall) -> int:
    """Lower a rescaling."""
    layer = call.operation
    attributes = {"scale": plain(layer.scale), "offset": plain(layer.offset)}
    return builder.add("rescaling", attributes, [source_of(builder, call)], call.outputs[0].shape)


def merge(builder: Builder, call: OperationCall) -> int:
    """Lower a layer that joins several tensors."""
    layer = call.operation
    attributes = attributes_of(layer)
    if "axis" in attributes:
        attributes["axis"] = positive_axes(layer.axis, len(call.outputs[0].shape))
    places = [builder.place(tensor) for tensor in call.tensors]
    return builder.add(snake(type(layer).__name__), attributes, places, call.outputs[0].shape)


def generic(builder: Builder, call: OperationCall) -> int:
    """Lower any other layer to its name and full configuration; a class from outside Keras to "module:Class"."""
    layer = call.operation
    arguments = bound_arguments(call)
    attributes = {**attributes_of(layer), **call_attributes(arguments)}
    if attributes.get("axis") is not None and isinstance(getattr(layer, "axis", None), int | list | tuple):
        attributes["axis"] = positive_axes(layer.axis, len(call.outputs[0].shape))
    attributes |= {name: function_text(layer, name) for name in INNER_FUNCTIONS if callable(getattr(layer, name, None))}
    attributes["training"] = call.training
    if ":" in class_name(layer):
        attributes["code"] = class_digest(type(layer))
    places = [builder.place(tensor) for tensor in find_tensors(arguments)]
    index = builder.add(class_name(layer), attributes, places, call.outputs[0].shape, random=is_random(layer))
    builder.attach(index, layer.weights)
    return index


def is_random(layer: Any) -> bool:
    """Tell whether two calls of the layer may give different results for the same input."""
    return hasattr(layer, "seed_generator") or not type(layer).__module__.startswith("keras.src.")


def class_name(layer: Any) -> str:
    """Return the canonical name of a layer that has no rule: Keras's own, else "module:Class"."""
    kind = type(layer)
    if kind in rules() or kind in keras_layers():
        return snake(kind.__name__)
    return f"{kind.__module__}:{kind.__qualname__}"


@cache
def keras_layers() -> frozenset[type]:
    """Return every layer class that Keras exports."""
    return frozenset(item for item in vars(keras.layers).values() if isinstance(item, type))


@cache
def rules() -> Mapping[type, Rule]:
    """Map layer classes to the rules that lower them."""
    by_name: dict[Rule, str] = {
        dense: "Dense",
        fused: "EinsumDense Conv1DTranspose Conv2DTranspose Conv3DTranspose",
        convolution: "Conv1D Conv2D Conv3D DepthwiseConv1D DepthwiseConv2D SeparableConv1D SeparableConv2D",
        pooling: "MaxPooling1D MaxPooling2D MaxPooling3D AveragePooling1D AveragePooling2D AveragePooling3D",
        global_pooling: "GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D GlobalAveragePooling1D "
        "GlobalAveragePooling2D GlobalAveragePooling3D",
        flatten: "Flatten",
        reshape: "Reshape",
        permute: "Permute",
        nothing: "Identity ActivityRegularization",
        activation: "Activation",
        rectifier: "ReLU LeakyReLU ELU",
        softmax: "Softmax",
        lambda_layer: "Lambda",
        margin: "ZeroPadding1D ZeroPadding2D ZeroPadding3D Cropping1D Cropping2D Cropping3D UpSampling1D UpSampling2D "
        "UpSampling3D",
        noise: "Dropout SpatialDropout1D SpatialDropout2D SpatialDropout3D GaussianNoise GaussianDropout AlphaDropout",
        batch_normalization: "BatchNormalization",
        rescaling: "Rescaling",
        lookup: "TextVectorization StringLookup",
        merge: "Add Subtract Multiply Average Maximum Minimum Concatenate",
    }
    return {getattr(keras.layers, name): rule for rule, names in by_name.items() for name in names.split()}


def lower_layer(builder: Builder, call: OperationCall) -> int:
    """Append a layer's canonical operations and return the place of its first output."""
    layer = call.operation
    rule = rules().get(type(layer), generic)
    if rule is not merge and (call.kwargs or len(call.args) > 1) and len(bound_arguments(call)) > 1:
        rule = generic
    index = rule(builder, call)
    regularizer = getattr(layer, "activity_regularizer", None)
    weights = penalty(regularizer.get_config()) if regularizer is not None else None
    if weights is None:
        return index
    return builder.add("activity_regularization", weights, [index], builder.shape(index))
