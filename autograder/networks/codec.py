"""Write a `Structure` as JSON, and read one back from bytes that nobody vouches for."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Iterator
from functools import cache
from typing import Final

from pydantic import TypeAdapter, ValidationError

from autograder.errors import WireError
from autograder.networks.digest import digest
from autograder.records import Json, Node, Parameters, Structure

MAX_ITEMS: Final = 300_000
MAX_DEPTH: Final = 24
MAX_TEXT: Final = 20_000
MAX_NODES: Final = 2_000
MAX_EDGES: Final = 8_000
MAX_INT: Final = 2**63


def to_json(structure: Structure) -> dict[str, Json]:
    """Return a structure as JSON values."""
    return dataclasses.asdict(structure)


def from_json(value: Json) -> Structure:
    """Return the structure that JSON values describe.

    Raises:
        WireError: the values are too many, too deep or of the wrong types, the graph does not hold together, or
            its digest is not its own.
    """
    check_size(value)
    try:
        structure = adapter().validate_json(json.dumps(value, allow_nan=False), strict=True)
    except ValidationError as error:
        raise WireError(f"not a description of a network: {first_problems(error)}") from error
    except (ValueError, TypeError, RecursionError) as error:
        raise WireError(f"not a description of a network: {error}") from error
    for problem in problems(structure):
        raise WireError(f"not a description of a network: {problem}")
    return structure


@cache
def adapter() -> TypeAdapter[Structure]:
    """Return the validator of structures."""
    return TypeAdapter(Structure)


def first_problems(error: ValidationError) -> str:
    """Name the first few places that are wrong, without what stands there."""
    listed = error.errors(include_input=False, include_url=False, include_context=False)[:3]
    return "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}"[:200] for item in listed)


def check_size(value: Json) -> None:
    """Refuse values that are too many, too deep, too long or too large.

    Raises:
        WireError: they are.
    """
    stack: list[tuple[Json, int]] = [(value, 0)]
    items = 0
    while stack:
        item, depth = stack.pop()
        items += 1
        if items > MAX_ITEMS or depth > MAX_DEPTH:
            raise WireError(f"a description of a network has over {MAX_ITEMS} values or is over {MAX_DEPTH} deep")
        if isinstance(item, str) and len(item) > MAX_TEXT:
            raise WireError(f"a description of a network holds a text of over {MAX_TEXT} characters")
        if not in_range(item):
            raise WireError("a description of a network holds a number out of range")
        if isinstance(item, dict):
            stack.extend((part, depth + 1) for pair in item.items() for part in pair)
        elif isinstance(item, list | tuple):
            stack.extend((part, depth + 1) for part in item)


def in_range(value: Json) -> bool:
    """Tell whether a value is no number, or one that JSON and the grader can hold."""
    if isinstance(value, float):
        return math.isfinite(value)
    return not isinstance(value, int) or abs(value) < MAX_INT


def problems(structure: Structure) -> Iterator[str]:
    """Yield what does not hold together in a structure of the right types."""
    if len(structure.nodes) > MAX_NODES or len(structure.layers) > MAX_NODES:
        yield f"over {MAX_NODES} nodes or layers"
        return
    if sum(len(node.inputs) for node in structure.nodes) > MAX_EDGES:
        yield f"over {MAX_EDGES} connections"
        return
    for index, node in enumerate(structure.nodes):
        yield from node_problems(structure, index, node)
    if any(not -len(structure.inputs) <= place < len(structure.nodes) for place in structure.outputs):
        yield "an output that does not exist"
    yield from layer_problems(structure)
    yield from total_problems(structure.parameters)
    own = digest(structure.nodes, inputs=structure.inputs, outputs=structure.outputs, parameters=structure.parameters)
    if own != structure.digest:
        yield "a digest that is not its own"


def node_problems(structure: Structure, index: int, node: Node) -> Iterator[str]:
    """Yield what is impossible in one node."""
    if any(not -len(structure.inputs) <= place < index for place in node.inputs):
        yield f"node {index} reads from a node that does not come before it"
    if node.layer is not None and not 0 <= node.layer < len(structure.layers):
        yield f"node {index} belongs to a layer that does not exist"
    if node.shared_with is not None and not 0 <= node.shared_with < index:
        yield f"node {index} shares weights with a node that does not come before it"
    parts = (node.trainable_parameters, node.second_biases)
    if any(not 0 <= part <= node.parameters for part in parts) or negative(node.shape):
        yield f"node {index} has impossible numbers"


def total_problems(counts: Parameters) -> Iterator[str]:
    """Yield what is impossible in the totals."""
    if min(counts.total, counts.trainable, counts.non_trainable) < 0:
        yield "a negative number of parameters"
    if counts.total != counts.trainable + counts.non_trainable:
        yield "a number of parameters that is not the sum of its parts"


def layer_problems(structure: Structure) -> Iterator[str]:
    """Yield what is impossible in the layers."""
    for index, layer in enumerate(structure.layers):
        sizes = [layer.output_shape or (), *layer.weights.values()]
        if not 0 <= layer.trainable_parameters <= layer.parameters or any(negative(size) for size in sizes):
            yield f"layer {index} has impossible numbers"


def negative(shape: tuple[int | None, ...]) -> bool:
    """Tell whether a shape has a negative size."""
    return any(size is not None and size < 0 for size in shape)
