"""Find what is missing, what is extra and what stands in another place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from autograder.models import messages
from autograder.models.difference import Cause, Difference, Kind
from autograder.models.matching import Matching
from autograder.models.similarity import family, similarity, weight
from autograder.models.words import kind_name, operation_name
from autograder.records import Node, Structure


def moved_pairs(matching: Matching) -> dict[int, int]:
    """Pair what is extra with an equal operation that is missing: it stands in another place."""
    missing = [j for i, j in matching.pairs if i is None and j is not None]
    operations = Counter(node.layer for node in matching.found.nodes)
    moved: dict[int, int] = {}
    for i, other in matching.pairs:
        if i is None or other is not None or is_fused(matching.found.nodes[i], operations):
            continue
        node = matching.found.nodes[i]
        twin = next((j for j in missing if similarity(node, matching.expected.nodes[j]) == 1.0), None)
        if twin is not None:
            missing.remove(twin)
            moved[i] = twin
    return moved


def is_fused(node: Node, operations: Mapping[int | None, int]) -> bool:
    """Tell whether an operation is the activation of a layer that does something else besides.

    Args:
        node: the operation.
        operations: how many operations each layer has.
    """
    return family(node.op) == "activation" and operations[node.layer] > 1


def moved_causes(matching: Matching, moved: Mapping[int, int]) -> Iterator[Cause]:
    """Say what stands in another place, once for each layer. It costs half of missing and extra together."""
    for group in grouped(matching.found, list(moved)):
        after = matching.before(moved[group[0]])
        message = messages.moved(
            matching.where(group[0]), "" if after is None else matching.where(after), reveal=matching.reveal
        )
        half = -sum(weight(matching.found.nodes[i]) for i in group)
        yield Cause(Difference(Kind.MOVED, matching.name(group[0]), message), group[0], moved[group[0]], half)


def gap_causes(matching: Matching, extra: list[int], missing: list[int]) -> Iterator[Cause]:
    """Yield what is missing and what is extra, with activations counted to the layer that they follow."""
    ours = grouped(matching.found, extra)
    theirs = grouped(matching.expected, missing)
    for mine, group in rivals(matching, ours, theirs):
        ours.remove(mine)
        theirs.remove(group)
        found, expected = matching.found.nodes[mine[0]].op, matching.expected.nodes[group[0]].op
        message = messages.replaced(matching.where(mine[0]), found, expected, reveal=matching.reveal)
        yield Cause(Difference(Kind.REPLACED, matching.name(mine[0]), message), mine[0], group[0])
    for groups in neighbours(theirs, matching.expected):
        yield missing_cause(matching, groups)
    for groups in neighbours(ours, matching.found):
        yield extra_cause(matching, groups)


def grouped(structure: Structure, indices: Sequence[int]) -> list[list[int]]:
    """Group lone operations: what comes from one layer, and an activation with the operation that it reads from."""
    groups: list[list[int]] = []
    for index in indices:
        node = structure.nodes[index]
        follows = bool(groups) and node.inputs[:1] == (groups[-1][-1],)
        same_layer = follows and node.layer is not None and node.layer == structure.nodes[groups[-1][-1]].layer
        if same_layer or (follows and family(node.op) == "activation"):
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups


def neighbours(groups: Sequence[list[int]], structure: Structure) -> list[list[list[int]]]:
    """Gather groups that follow each other directly: together they are one cause."""
    gathered: list[list[list[int]]] = []
    for group in groups:
        node = structure.nodes[group[0]]
        alone = family(node.op) == "activation"
        if gathered and not alone and node.inputs[:1] == (gathered[-1][-1][-1],):
            gathered[-1].append(group)
        else:
            gathered.append([group])
    return gathered


def rivals(
    matching: Matching, ours: Sequence[list[int]], theirs: Sequence[list[int]]
) -> list[tuple[list[int], list[int]]]:
    """Pair what is extra with what is missing in the same gap, first where what reads from both is a pair already."""
    close = [(mine, group) for group in theirs for mine in ours if same_gap(matching, mine, group)]
    taken: set[int] = set()
    pairs = []
    for mine, group in sorted(close, key=lambda pair: not goes_on(matching, *pair)):
        if not {id(mine), id(group)} & taken:
            taken |= {id(mine), id(group)}
            pairs.append((mine, group))
    return pairs


def goes_on(matching: Matching, mine: list[int], group: list[int]) -> bool:
    """Tell whether an operation that reads from something extra stands for one that reads from something missing."""
    ends = ((mine[-1],), (group[-1],))
    nodes = ((matching.found.nodes[i], matching.expected.nodes[j]) for i, j in matching.partner.items())
    return any((found.inputs[:1], expected.inputs[:1]) == ends for found, expected in nodes)


def same_gap(matching: Matching, mine: list[int], group: list[int]) -> bool:
    """Tell whether something extra stands just where something is missing, and is no activation."""
    ops = (matching.found.nodes[mine[0]].op, matching.expected.nodes[group[0]].op)
    if any(family(op) == "activation" for op in ops):
        return False
    places = matching.found.nodes[mine[0]].inputs
    before = places[0] if places and places[0] >= 0 else None
    return before == matching.before(group[0])


def missing_cause(matching: Matching, groups: Sequence[list[int]]) -> Cause:
    """Say what is missing."""
    first = groups[0][0]
    before = matching.before(first)
    where, name = ("", "") if before is None else (matching.where(before), matching.name(before))
    op = matching.expected.nodes[first].op
    if family(op) == "activation" and before is not None:
        message = messages.missing_activation(where, op, reveal=matching.reveal)
        return Cause(Difference(Kind.ACTIVATION, name, message), None, first)
    what = [missing_text(matching, group) for group in groups]
    return Cause(Difference(Kind.MISSING, name, messages.missing(where, what)), None, first)


def missing_text(matching: Matching, group: Sequence[int]) -> str:
    """Describe a missing layer; only its kind where the reference must not show."""
    nodes = [matching.expected.nodes[index] for index in group]
    if not matching.reveal:
        return kind_name(nodes[0].op)
    layer = nodes[0].layer
    name = operation_name(nodes[0].op) if layer is None else matching.expected.layers[layer].class_name
    return messages.description(name, nodes)


def extra_cause(matching: Matching, groups: Sequence[list[int]]) -> Cause:
    """Say what is there without having been asked for."""
    first = groups[0][0]
    node, name = matching.found.nodes[first], matching.name(first)
    if family(node.op) == "activation":
        message = messages.extra_activation(matching.where(first), node.op)
        return Cause(Difference(Kind.ACTIVATION, name, message), first)
    if node.op == "cast":
        return Cause(Difference(Kind.EXTRA, name, messages.cast(str(node.attributes.get("dtype")))), first)
    where = [matching.where(group[0]) for group in groups]
    further = tuple(index for group in groups for index in group)[1:]
    return Cause(Difference(Kind.EXTRA, name, messages.extra_layers(where)), first, further=further)
