"""Digest a canonical graph so that equal networks, in whatever order they were built, get equal digests."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Final

from autograder.records import Json, Node, Parameters, Shape

COMMUTATIVE: Final = frozenset({"add", "multiply", "average", "maximum", "minimum"})
"""Operations whose result does not depend on the order of their inputs."""

ROUNDS: Final = 3
"""How often colours are refined by what shares weights after the two full sweeps."""


def canonical_text(value: Json) -> str:
    """Return JSON with sorted keys and no spaces."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def short(value: Json) -> str:
    """Hash a JSON value."""
    return hashlib.sha256(canonical_text(value).encode()).hexdigest()[:32]


def digest(
    nodes: Sequence[Node],
    *,
    inputs: Sequence[Shape],
    outputs: Sequence[int],
    parameters: Parameters,
    frozen: bool = True,
) -> str:
    """Return the "sha256:…" of a graph.

    Nodes get colours: refined forwards by the colours of what they read, backwards by those of their readers, and by
    those that share their weights. The digest is of the sorted colours, so it does not depend on numbering. With
    `frozen` false, which weights are trainable does not count.
    """
    colours = colour(nodes, outputs=outputs, frozen=frozen)
    counts = distinct(nodes, parameters)
    total = [counts.total, counts.trainable if frozen else None]
    ends = [colours[place] if place >= 0 else place for place in outputs]
    text = canonical_text([sorted(colours), [list(shape) for shape in inputs], ends, total])
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def distinct(nodes: Sequence[Node], parameters: Parameters) -> Parameters:
    """Return the totals of a network without second biases, which make no other network."""
    second = sum(node.second_biases for node in nodes)
    moving = sum(node.trainable_parameters - learning(node) for node in nodes)
    total, trainable = parameters.total - second, parameters.trainable - moving
    return Parameters(total, trainable, total - trainable)


def learning(node: Node) -> int:
    """Return how many parameters of a node learn, without second biases, which learn where everything does."""
    return min(node.trainable_parameters, node.distinct_parameters)


def label(node: Node, *, frozen: bool = True) -> list[Json]:
    """Return what a node is, apart from its place in the graph."""
    moving = learning(node) if frozen else None
    attributes = dict(node.attributes)
    if not frozen and node.op == "batch_normalization":
        attributes.pop("training", None)
    return [node.op, attributes, list(node.shape), node.distinct_parameters, moving, node.shared_with is not None]


def colour(nodes: Sequence[Node], *, outputs: Sequence[int], frozen: bool) -> list[str]:
    """Return one colour for each node; equal colours mean interchangeable nodes."""
    colours = [short(label(node, frozen=frozen)) for node in nodes]
    for _ in range(ROUNDS):
        colours = backwards(nodes, forwards(nodes, colours), outputs)
        colours = by_sharing(nodes, colours)
    return colours


def forwards(nodes: Sequence[Node], colours: Sequence[str]) -> list[str]:
    """Refine by everything that a node depends on."""
    refined: list[str] = []
    for node, own in zip(nodes, colours, strict=True):
        read = [refined[place] if place >= 0 else str(place) for place in node.inputs]
        if node.op in COMMUTATIVE:
            read.sort()
        refined.append(short([own, read]))
    return refined


def backwards(nodes: Sequence[Node], colours: Sequence[str], outputs: Sequence[int]) -> list[str]:
    """Refine by everything that depends on a node."""
    readers: list[list[Json]] = [[] for _ in nodes]
    for position, place in enumerate(outputs):
        if place >= 0:
            readers[place].append(["output", position])
    refined = list(colours)
    for index in range(len(nodes) - 1, -1, -1):
        node = nodes[index]
        refined[index] = short([colours[index], sorted(readers[index], key=canonical_text)])
        for position, place in enumerate(node.inputs):
            if place >= 0:
                readers[place].append([refined[index], None if node.op in COMMUTATIVE else position])
    return refined


def by_sharing(nodes: Sequence[Node], colours: Sequence[str]) -> list[str]:
    """Refine by the colours of the nodes that use the same weights."""
    groups: dict[int, list[int]] = {}
    for index, node in enumerate(nodes):
        groups.setdefault(index if node.shared_with is None else node.shared_with, []).append(index)
    refined = list(colours)
    for members in groups.values():
        together = short(sorted(colours[member] for member in members))
        for member in members if len(members) > 1 else ():
            refined[member] = short([colours[member], together])
    return refined
