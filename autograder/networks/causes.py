"""Find the causes: the differences between two aligned networks, one for each thing that a student would change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from autograder.i18n import gettext as _
from autograder.networks import messages
from autograder.networks.difference import Cause, Difference, Kind
from autograder.networks.digest import COMMUTATIVE
from autograder.networks.gaps import gap_causes, moved_causes, moved_pairs
from autograder.networks.matching import Matching, is_frozen, wrong_settings
from autograder.networks.similarity import family, weight
from autograder.networks.words import global_name, names_text, operation_name, rectifier_name, shapes_text, shortened
from autograder.people import visible
from autograder.records import Structure

WRONG_INPUT: Final = 0.5
WRONG_WIRING: Final = 1.0
WRONG_SHARING: Final = 0.5
WRONG_FREEZING: Final = 0.5
WRONG_NAME: Final = 0.1
"""Costs on the scale of `similarity.weight`; those of wiring, sharing and freezing times the operation's weight."""


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


def pair_causes(matching: Matching) -> Iterator[Cause]:
    """Yield the differences between operations that stand for each other."""
    for i, j, found, expected in matching.both():
        if found.op != expected.op:
            kind = Kind.ACTIVATION if family(found.op) == "activation" else Kind.REPLACED
            names = (
                rectifier_name(found) or global_name(matching.found, found),
                rectifier_name(expected) or global_name(matching.expected, expected),
            )
            message = messages.replaced(matching.where(i), found.op, expected.op, reveal=matching.reveal, names=names)
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
    return operation_name(node.op) if node.layer is None else shortened(structure.layers[node.layer].name)


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
            name = visible(matching.found.layers[found.layer].name)
            if is_chosen(asked.name, asked.class_name) and name != visible(asked.name):
                wrong.setdefault(asked.name, i)
    for asked_name, i in wrong.items():
        message = messages.wrong_name(matching.where(i), asked_name, reveal=matching.reveal)
        yield Cause(Difference(Kind.NAME, matching.name(i), message), i, cost=WRONG_NAME)
    ours, theirs = matching.found.name, matching.expected.name
    if is_chosen(theirs, matching.expected.class_name) and visible(ours) != visible(theirs):
        where = _('the model "{name}"').format(name=shortened(ours))
        message = messages.wrong_name(where, theirs, reveal=matching.reveal)
        yield Cause(Difference(Kind.NAME, "", message), cost=WRONG_NAME)


def is_chosen(name: str, class_name: str) -> bool:
    """Tell whether a name was chosen, and not made by Keras from the name of the class."""
    automatic = re.sub("([a-z])([A-Z])", r"\1_\2", re.sub("(.)([A-Z][a-z]+)", r"\1_\2", class_name)).lower()
    return re.fullmatch(rf"{re.escape(automatic)}(_\d+)?", name) is None
