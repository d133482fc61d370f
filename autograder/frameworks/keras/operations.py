"""Lower bare Keras operations (`keras.ops.relu(x)`, `x / 255`) to the same forms as the layers that do the same."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any

import keras

from autograder.frameworks.keras.activations import PLAIN, SETTINGS, add_activation, positive_axes
from autograder.frameworks.keras.calls import OperationCall, Tensor, find_tensors
from autograder.frameworks.keras.graph_builder import Builder
from autograder.frameworks.keras.settings import call_attributes, snake
from autograder.frameworks.keras.shapes import add_permute, add_reshape
from autograder.frameworks.keras.values import plain
from autograder.frameworks.places import counted
from autograder.frameworks.windows import pooled
from autograder.records import Json

JOINS = {"Add": "add", "Subtract": "subtract", "Multiply": "multiply", "Maximum": "maximum", "Minimum": "minimum"}
SCALAR: Mapping[str, Callable[[float], tuple[float, float]]] = {
    "Add": lambda c: (1.0, c),
    "Subtract": lambda c: (1.0, -c),
    "Multiply": lambda c: (c, 0.0),
    "Divide": lambda c: (1.0 / c, 0.0),
    "TrueDivide": lambda c: (1.0 / c, 0.0),
}
"""Scale and offset of `x op constant`."""

Rule = Callable[[Builder, OperationCall], "int | None"]


def lower_operation(builder: Builder, call: OperationCall) -> int:
    """Append a bare operation's canonical form; one without a rule stays "ops.name" with all its settings."""
    operation = call.operation
    name = type(operation).__name__ if is_genuine(type(operation)) else ""
    index = RULES[name](builder, call) if name in RULES else as_activation(builder, call)
    return plain_operation(builder, call) if index is None else index


def is_genuine(kind: type) -> bool:
    """Tell whether a class is Keras's own and not one that carries its name."""
    module = sys.modules.get(kind.__module__)
    return kind.__module__.startswith("keras.src.") and getattr(module, kind.__name__, None) is kind


def settings(operation: Any) -> dict[str, Json]:
    """Return what an operation was constructed with."""
    return {
        name: plain(value) for name, value in vars(operation).items() if name != "name" and not name.startswith("_")
    }


def only_tensor(call: OperationCall) -> bool:
    """Tell whether a call has one tensor and nothing else."""
    return len(call.args) == 1 and isinstance(call.args[0], Tensor) and not call.kwargs


def as_activation(builder: Builder, call: OperationCall) -> int | None:
    """Lower an activation function; None for anything else."""
    name = {"ReLU": "relu", "Exp": "exponential", "SparsePlus": "sparse_plus"}.get(
        type(call.operation).__name__, snake(type(call.operation).__name__)
    )
    known = is_genuine(type(call.operation)) and (name in PLAIN or name in SETTINGS)
    if not known or not only_tensor(call):
        return None
    return add_activation(builder, name, settings(call.operation), builder.place(call.args[0]))


def arithmetic(builder: Builder, call: OperationCall) -> int | None:
    """Lower arithmetic between two tensors to a join, between a tensor and a number to a rescaling."""
    name, arguments = type(call.operation).__name__, [*call.args, *call.kwargs.values()]
    tensors = [item for item in arguments if isinstance(item, Tensor)]
    if len(arguments) != 2 or set(call.kwargs) - {"x1", "x2"}:
        return None
    if len(tensors) == 2:
        return join(builder, call, tensors) if name in JOINS else None
    if "float" not in call.outputs[0].dtype:
        return None
    constant = plain(next(item for item in arguments if not isinstance(item, Tensor)))
    if name not in SCALAR or not isinstance(constant, int | float) or isinstance(constant, bool):
        return None
    return scalar(builder, call, tensors[0], constant, first=isinstance(arguments[0], Tensor))


def join(builder: Builder, call: OperationCall, tensors: list[Tensor]) -> int | None:
    """Lower an elementwise join of two tensors of the same shape."""
    if tensors[0].shape != tensors[1].shape:
        return None
    places = [builder.place(tensor) for tensor in tensors]
    return builder.add(JOINS[type(call.operation).__name__], {}, places, call.outputs[0].shape)


def scalar(builder: Builder, call: OperationCall, tensor: Tensor, constant: float, *, first: bool) -> int | None:
    """Lower `x op constant` and `constant op x` to a rescaling."""
    name = type(call.operation).__name__
    if (first and not (constant == 0 and "Divide" in name)) or name in {"Add", "Multiply"}:
        scale, offset = SCALAR[name](constant)
    elif name == "Subtract":
        scale, offset = -1.0, constant
    else:
        return None
    attributes = {"scale": plain(scale), "offset": plain(offset)}
    return builder.add("rescaling", attributes, [builder.place(tensor)], call.outputs[0].shape)


def negative(builder: Builder, call: OperationCall) -> int | None:
    """Lower `-x` to a rescaling."""
    return builder.add("rescaling", {"scale": -1, "offset": 0}, [builder.place(call.tensors[0])], call.outputs[0].shape)


def concatenate(builder: Builder, call: OperationCall) -> int | None:
    """Lower `concatenate`."""
    axis = positive_axes(call.operation.axis, len(call.outputs[0].shape))
    places = [builder.place(tensor) for tensor in call.tensors]
    return builder.add("concatenate", {"axis": axis}, places, call.outputs[0].shape)


