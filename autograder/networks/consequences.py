"""Follow a cause through the graph: which layers change shape or parameters because of it, and only because of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from autograder.i18n import gettext as _
from autograder.networks import messages
from autograder.networks.difference import Cause, Difference, Kind
from autograder.networks.matching import Matching, shape_at
from autograder.networks.words import names_text, shape_text
from autograder.records import Structure

_SHAPELESS = frozenset({Kind.NAME, Kind.FROZEN})


def with_consequences(matching: Matching, causes: Sequence[Cause]) -> list[Difference]:
    """Return the differences of the causes, each with what follows from it.

    A layer whose shape or parameters differ although nothing above it does gives a difference of its own. Where several
    differences reach a layer, none is told to be why it differs.
    """
    acting = Acting.among(matching, causes)
    origin = origins(matching, acting)
    follows: dict[int, list[int]] = defaultdict(list)
    for index, reaching in enumerate(reached(matching, acting)):
        if len(reaching) == 1 and index in origin:
            follows[origin[index]].append(index)
    differences = []
    told: set[int] = set()
    own = Counter(
        one.difference.layer for one in causes if one.found is not None and one.difference.kind not in _SHAPELESS
    )
    settings = Counter(one.found for one in causes if one.difference.kind is Kind.SETTING)
    for cause in causes:
        following = follows.get(id(cause), [])
        first = cause.found is None or cause.found not in told
        told |= {cause.found} if cause.found is not None else set()
        consequence = consequence_text(matching, cause, following, own, settings=settings[cause.found]) if first else ""
        differences.append(replace(cause.difference, consequence=consequence))
    return differences + unexplained(matching, origin, causes)


@dataclass(frozen=True, slots=True)
class Acting:
    """The identities of causes that change shapes: of found operations, of missing ones, and of the input.

    `wide` are those of extra operations with weights, which give their results a width of their own.
    """

    own: Mapping[int, int]
    wide: Mapping[int, int]
    gaps: Mapping[int, int]
    entry: int | None

    @classmethod
    def among(cls, matching: Matching, causes: Sequence[Cause]) -> Acting:
        """Return those of all causes of a comparison."""
        own: dict[int, int] = {}
        wide: dict[int, int] = {}
        gaps: dict[int, int] = {}
        for cause in reversed(causes):
            places = () if cause.found is None else (cause.found, *cause.further)
            own |= {place: id(cause) for place in places if acts(matching, cause, place)}
            extra = [place for place in places if place not in matching.partner]
            wide |= {place: id(cause) for place in extra if matching.found.nodes[place].parameters}
            asked = None if cause.difference.kind is Kind.MOVED else cause.expected
            if asked is not None and asked not in matching.sought and reshapes(matching.expected, asked):
                gaps[asked] = id(cause)
        entry = next((id(cause) for cause in causes if cause.difference.kind is Kind.INPUT), None)
        return cls(own, wide, gaps, entry)


def origins(matching: Matching, acting: Acting) -> dict[int, int]:
    """Map each found node that is affected to the identity of the nearest cause above it that changes shapes."""
    own = acting.own
    origin: dict[int, int] = {}
    for index, node in enumerate(matching.found.nodes):
        above = [own.get(index), extra_above(matching, index, own), *gaps_above(matching, index, acting.gaps)]
        above += [origin.get(place) if place >= 0 else acting.entry for place in node.inputs]
        nearest = next((source for source in above if source is not None), None)
        if nearest is not None and (index in own or index not in matching.partner or differs(matching, index)):
            origin[index] = nearest
    return origin


def reached(matching: Matching, acting: Acting) -> list[frozenset[int]]:
    """Return for each found node the causes that reach it: its own, and those above up to where shapes are as asked.

    Nor does any reach beyond a layer that is asked for, with weights and one axis: it alone says how long that is.
    """
    passed: list[frozenset[int]] = []
    found = []
    for index, node in enumerate(matching.found.nodes):
        sources = [acting.own.get(index), acting.wide.get(index), *gaps_above(matching, index, acting.gaps)]
        sources += [acting.entry for place in node.inputs if place < 0]
        above = [passed[place] for place in node.inputs if place >= 0]
        reaching = frozenset(source for source in sources if source is not None).union(*above)
        found.append(reaching)
        partner = matching.partner.get(index)
        if partner is not None and matching.expected.nodes[partner].shape == node.shape:
            passed.append(frozenset())
        elif partner is not None and node.parameters and len(node.shape) == 1:
            passed.append(frozenset([acting.own[index]] if index in acting.own else []))
        else:
            passed.append(reaching)
    return found


def acts(matching: Matching, cause: Cause, index: int) -> bool:
    """Tell whether a cause at a found node changes shapes or parameters there."""
    if cause.difference.kind in _SHAPELESS:
        return False
    if index not in matching.partner:
        return reshapes(matching.found, index)
    shape_is_its_own = not matching.shifted(index, matching.partner[index])
    return differs(matching, index) and (shape_is_its_own or cause.difference.kind is Kind.SETTING)


def of_several(matching: Matching, index: int, settings: int) -> bool:
    """Tell whether no single setting makes a found node's own shape differ, or several may.

    Its channels and the rest differ by two settings; the rest alone by any of those in which the node differs.
    """
    if index not in matching.partner or matching.shifted(index, matching.partner[index]):
        return False
    ours, theirs = matching.found.nodes[index].shape, matching.expected.nodes[matching.partner[index]].shape
    return bool(ours and theirs) and ours[:-1] != theirs[:-1] and (ours[-1] != theirs[-1] or settings > 1)


def reshapes(structure: Structure, index: int) -> bool:
    """Tell whether an operation's result has another shape than what it reads."""
    node = structure.nodes[index]
    return any(shape_at(structure, place) != node.shape for place in node.inputs)


