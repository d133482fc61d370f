"""Find what is missing, what is extra and what stands in another place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from autograder.networks import messages
from autograder.networks.difference import Cause, Difference, Kind
from autograder.networks.matching import Matching
from autograder.networks.similarity import family, similarity, weight
from autograder.networks.words import kind_name, operation_name, shortened
from autograder.records import Json, Node, Structure


def moved_pairs(matching: Matching) -> dict[int, int]:
    """Pair what is extra with an equal operation that is missing: it stands in another place.

    A part of a layer is no layer in another place where the rest of it is not asked for: global pooling flattens, too.
    Nor is an activation where what it would follow is missing: it goes with that.
    """
    missing = [j for i, j in matching.pairs if i is None and j is not None]
    operations = Counter(node.layer for node in matching.found.nodes)
    moved: dict[int, int] = {}
    for i, other in matching.pairs:
        if i is None or other is not None or is_fused(matching.found.nodes[i], operations):
            continue
        node = matching.found.nodes[i]
        asked = matching.expected.nodes
        equal = (j for j in missing if similarity(node, asked[j]) == 1.0 and not follows_any(asked[j], missing))
        twin = next(equal, None)
        if twin is not None:
            missing.remove(twin)
            moved[i] = twin
    extra = [i for i, j in matching.pairs if i is not None and j is None and i not in moved]
    return {i: j for i, j in moved.items() if not any(is_beside(matching.found.nodes, i, rest) for rest in extra)}


def follows_any(node: Node, others: Sequence[int]) -> bool:
    """Tell whether an operation is the activation of one of others."""
    return family(node.op) == "activation" and any(index in others for index in node.inputs)


def is_beside(nodes: Sequence[Node], index: int, other: int) -> bool:
    """Tell whether two operations do the work of one layer together; an activation follows it."""
    ours, theirs = nodes[index], nodes[other]
    together = ours.layer is not None and ours.layer == theirs.layer and ours.op != theirs.op
    return together and family(theirs.op) != "activation" and (other in ours.inputs or index in theirs.inputs)


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
    besides = partly(matching.found, extra, matching.partner)
    lacking = partly(matching.expected, missing, matching.sought)
    yield from part_causes(matching, besides, lacking)
    ours = grouped(matching.found, [i for i in extra if i not in besides])
    theirs = grouped(matching.expected, [j for j in missing if j not in lacking])
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


def partly(structure: Structure, lone: Sequence[int], paired: Mapping[int, int]) -> dict[int, int]:
    """Return the lone operations beside one of their layer that has a partner: for each, that one.

    Activations apart; and a layer that is called once more is no such case: both calls are the same operation.
    """
    nodes = structure.nodes
    twins = [index for index in paired if nodes[index].layer is not None and family(nodes[index].op) != "activation"]
    return {
        index: twin
        for index in lone
        for twin in twins
        if nodes[twin].layer == nodes[index].layer
        and family(nodes[index].op) != "activation"
        and nodes[index].op != nodes[twin].op
        and (index in nodes[twin].inputs or twin in nodes[index].inputs)
    }


def part_causes(matching: Matching, extra: Mapping[int, int], missing: Mapping[int, int]) -> Iterator[Cause]:
    """Say what a layer that is asked for does besides, or does not: a `Flatten` of channels first moves axes, too."""
    for i, twin in extra.items():
        yield Cause(part_difference(matching, twin, matching.partner[twin], matching.found.nodes[i].op), i)
    for j, twin in missing.items():
        mine = matching.sought[twin]
        yield Cause(part_difference(matching, mine, twin, matching.expected.nodes[j].op), mine, j)


def part_difference(matching: Matching, i: int, j: int, op: str) -> Difference:
    """Say in what the layers of a pair differ so that one of them has a further operation: the class, or a setting."""
    names = class_name(matching.found, i), class_name(matching.expected, j)
    if "" not in names and names[0] != names[1]:
        ops = matching.found.nodes[i].op, matching.expected.nodes[j].op
        message = messages.replaced(matching.where(i), *ops, reveal=matching.reveal, names=names)
        return Difference(Kind.REPLACED, matching.name(i), message)
    ours, theirs = data_format(matching.found, i), data_format(matching.expected, j)
    where = matching.where(i)
    if ours != theirs and ours and theirs:
        message = messages.wrong_setting(where, "data_format", found=ours, expected=theirs, reveal=matching.reveal)
    else:
        message = messages.in_part(where, op)
    return Difference(Kind.SETTING, matching.name(i), message)


def class_name(structure: Structure, index: int) -> str:
    """Return the class of an operation's layer; "" where it is none's."""
    layer = structure.nodes[index].layer
    return "" if layer is None else shortened(structure.layers[layer].class_name)


def data_format(structure: Structure, index: int) -> Json:
    """Return where the layer of an operation expects the channels; None where that is no setting of it."""
    layer = structure.nodes[index].layer
    return None if layer is None else structure.layers[layer].config.get("data_format")


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
    """Gather layers that follow each other directly: together they are one cause; a lone activation is its own."""
    gathered: list[list[list[int]]] = []
    for group in groups:
        before = gathered[-1][-1] if gathered else None
        if before is not None and goes_with(group, before, structure):
            gathered[-1].append(group)
        else:
            gathered.append([group])
    return gathered


def goes_with(group: Sequence[int], before: Sequence[int], structure: Structure) -> bool:
    """Tell whether a group of operations reads from another, and neither of them is an activation alone."""
    first, other = structure.nodes[group[0]], structure.nodes[before[0]]
    return "activation" not in {family(first.op), family(other.op)} and first.inputs[:1] == (before[-1],)


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
    node = matching.expected.nodes[first]
    if family(node.op) == "activation" and before is not None:
        message = messages.missing_activation(where, node, reveal=matching.reveal)
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
        message = messages.extra_activation(matching.where(first), node)
        return Cause(Difference(Kind.ACTIVATION, name, message), first)
    if node.op == "cast":
        return Cause(Difference(Kind.EXTRA, name, messages.cast(str(node.attributes.get("dtype")))), first)
    where = [matching.where(group[0]) for group in groups]
    further = tuple(index for group in groups for index in group)[1:]
    return Cause(Difference(Kind.EXTRA, name, messages.extra_layers(where)), first, further=further)
