"""The table side by side: the student's layers with their shapes and parameters, against what was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from autograder.networks.difference import Cause, DifferenceRow, Mark
from autograder.networks.matching import Matching
from autograder.networks.words import operation_name, shortened
from autograder.records import Node, Structure


@dataclass(slots=True)
class LayerOperations:
    """The operations of one layer: indices of found and of expected nodes."""

    found: list[int] = field(default_factory=list)
    expected: list[int] = field(default_factory=list)


def side_by_side(matching: Matching, causes: Sequence[Cause]) -> tuple[DifferenceRow, ...]:
    """Return one row for each layer of the student's, and one for each layer that is missing."""
    wrong = {cause.found for cause in causes if cause.found is not None}
    gaps = {cause.expected for cause in causes if cause.found is None}
    rows = [as_row(matching, group, wrong, gaps) for group in groups(matching)]
    return tuple(row if matching.reveal or row.mark is Mark.SAME else hidden(row) for row in rows)


def groups(matching: Matching) -> list[LayerOperations]:
    """Gather consecutive operations that come from one layer."""
    gathered: list[LayerOperations] = []
    previous: tuple[str, int | None] = ("", None)
    for i, j in matching.pairs:
        if i is not None:
            key = ("found", matching.found.nodes[i].layer)
        else:
            key = ("expected", matching.expected.nodes[j or 0].layer)
        lone = i is None and follows_group(matching, gathered, j or 0)
        if not gathered or (key != previous and not lone) or key[1] is None:
            gathered.append(LayerOperations())
        if not lone:
            previous = key
        if i is not None:
            gathered[-1].found.append(i)
        if j is not None:
            gathered[-1].expected.append(j)
    return gathered


def follows_group(matching: Matching, gathered: Sequence[LayerOperations], j: int) -> bool:
    """Tell whether a missing operation belongs to the layer of the group before it (its activation)."""
    layer = matching.expected.nodes[j].layer
    last = gathered[-1].expected if gathered else []
    return layer is not None and bool(last) and matching.expected.nodes[last[-1]].layer == layer


def as_row(matching: Matching, group: LayerOperations, wrong: set[int], gaps: set[int | None]) -> DifferenceRow:
    """Return the row of a group."""
    ours = [matching.found.nodes[i] for i in group.found]
    theirs = [matching.expected.nodes[j] for j in group.expected]
    return DifferenceRow(
        mark=mark_of(ours, theirs, changed=bool(wrong & set(group.found) or gaps & set(group.expected))),
        layer=layer_name(matching.found, ours),
        operation=class_name(matching.found, ours),
        shape=ours[-1].shape if ours else None,
        parameters=sum(node.parameters for node in ours) if ours else None,
        expected_operation=class_name(matching.expected, theirs) if theirs else None,
        expected_shape=theirs[-1].shape if theirs else None,
        expected_parameters=sum(node.parameters for node in theirs) if theirs else None,
    )


def mark_of(ours: Sequence[Node], theirs: Sequence[Node], *, changed: bool) -> Mark:
    """Return how a group relates to the reference."""
    if not ours:
        return Mark.MISSING
    if not theirs:
        return Mark.EXTRA
    if changed:
        return Mark.CHANGED
    same = ours[-1].shape == theirs[-1].shape and [node.distinct_parameters for node in ours] == [
        node.distinct_parameters for node in theirs
    ]
    return Mark.SAME if same else Mark.SHIFTED


def layer_name(structure: Structure, nodes: Sequence[Node]) -> str:
    """Return the student's name of the layer."""
    if not nodes or nodes[0].layer is None:
        return ""
    return shortened(structure.layers[nodes[0].layer].name)


def class_name(structure: Structure, nodes: Sequence[Node]) -> str:
    """Return the class of the layer, or the operation where it belongs to none."""
    if not nodes:
        return ""
    layer = nodes[0].layer
    return operation_name(nodes[0].op) if layer is None else shortened(structure.layers[layer].class_name)


def hidden(row: DifferenceRow) -> DifferenceRow:
    """Return a row without what it would give away."""
    return replace(row, expected_operation=None, expected_shape=None, expected_parameters=None)
