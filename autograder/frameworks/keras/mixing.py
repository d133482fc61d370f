"""Tell whether a network might mix the inputs that it is given together: what it gives for one then tells of others."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import Any, Final

import numpy as np

from autograder.frameworks.keras.operations import is_genuine

ALONE: Final = frozenset({
    *("InputLayer", "Dense", "Embedding", "Flatten", "Permute", "RepeatVector", "Normalization", "Rescaling"),
    *("Conv1D", "Conv2D", "Conv3D", "Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose", "SeparableConv1D"),
    *("SeparableConv2D", "DepthwiseConv1D", "DepthwiseConv2D", "MaxPooling1D", "MaxPooling2D", "MaxPooling3D"),
    *("AveragePooling1D", "AveragePooling2D", "AveragePooling3D", "GlobalMaxPooling1D", "GlobalMaxPooling2D"),
    *("GlobalMaxPooling3D", "GlobalAveragePooling1D", "GlobalAveragePooling2D", "GlobalAveragePooling3D"),
    *("ZeroPadding1D", "ZeroPadding2D", "ZeroPadding3D", "Cropping1D", "Cropping2D", "Cropping3D"),
    *("UpSampling1D", "UpSampling2D", "UpSampling3D", "Activation", "LeakyReLU", "ELU", "PReLU", "ReLU"),
    *("Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "GaussianNoise", "GaussianDropout"),
    *("BatchNormalization", "Reshape", "Concatenate", "Softmax", "LayerNormalization", "UnitNormalization"),
    *("LSTM", "GRU", "SimpleRNN", "Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Divide"),
    *("TextVectorization", "StringLookup", "NotEqual"),
    *("TrueDivide", "Absolute", "Abs", "Exp", "Log", "Negative", "Power", "Relu", "Sigmoid", "Sqrt", "Square", "Tanh"),
})  # fmt: skip
"""Layers, and operations, that treat each input by itself where they act along none but later axes."""
RECURRENT: Final = frozenset({"LSTM", "GRU", "SimpleRNN"})
"""Layers that read a row of steps, and which of them are masked."""
LARGEST_SETTING: Final = 4
"""Numbers of a setting beside each other: more could be one for each input."""


def may_mix(model: Any) -> bool:
    """Tell whether what a model gives for an input might depend on others: it may unless its layers are known not to.

    Args:
        model: of any kind; one that is no graph of layers may.
    """
    graph = getattr(model, "_functional", None) or model
    operations = getattr(graph, "operations", None)
    return operations is None or not is_genuine(type(model)) or not all(map(_is_alone, operations))


def states(model: Any) -> list[Any]:
    """Return the variables that a call could leave changed, by which a model could count its calls."""
    read = {
        id(variable)
        for layer in model._flatten_layers(include_self=False)  # noqa: SLF001 - those of models inside too
        if type(layer).__name__ in ALONE - {"BatchNormalization"}
        for variable in (*layer._trainable_variables, *layer._non_trainable_variables)  # noqa: SLF001 - its own
    }
    return [each for each in model.non_trainable_variables if id(each) not in read]


def stateful(model: Any) -> Iterator[Any]:
    """Yield the layers that begin where the call before them ended."""
    for layer in model._flatten_layers(include_self=False):  # noqa: SLF001 - as above
        if getattr(layer, "stateful", False) and hasattr(layer, "reset_state"):
            yield layer


def _is_alone(operation: Any) -> bool:
    import keras

    nodes = getattr(operation, "_inbound_nodes", ())
    if isinstance(operation, keras.Model):
        inside = not may_mix(operation)
    elif type(operation) is keras.layers.Bidirectional:
        both = (operation.forward_layer, operation.backward_layer)
        inside = all(type(each).__name__ in RECURRENT and is_genuine(type(each)) and _is_plain(each) for each in both)
    else:
        inside = is_genuine(type(operation)) and type(operation).__name__ in ALONE and _is_plain(operation)
    return inside and all(_keeps_rows(operation, node) for node in nodes)


def _is_plain(operation: Any) -> bool:
    """Tell whether the settings of a layer or an operation name no first axis, no function but Keras's, no table."""
    axis: Any = getattr(operation, "axis", None)
    axes = np.ravel(axis).tolist()
    if any(axis is not None and not (isinstance(axis, int) and (axis > 0 or axis == -1)) for axis in axes):
        return False
    functions = (getattr(operation, name, None) for name in ("activation", "recurrent_activation"))
    modules = [getattr(each, "__module__", "") for each in functions if each is not None]
    if getattr(operation, "stateful", False) or not all(each.startswith("keras.src.activations") for each in modules):
        return False
    settings = [value for name, value in vars(operation).items() if not name.startswith("_")]
    return not getattr(operation, "quantization_mode", None) and all(map(_is_small, settings))


def _is_small(value: Any) -> bool:
    """Tell whether a setting has no room for a number for each input."""
    if isinstance(value, np.ndarray):
        return value.size <= LARGEST_SETTING
    return not isinstance(value, list | tuple) or (len(value) <= LARGEST_SETTING and all(map(_is_small, value)))


def _keeps_rows(operation: Any, node: Any) -> bool:
    """Tell whether a call reads and gives a row for each input, beside what is the same for all."""
    tensors = (*node.input_tensors, *node.output_tensors)
    if any(len(each.shape) < 2 or each.shape[0] is not None for each in tensors):
        return False
    recurrent = type(operation).__name__ in RECURRENT | {"Bidirectional"}
    read = [each for each in node.input_tensors if not (recurrent and each.dtype == "bool")]
    if len({len(each.shape) for each in read}) > 1:
        return False
    if type(operation).__name__ == "Reshape":
        given, read = (each[0].shape[1:] for each in (node.output_tensors, node.input_tensors))
        return None not in (*given, *read) and prod(given) == prod(read)
    return all(map(_is_same_for_all, _values(node)))


def _values(node: Any) -> Iterator[Any]:
    """Yield what a call is given besides tensors."""
    import keras

    for value in (*node.arguments.args, *node.arguments.kwargs.values()):
        leaves = keras.tree.flatten(value)
        if not (leaves and all(map(keras.utils.is_keras_tensor, leaves))):
            yield value


def _is_same_for_all(value: Any) -> bool:
    """Tell whether a value is one number, or a word; True would say that the model is trained."""
    return value is not True and (value is None or isinstance(value, bool | int | float | str))
