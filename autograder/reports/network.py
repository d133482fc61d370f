"""Describe a network for the page: its layers beside the expected ones, and the arithmetic of its parameters."""

from __future__ import annotations

from collections.abc import Mapping

from autograder.i18n import gettext as _
from autograder.networks import Comparison, DifferenceRow, Mark, arithmetic
from autograder.records import Json, Layer, Shape, Structure
from autograder.reports.text import capped, number, shape
from autograder.reports.view import Block, NetworkRow, NetworkView, ParameterRow

MAX_ROWS = 120
MAX_DIFFERENCES = 20
_COUNTS = ("filters", "units")
_WINDOWS = ("kernel_size", "pool_size")


def network_view(structure: Structure, comparison: Comparison | None = None) -> NetworkView:
    """Return the network as it is shown, beside the expected one where it was compared."""
    rows = tuple(map(compared_row, comparison.rows)) if comparison else tuple(map(single_row, structure.layers))
    differences = comparison.differences[:MAX_DIFFERENCES] if comparison else ()
    return NetworkView(
        rows=rows[:MAX_ROWS],
        compared=comparison is not None,
        differences=tuple(capped(difference.text, 600) for difference in differences),
        input_shape=", ".join(shape(axes) for axes in structure.inputs[:4]),
        layers=tuple(parameter_row(layer) for layer in structure.layers[:MAX_ROWS]),
        parameters=structure.parameters,
        omitted=max(0, len(rows) - MAX_ROWS),
    )


def compared_row(row: DifferenceRow) -> NetworkRow:
    """Return a row of a comparison as it is drawn."""
    expected = _block(row.expected_operation, row.expected_shape, row.expected_parameters)
    return NetworkRow(
        expected=expected,
        found=_block(row.operation, row.shape, row.parameters),
        mark=row.mark,
        layer=capped(row.layer, 60),
        withheld=expected is None and row.mark is not Mark.EXTRA,
    )


def single_row(layer: Layer) -> NetworkRow:
    """Return a layer of a network that is compared with none."""
    found = Block(capped(layer.class_name, 40), settings(layer.config), shape(layer.output_shape))
    return NetworkRow(expected=None, found=found, mark=Mark.SAME, layer=capped(layer.name, 60))


def settings(config: Mapping[str, Json]) -> str:
    """Return the settings that matter at a glance: filters or units, window, padding, strides, rate, activation."""
    parts = [number(config[key]) for key in _COUNTS if isinstance(config.get(key), int)]
    parts += [_window(config[key]) for key in _WINDOWS if config.get(key)]
    if config.get("padding") == "same":
        parts.append("same")
    strides = config.get("strides")
    if isinstance(strides, list | tuple) and any(step != 1 for step in strides) and strides != config.get("pool_size"):
        parts.append("/" + _window(strides))
    if isinstance(rate := config.get("rate"), int | float):
        parts.append(number(rate, 3))
    activation = config.get("activation")
    if isinstance(activation, str) and activation != "linear":
        parts.append(activation)
    return capped(" ".join(parts), 40)


def parameter_row(layer: Layer) -> ParameterRow:
    """Return a layer's parameters with their arithmetic."""
    return ParameterRow(
        name=capped("/".join((*layer.path, layer.name)), 60),
        class_name=capped(layer.class_name, 40),
        shape=shape(layer.output_shape),
        arithmetic=capped(arithmetic(layer), 120) if layer.weights else "",
        total=layer.parameters,
        trainable=layer.trainable_parameters,
    )


def _block(operation: str | None, axes: Shape | None, parameters: int | None) -> Block | None:
    if not operation:
        return None
    counted = _("{count} parameters").format(count=number(parameters, 0)) if parameters else ""
    return Block(capped(operation, 40), counted, shape(axes))


def _window(value: Json) -> str:
    sizes = value if isinstance(value, list | tuple) else [value]
    return "×".join(str(size) for size in sizes)
