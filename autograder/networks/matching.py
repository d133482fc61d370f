"""Two structures side by side, with the pairing of their operations and the questions that messages ask about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from autograder.networks.words import layer_text, shortened
from autograder.records import Json, Node, Structure


@dataclass(frozen=True, slots=True)
class Matching:
    """Two structures and the pairs (found, expected) of indices of their nodes."""

    found: Structure
    expected: Structure
    pairs: tuple[tuple[int | None, int | None], ...]
    partner: Mapping[int, int]
    """The expected node of each found node that has one."""
    sought: Mapping[int, int]
    """The found node of each expected node that has one."""
    reveal: bool

    def both(self) -> Iterator[tuple[int, int, Node, Node]]:
        """Yield the pairs that have both sides, with their nodes."""
        for i, j in self.pairs:
            if i is not None and j is not None:
                yield i, j, self.found.nodes[i], self.expected.nodes[j]

    def where(self, index: int) -> str:
        """Name the student's layer that a found node comes from."""
        node = self.found.nodes[index]
        return layer_text(self.found, node.layer, node.op)

    def name(self, index: int) -> str:
        """Return the bare name of the student's layer that a found node comes from."""
        node = self.found.nodes[index]
        return shortened(node.op if node.layer is None else self.found.layers[node.layer].name)

    def before(self, expected: int) -> int | None:
        """Return the found node that stands for what an expected node reads from; None at the beginning."""
        places = self.expected.nodes[expected].inputs
        while places and places[0] >= 0:
            if places[0] in self.sought:
                return self.sought[places[0]]
            places = self.expected.nodes[places[0]].inputs
        return None

    def shifted(self, i: int, j: int) -> bool:
        """Tell whether a pair reads tensors of different shapes."""
        ours = [shape_at(self.found, place) for place in self.found.nodes[i].inputs]
        theirs = [shape_at(self.expected, place) for place in self.expected.nodes[j].inputs]
        return ours != theirs


def shape_at(structure: Structure, place: int) -> tuple[int | None, ...]:
    """Return the shape of what stands at a place: a node or an input of the model."""
    return structure.nodes[place].shape if place >= 0 else structure.inputs[-1 - place]


def written(structure: Structure, node: Node) -> dict[str, Json]:
    """Return a node's settings as its layer was written, without what the input's shape made of them."""
    config = structure.layers[node.layer].config if node.layer is not None else {}
    settings = dict(node.attributes)
    if settings.get("window") == "full" and "pool_size" in config:
        del settings["window"]
        settings |= {name: config.get(name) for name in ("pool_size", "strides", "padding")}
    for name in ("padding", "strides", "dilation_rate"):
        if name in settings and name in config and config[name] is not None:
            settings[name] = config[name].lower() if isinstance(config[name], str) else config[name]
    return settings


def wrong_settings(matching: Matching, i: int, j: int) -> dict[str, tuple[Json, Json]]:
    """Return the settings (found, expected) in which a pair of one operation differs.

    Where the shapes before it differ, settings that only the shapes make differ (a window that covers the image,
    padding that pads nothing) are left out: they are consequences.
    """
    found, expected = matching.found.nodes[i], matching.expected.nodes[j]
    ours, theirs = dict(found.attributes), dict(expected.attributes)
    shifted = matching.shifted(i, j)
    if different(ours, theirs) and (shifted or ("window" in ours) != ("window" in theirs)):
        ours, theirs = written(matching.found, found), written(matching.expected, expected)
    names = different(ours, theirs)
    if found.op == "batch_normalization" and is_frozen(found) != is_frozen(expected):
        names.discard("training")
    if found.op == "reshape" and shifted:
        names.discard("shape")
    return {name: (ours.get(name), theirs.get(name)) for name in sorted(names)}


def different(ours: Mapping[str, Json], theirs: Mapping[str, Json]) -> set[str]:
    """Return the names under which two mappings have different values."""
    return {name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name)}


def is_frozen(node: Node) -> bool:
    """Tell whether an operation has weights and none of them are trained."""
    return node.parameters > 0 and node.trainable_parameters == 0
