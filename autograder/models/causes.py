"""Find the causes: the differences between two aligned networks, one for each thing that a student would change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from autograder.i18n import gettext as _
from autograder.models import messages
from autograder.models.difference import Difference, Kind
from autograder.models.digest import COMMUTATIVE
from autograder.models.matching import Matching, is_frozen, wrong_settings
from autograder.models.similarity import family, similarity, weight
from autograder.models.words import kind_name, names_text, operation_name, shapes_text
from autograder.records import Structure

WRONG_INPUT: Final = 0.5
WRONG_WIRING: Final = 1.0
WRONG_SHARING: Final = 0.5
WRONG_FREEZING: Final = 0.5
WRONG_NAME: Final = 0.1
"""Costs on the scale of `similarity.weight`; those of wiring, sharing and freezing times the operation's weight."""


@dataclass(frozen=True, slots=True)
class Cause:
    """A difference and the places (found, expected) where it sits in the graphs; None where it has none.

    `cost` is what it costs beyond what the alignment already lacks; negative where the alignment is too strict.
    """

    difference: Difference
    found: int | None = None
    expected: int | None = None
    cost: float = 0.0


def find_causes(matching: Matching, *, names: bool, trainable: bool) -> list[Cause]:
    """Return the causes in the order of the student's network.

    Args:
        matching: The two networks, aligned.
        names: Whether layers must have the names that the expected network chose.
        trainable: Whether the same layers must be frozen.
    """
    moved = moved_pairs(matching)
    extra = [i for i, j in matching.pairs if j is None and i is not None and i not in moved]
    missing = [j for i, j in matching.pairs if i is None and j is not None and j not in moved.values()]
    causes = [*input_causes(matching), *pair_causes(matching), *wiring_causes(matching)]
    causes += [*moved_causes(matching, moved), *gap_causes(matching, extra, missing)]
    causes += frozen_causes(matching) if trainable else []
    causes += name_causes(matching) if names else []
    return sorted(causes, key=lambda cause: position(matching, cause))


def position(matching: Matching, cause: Cause) -> float:
    """Return where a cause belongs in the order of the student's nodes."""
    if cause.found is not None:
        return float(cause.found)
    if cause.expected is None:
        return -1.0 if cause.difference.kind is Kind.INPUT else float(len(matching.found.nodes))
    before = matching.before(cause.expected)
    return -0.5 if before is None else before + 0.5


def input_causes(matching: Matching) -> Iterator[Cause]:
    """Yield the differences in what the model takes and how many outputs it has."""
    ours, theirs = matching.found.inputs, matching.expected.inputs
    if ours != theirs:
        if matching.reveal:
            text = _("The model takes {found}, expected {expected} (without the batch axis).")
        else:
            text = _("The model's input shape {found} is not the one asked for.")
        message = text.format(found=shapes_text(ours), expected=shapes_text(theirs) if matching.reveal else "")
        yield Cause(Difference(Kind.INPUT, "", message), cost=WRONG_INPUT)
    ours_out, theirs_out = len(matching.found.outputs), len(matching.expected.outputs)
    if ours_out != theirs_out:
        text = _("The model has {found} outputs; another number is asked for.")
        if matching.reveal:
            text = _("Expected {expected} outputs, found {found}.")
        message = text.format(found=ours_out, expected=theirs_out)
        yield Cause(Difference(Kind.OUTPUT, "", message), cost=WRONG_WIRING)


def moved_pairs(matching: Matching) -> dict[int, int]:
    """Pair what is extra with an equal operation that is missing: it stands in another place."""
    missing = [j for i, j in matching.pairs if i is None and j is not None]
    moved: dict[int, int] = {}
    for i, other in matching.pairs:
        if i is None or other is not None:
            continue
        node = matching.found.nodes[i]
        twin = next((j for j in missing if similarity(node, matching.expected.nodes[j]) == 1.0), None)
        if twin is not None:
            missing.remove(twin)
            moved[i] = twin
    return moved


def moved_causes(matching: Matching, moved: Mapping[int, int]) -> Iterator[Cause]:
    """Say what stands in another place, once for each layer. It costs half of missing and extra together."""
    for group in grouped(matching.found, list(moved)):
        after = matching.before(moved[group[0]])
        message = messages.moved(
            matching.where(group[0]), "" if after is None else matching.where(after), reveal=matching.reveal
        )
        half = -sum(weight(matching.found.nodes[i]) for i in group)
        yield Cause(Difference(Kind.MOVED, matching.name(group[0]), message), group[0], moved[group[0]], half)


def pair_causes(matching: Matching) -> Iterator[Cause]:
    """Yield the differences between operations that stand for each other."""
    for i, j, found, expected in matching.both():
        if found.op != expected.op:
            kind = Kind.ACTIVATION if family(found.op) == "activation" else Kind.REPLACED
            message = messages.replaced(matching.where(i), found.op, expected.op, reveal=matching.reveal)
            yield Cause(Difference(kind, matching.name(i), message), i, j)
            continue
        for name, (ours, theirs) in wrong_settings(matching, i, j).items():
            message = messages.wrong_setting(
                matching.where(i), name, found=ours, expected=theirs, reveal=matching.reveal
            )
            yield Cause(Difference(Kind.SETTING, matching.name(i), message), i, j)
        if (found.shared_with is None) != (expected.shared_with is None):
            message = messages.sharing(matching.where(i), expected=expected.shared_with is not None)
            yield Cause(Difference(Kind.SHARING, matching.name(i), message), i, j, WRONG_SHARING * weight(found))


