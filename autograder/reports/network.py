"""Describe a network for the page: what each operation does in few words, and the arithmetic of its parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod

from autograder.models.difference import Comparison, Mark, Row
from autograder.models.words import operation_name
from autograder.records import Json, Layer, Node, Shape, Structure
from autograder.reports.text import capped, number, shape
from autograder.reports.view import Block, NetworkRow, NetworkView, ParameterRow

MAX_ROWS = 120
_SIZES = ("kernel_size", "pool_size", "size")
_COUNTS = ("filters", "units")


def network_view(structure: Structure, comparison: Comparison | None = None) -> NetworkView:
    """Return the network as it is shown, beside the expected one where it was compared."""
    drawn = tuple(map(compared_row, comparison.rows)) if comparison else tuple(map(single_row, structure.nodes))
    return NetworkView(
        rows=drawn[:MAX_ROWS],
        compared=comparison is not None,
        differences=tuple(capped(each.text, 600) for each in comparison.differences[:20]) if comparison else (),
        input_shape=", ".join(shape(axes) for axes in structure.inputs[:4]),
        layers=tuple(parameter_row(layer) for layer in structure.layers[:MAX_ROWS]),
        parameters=structure.parameters,
        omitted=max(0, len(drawn) - MAX_ROWS),
    )


def compared_row(row: Row) -> NetworkRow:
    """Return a row of a comparison as it is drawn."""
    expected = None if row.expected_operation is None else _block(row.expected_operation, row.expected_shape)
    return NetworkRow(expected, _block(row.operation, row.shape) if row.operation else None, row.mark)


def single_row(node: Node) -> NetworkRow:
    """Return an operation of a network that is compared with none."""
    found = Block(capped(operation_name(node.op), 40), settings(node.attributes), shape(node.shape))
    return NetworkRow(None, found, Mark.SAME)


def _block(operation: str, axes: Shape | None) -> Block:
    name, _blank, rest = operation.partition(" ")
    return Block(capped(name, 40), capped(rest, 60), shape(axes))


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
