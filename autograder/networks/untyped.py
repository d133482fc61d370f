"""Leave number types out of a network: a policy such as `mixed_float16` changes how it computes, and not what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from autograder.networks.digest import digest
from autograder.records import Json, Node, Structure

TYPES: Final = frozenset({"dtype", "variable_dtype"})


def untyped(structure: Structure) -> Structure:
    """Return a network without the types of its numbers, and without steps that only change them."""
    if not any(TYPES & node.attributes.keys() or is_cast(node) for node in structure.nodes):
        return structure
    places: dict[int, int] = {}
    nodes: list[Node] = []
    for place, node in enumerate(structure.nodes):
        inputs = tuple(places.get(source, source) for source in node.inputs)
        if is_cast(node):
            places[place] = inputs[0]
            continue
        places[place] = len(nodes)
        shared = None if node.shared_with is None else places[node.shared_with]
        nodes.append(replace(node, inputs=inputs, attributes=without_types(node), shared_with=shared))
    outputs = tuple(places.get(place, place) for place in structure.outputs)
    own = digest(nodes, inputs=structure.inputs, outputs=outputs, parameters=structure.parameters)
    return replace(structure, nodes=tuple(nodes), outputs=outputs, digest=own)


def is_cast(node: Node) -> bool:
    """Tell whether an operation only gives its input another type of floating-point numbers."""
    return node.op == "cast" and len(node.inputs) == 1 and "float" in str(node.attributes.get("dtype"))


def without_types(node: Node) -> Mapping[str, Json]:
    """Return an operation's settings without the types of its numbers; what makes whole numbers keeps them."""
    left_out = frozenset() if node.op == "cast" else TYPES
    return {name: value for name, value in node.attributes.items() if name not in left_out}
