"""Recognise a dense layer that is written by hand: `ops.matmul(x, self.w) + self.b`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import keras

from autograder.frameworks.keras.calls import OperationCall, Tensor, Traced
from autograder.frameworks.keras.graph_builder import Builder
from autograder.frameworks.keras.operations import is_genuine, is_variable
from autograder.frameworks.keras.settings import attributes_of


@dataclass(frozen=True, slots=True)
class Dense:
    """Stands for the operations of a dense layer: its kernel, and its bias where it has one."""

    kernel: Any
    bias: Any = None


def with_dense(traced: Traced) -> list[OperationCall]:
    """Return the calls, those that make up a dense layer by hand as one."""
    uses = Counter((tensor.source, tensor.output) for call in traced.calls for tensor in call.tensors)
    uses.update((tensor.source, tensor.output) for tensor in traced.outputs)
    products = {call.outputs[0]: call for call in traced.calls if is_product(call)}
    once = {tensor: call for tensor, call in products.items() if uses[tensor.source, tensor.output] == 1}
    sums = {id(call): product for call in traced.calls if (product := summed(call, once)) is not None}
    biased = {id(product) for product in sums.values()}
    made: list[OperationCall] = []
    for call in traced.calls:
        if (product := sums.get(id(call))) is not None:
            bias = next(item for item in arguments(call) if is_variable(item))
            made.append(replace(call, operation=Dense(product.args[1], bias), args=product.args[:1], kwargs={}))
        elif is_product(call) and id(call) not in biased:
            made.append(replace(call, operation=Dense(call.args[1]), args=call.args[:1]))
        elif id(call) not in biased:
            made.append(call)
    return made


def is_product(call: OperationCall) -> bool:
    """Tell whether a call multiplies a tensor by a matrix of weights."""
    kind = type(call.operation)
    named = kind.__name__ in {"Matmul", "Dot"} and is_genuine(kind) and not call.kwargs and len(call.args) == 2
    return named and isinstance(call.args[0], Tensor) and is_variable(call.args[1]) and len(call.args[1].shape) == 2


def summed(call: OperationCall, products: Mapping[Tensor, OperationCall]) -> OperationCall | None:
    """Return the product to which a call adds a bias; None for any other call."""
    kind, given = type(call.operation), arguments(call)
    tensors = [item for item in given if isinstance(item, Tensor)]
    biases = [item for item in given if is_variable(item) and len(item.shape) == 1]
    if kind.__name__ != "Add" or not is_genuine(kind) or len(given) != 2 or len(tensors) != 1 or len(biases) != 1:
        return None
    return products.get(tensors[0]) if biases[0].shape[0] == tensors[0].shape[-1] else None


def arguments(call: OperationCall) -> list[Any]:
    """Return everything that a call is given."""
    return [*call.args, *call.kwargs.values()]


def lower_dense(builder: Builder, call: OperationCall) -> int:
    """Append the dense layer."""
    kernel, bias = call.operation.kernel, call.operation.bias
    told = {"kernel_regularizer": kernel.regularizer, "kernel_constraint": kernel.constraint}
    if bias is not None:
        told |= {"bias_regularizer": bias.regularizer, "bias_constraint": bias.constraint}
    layer = keras.layers.Dense(int(kernel.shape[1]), use_bias=bias is not None, **told)
    attributes = attributes_of(layer, "activation")
    index = builder.add("dense", attributes, [builder.place(call.tensors[0])], call.outputs[0].shape)
    builder.attach(index, [weight for weight in (kernel, bias) if weight is not None])
    return index