def extra_above(matching: Matching, index: int, own: Mapping[int, int]) -> int | None:
    """Return the cause that is extra just above a found node."""
    places = list(matching.found.nodes[index].inputs)
    while places:
        place = places.pop()
        if place < 0 or place in matching.partner:
            continue
        if place in own:
            return own[place]
        places.extend(matching.found.nodes[place].inputs)
    return None


def gaps_above(matching: Matching, index: int, gaps: Mapping[int, int]) -> tuple[int, ...]:
    """Return the causes that are missing just above the partner of a found node, the nearest first."""
    if index not in matching.partner:
        return ()
    above = []
    places = list(matching.expected.nodes[matching.partner[index]].inputs)
    while places:
        place = places.pop()
        if place in gaps:
            above.append(gaps[place])
        if place >= 0 and place not in matching.sought:
            places.extend(matching.expected.nodes[place].inputs)
    return tuple(above)


def differs(matching: Matching, index: int) -> bool:
    """Tell whether a found node has another shape or number of parameters than its partner."""
    ours, theirs = matching.found.nodes[index], matching.expected.nodes[matching.partner[index]]
    return ours.shape != theirs.shape or ours.distinct_parameters != theirs.distinct_parameters


def consequence_text(
    matching: Matching, cause: Cause, following: Sequence[int], own: Counter[str], *, settings: int
) -> str:
    """Say which layers change shape, and how many parameters layers have, because of a cause and of nothing else.

    `own` counts the differences that layers have of their own, `settings` the wrong settings of the cause's node.
    """
    if cause.found is not None and own[cause.difference.layer] > 1 and of_several(matching, cause.found, settings):
        return ""
    paired = [i for i in following if i in matching.partner and differs(matching, i)]
    partner = {i: matching.expected.nodes[matching.partner[i]] for i in paired}
    reshaped = [matching.name(i) for i in paired if matching.found.nodes[i].shape != partner[i].shape]
    shapes = [name for name in reshaped if name not in own and name != cause.difference.layer]
    counts = [
        i
        for i in paired
        if matching.found.nodes[i].distinct_parameters != partner[i].distinct_parameters
        and not (i == cause.found and (own[matching.name(i)] > 1 or matching.shifted(i, matching.partner[i])))
    ]
    texts = [messages.shapes_follow(names_text([f'"{name}"' for name in dict.fromkeys(shapes)]))] if shapes else []
    texts += [
        messages.parameters_follow(
            matching.name(i), matching.found.nodes[i].parameters, partner[i].parameters, reveal=matching.reveal
        )
        for i in counts[:2]
    ]
    return " ".join(texts)


def unexplained(matching: Matching, origin: dict[int, int], causes: Sequence[Cause]) -> list[Difference]:
    """Return a difference for the first node that differs although nothing above it does."""
    told = {cause.found for cause in causes}
    differences = []
    for i, _j, found, expected in matching.both():
        if i in origin or i in told or not differs(matching, i):
            continue
        if matching.reveal:
            text = _("{where}: expected shape {shape} and {parameters} parameters, found {found} and {own}.")
        else:
            text = _("{where}: its shape {found} or its {own} parameters are not what is asked for.")
        message = text.format(
            where=matching.where(i),
            shape=shape_text(expected.shape) if matching.reveal else "",
            parameters=f"{expected.parameters:,}" if matching.reveal else "",
            found=shape_text(found.shape),
            own=f"{found.parameters:,}",
        )
        differences.append(Difference(Kind.PARAMETERS, matching.name(i), message))
        break
    return differences
