"""Describe a network for the page: what each operation does in few words, and the arithmetic of its parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod

from autograder.records import Json, Layer, Node, Structure
from autograder.reports.text import capped, number, shape
from autograder.reports.view import Block, Mark, NetworkRow, NetworkView, ParameterRow

MAX_ROWS = 120
_SIZES = ("kernel_size", "pool_size", "size")
_COUNTS = ("filters", "units")


def network_view(structure: Structure, rows: Sequence[NetworkRow] | None = None) -> NetworkView:
    """Return the network as it is shown, beside the expected one where rows of a comparison are given."""
    drawn = tuple(rows) if rows is not None else tuple(row_of(node) for node in structure.nodes)
    return NetworkView(
        rows=drawn[:MAX_ROWS],
        compared=rows is not None,
        input_shape=", ".join(shape(axes) for axes in structure.inputs[:4]),
        layers=tuple(parameter_row(layer) for layer in structure.layers[:MAX_ROWS]),
        parameters=structure.parameters,
        omitted=max(0, len(drawn) - MAX_ROWS),
    )


def row_of(node: Node) -> NetworkRow:
    """Return an operation of a network that is compared with none."""
    return NetworkRow(None, block(node), Mark.SAME)


def block(node: Node) -> Block:
    """Return an operation as it is drawn."""
    return Block(capped(node.op, 40), settings(node.attributes), shape(node.shape))


def settings(attributes: Mapping[str, Json]) -> str:
    """Return the settings that matter at a glance: units, window, padding, strides where not 1, rate."""
    parts = [number(attributes[key]) for key in _COUNTS if isinstance(attributes.get(key), int)]
    parts += [_window(attributes[key]) for key in _SIZES if attributes.get(key)]
    if attributes.get("padding") == "same":
        parts.append("same")
    strides = attributes.get("strides")
    if isinstance(strides, list | tuple) and set(strides) != {1} and strides != attributes.get("pool_size"):
        parts.append("/" + _window(strides))
    if isinstance(rate := attributes.get("rate"), int | float):
        parts.append(number(rate, 3))
    return capped(" ".join(parts), 40)


def parameter_row(layer: Layer) -> ParameterRow:
    """Return a layer's parameters with their arithmetic."""
    return ParameterRow(
        name=capped("/".join((*layer.path, layer.name)), 60),
        class_name=capped(layer.class_name, 40),
        shape=shape(layer.output_shape),
        arithmetic=arithmetic(layer.weights),
        total=layer.parameters,
        trainable=layer.trainable_parameters,
    )


def arithmetic(weights: Mapping[str, Sequence[int]]) -> str:
    """Return how the sizes of weights add up ("3·3·1·10 + 10 = 100"); "" where a layer has none."""
    if not weights:
        return ""
    terms = ["·".join(str(axis) for axis in axes) or "1" for axes in weights.values()]
    total = sum(prod(axes) for axes in weights.values())
    joined = " + ".join(terms)
    return capped(joined if joined == str(total) else f"{joined} = {total:,}", 120)


def _window(value: Json) -> str:
    sizes = value if isinstance(value, list | tuple) else [value]
    return "×".join(str(size) for size in sizes)