def gap_causes(matching: Matching, extra: list[int], missing: list[int]) -> Iterator[Cause]:
    """Yield what is missing and what is extra, with activations counted to the layer that they follow."""
    ours = grouped(matching.found, extra)
    theirs = grouped(matching.expected, missing)
    for group in list(theirs):
        rival = next((mine for mine in ours if same_gap(matching, mine, group)), None)
        if rival is not None:
            ours.remove(rival)
            theirs.remove(group)
            found, expected = matching.found.nodes[rival[0]].op, matching.expected.nodes[group[0]].op
            message = messages.replaced(matching.where(rival[0]), found, expected, reveal=matching.reveal)
            yield Cause(Difference(Kind.REPLACED, matching.name(rival[0]), message), rival[0], group[0])
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
    where = [matching.where(group[0]) for group in groups]
    return Cause(Difference(Kind.EXTRA, name, messages.extra_layers(where)), first)


def wiring_causes(matching: Matching) -> Iterator[Cause]:
    """Yield the pairs that read from operations that do not stand for each other."""
    for i, j, found, expected in matching.both():
        reached = [resolve(matching.found, place, matching.partner) for place in found.inputs]
        ours = [matching.partner[place] if place >= 0 else place for place in reached]
        theirs = [resolve(matching.expected, place, matching.sought) for place in expected.inputs]
        if ours == theirs or (found.op in COMMUTATIVE and sorted(ours) == sorted(theirs)):
            continue
        message = messages.wiring(
            matching.where(i),
            names_text([place_text(matching.found, place) for place in found.inputs]),
            names_text([expected_place_text(matching, place) for place in expected.inputs]),
            reveal=matching.reveal,
        )
        yield Cause(Difference(Kind.WIRING, matching.name(i), message), i, j, WRONG_WIRING * weight(found))


def resolve(structure: Structure, place: int, paired: Mapping[int, int]) -> int:
    """Follow a place back through operations without a partner to one that has one, or to an input."""
    while place >= 0 and place not in paired:
        inputs = structure.nodes[place].inputs
        place = inputs[0] if inputs else -1
    return place


def place_text(structure: Structure, place: int) -> str:
    """Name what stands at a place."""
    if place < 0:
        return _("input {number}").format(number=-place)
    node = structure.nodes[place]
    return operation_name(node.op) if node.layer is None else structure.layers[node.layer].name


def expected_place_text(matching: Matching, place: int) -> str:
    """Name what stands at a place of the expected graph by the student's own name for it."""
    if place in matching.sought:
        return place_text(matching.found, matching.sought[place])
    return place_text(matching.expected, place) if place < 0 else operation_name(matching.expected.nodes[place].op)


def frozen_causes(matching: Matching) -> Iterator[Cause]:
    """Yield the layers that are trainable and should be frozen, and those that are frozen and should not."""
    for expected_frozen in (True, False):
        places = [
            (i, j)
            for i, j, found, expected in matching.both()
            if found.parameters and expected.parameters
            if is_frozen(found) is not expected_frozen and is_frozen(expected) is expected_frozen
        ]
        if places:
            names = list(dict.fromkeys(matching.name(i) for i, _j in places))
            message = messages.frozen(names_text([f'"{name}"' for name in names]), expected=expected_frozen)
            cost = WRONG_FREEZING * sum(weight(matching.found.nodes[i]) for i, _j in places)
            yield Cause(Difference(Kind.FROZEN, names[0], message), *places[0], cost)


def name_causes(matching: Matching) -> Iterator[Cause]:
    """Yield the layers and the model whose names were asked for and are others."""
    wrong: dict[str, int] = {}
    for i, _j, found, expected in matching.both():
        if found.layer is not None and expected.layer is not None:
            asked = matching.expected.layers[expected.layer]
            if is_chosen(asked.name, asked.class_name) and matching.found.layers[found.layer].name != asked.name:
                wrong.setdefault(asked.name, i)
    for asked_name, i in wrong.items():
        message = messages.wrong_name(matching.where(i), asked_name, reveal=matching.reveal)
        yield Cause(Difference(Kind.NAME, matching.name(i), message), i, cost=WRONG_NAME)
    ours, theirs = matching.found.name, matching.expected.name
    if is_chosen(theirs, matching.expected.class_name) and ours != theirs:
        where = _('the model "{name}"').format(name=ours)
        message = messages.wrong_name(where, theirs, reveal=matching.reveal)
        yield Cause(Difference(Kind.NAME, "", message), cost=WRONG_NAME)


def is_chosen(name: str, class_name: str) -> bool:
    """Tell whether a name was chosen, and not made by Keras from the name of the class."""
    automatic = re.sub("([a-z])([A-Z])", r"\1_\2", re.sub("(.)([A-Z][a-z]+)", r"\1_\2", class_name)).lower()
    return re.fullmatch(rf"{re.escape(automatic)}(_\d+)?", name) is None