def reshape(builder: Builder, call: OperationCall) -> int | None:
    """Lower `reshape`, `expand_dims` and `squeeze`; None where they touch the batch axis."""
    before, after = call.tensors[0].shape, call.outputs[0].shape
    if len(call.tensors) != 1 or not after or before[0] != after[0] or moves_batch(call):
        return None
    return add_reshape(builder, builder.place(call.tensors[0]), after)


def moves_batch(call: OperationCall) -> bool:
    """Tell whether an `expand_dims`, `squeeze` or `reshape` changes what the first axis is."""
    operation, rank = call.operation, len(call.tensors[0].shape)
    axis = getattr(operation, "axis", None)
    if type(operation).__name__ == "ExpandDims":
        return any(item % (rank + 1) == 0 for item in as_list(axis, 1))
    if type(operation).__name__ == "Squeeze":
        return axis is None
    return as_list(operation.newshape, 1)[0] not in {-1, None}


def transpose(builder: Builder, call: OperationCall) -> int | None:
    """Lower `transpose` where the batch axis stays first."""
    axes = call.operation.axes
    if not axes or axes[0] != 0:
        return None
    return add_permute(builder, builder.place(call.tensors[0]), [int(axis) % len(axes) for axis in axes[1:]])


def get_item(builder: Builder, call: OperationCall) -> int | None:
    """Lower the choice of one place on an axis: `x[:, -1]`."""
    found = chosen(call.args[1]) if len(call.args) == 2 and not call.kwargs else None
    if found is None or found[0] == 0:
        return None
    axis, index = found
    attributes: dict[str, Json] = {"axis": axis, "index": counted(index, call.tensors[0].shape[axis])}
    return builder.add("select", attributes, [builder.place(call.tensors[0])], call.outputs[0].shape)


def chosen(key: Any) -> tuple[int, int] | None:
    """Return the axis and the place that an index chooses; None for one that chooses otherwise."""
    parts = list(key) if isinstance(key, tuple | list) else [key]
    whole = [isinstance(part, slice) and part == slice(None) for part in parts]
    numbers = [k for k, part in enumerate(parts) if isinstance(part, int) and not isinstance(part, bool)]
    if len(numbers) != 1 or sum(whole) + 1 != len(parts):
        return None
    return numbers[0], parts[numbers[0]]


def reduction(builder: Builder, call: OperationCall) -> int | None:
    """Lower the mean or maximum over all spatial axes of an image or sequence to the global pooling."""
    before, after = call.tensors[0].shape, call.outputs[0].shape
    axis: Any = getattr(call.operation, "axis", None)
    if axis is None or len(before) < 3 or len(call.tensors) != 1:
        return None
    axes = sorted(int(item) % len(before) for item in as_list(axis, 1))
    formats = {"channels_last": list(range(1, len(before) - 1)), "channels_first": list(range(2, len(before)))}
    data_format = next((name for name, spatial in formats.items() if spatial == axes), None)
    if data_format is None:
        return None
    kind = "average" if type(call.operation).__name__ == "Mean" else "max"
    kept = tuple(1 if k in axes else size for k, size in enumerate(before))
    attributes: dict[str, Json] = {"window": "full", "data_format": data_format}
    index = builder.add(f"{kind}_pooling{len(before) - 2}d", attributes, [builder.place(call.tensors[0])], kept)
    return index if call.operation.keepdims else add_reshape(builder, index, after)


def pooling(builder: Builder, call: OperationCall) -> int | None:
    """Lower `max_pool` and `average_pool`."""
    operation, before, after = call.operation, call.tensors[0].shape, call.outputs[0].shape
    rank = len(before) - 2
    size, strides = as_list(operation.pool_size, rank), operation.strides
    attributes = pooled(
        pool_size=size,
        strides=size if strides is None else as_list(strides, rank),
        padding=operation.padding,
        data_format=operation.data_format or "channels_last",
        before=before,
        after=after,
    )
    source = builder.place(call.tensors[0])
    kind = "average" if type(operation).__name__ == "AveragePool" else "max"
    return source if attributes is None else builder.add(f"{kind}_pooling{rank}d", attributes, [source], after)


def as_list(value: Any, length: int) -> list[int]:
    """Return an int or tuple as a list of one int for each axis."""
    return [value] * length if isinstance(value, int) else list(value)


def plain_operation(builder: Builder, call: OperationCall) -> int:
    """Append an operation under its own name with all that it was given."""
    kind = type(call.operation)
    name = f"ops.{snake(kind.__name__)}" if is_genuine(kind) else f"{kind.__module__}:{kind.__qualname__}"
    extra = {} if only_tensor(call) else call_attributes({"args": list(call.args), **call.kwargs})
    places = [builder.place(tensor) for tensor in find_tensors((call.args, call.kwargs))]
    index = builder.add(name, {**settings(call.operation), **extra}, places, call.outputs[0].shape)
    builder.attach(index, [item for item in keras.tree.flatten((call.args, call.kwargs)) if is_variable(item)])
    return index


def is_variable(value: Any) -> bool:
    """Tell whether an argument is a weight that the operation uses directly."""
    return isinstance(value, keras.Variable)


RULES: Mapping[str, Rule] = {
    **dict.fromkeys([*SCALAR, "Maximum", "Minimum"], arithmetic),
    "Negative": negative,
    "Concatenate": concatenate,
    **dict.fromkeys(["Reshape", "ExpandDims", "Squeeze"], reshape),
    "Transpose": transpose,
    "GetItem": get_item,
    **dict.fromkeys(["Mean", "Max", "Amax"], reduction),
    **dict.fromkeys(["MaxPool", "AveragePool"], pooling),
}
