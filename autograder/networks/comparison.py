"""Compare two networks as graphs: a verdict, partial credit, the causes of every difference, a table side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from autograder.i18n import gettext as _
from autograder.networks.alignment import Alignment, align
from autograder.networks.causes import find_causes
from autograder.networks.consequences import with_consequences
from autograder.networks.difference import Cause, Comparison, Difference, Kind
from autograder.networks.digest import digest
from autograder.networks.matching import Matching
from autograder.networks.rows import side_by_side
from autograder.networks.similarity import weight
from autograder.networks.untyped import untyped
from autograder.records import Structure

INPUT_WEIGHT: Final = 0.5
MOST_WHEN_DIFFERENT: Final = 0.99


def compare(
    found: Structure, expected: Structure, *, names: bool = False, trainable: bool = True, reveal: bool = True
) -> Comparison:
    """Compare a student's network with the one that was asked for; the types of their numbers are no difference.

    Args:
        found: The student's network.
        expected: The network that was asked for.
        names: Whether layers, and the model, must have the names that the expected network chose.
        trainable: Whether the same layers must be frozen.
        reveal: Whether messages and rows may show the expected network.
    """
    found, expected = untyped(found), untyped(expected)
    same = same_graph(found, expected, trainable=trainable)
    alignment = align(found, expected)
    matching = match(found, expected, alignment, reveal=reveal)
    causes = [] if same and not names else find_causes(matching, names=names, trainable=trainable)
    if same:
        causes = [cause for cause in causes if cause.difference.kind is Kind.NAME]
    differences = with_consequences(matching, causes) if not same else [cause.difference for cause in causes]
    if not same and not differences:
        differences = [Difference(Kind.WIRING, "", _("The layers are right, but connected differently than asked."))]
    return Comparison(
        equal=not differences,
        credit=1.0 if not differences else credit(matching, alignment, causes),
        differences=unrepeated(differences),
        rows=side_by_side(matching, causes),
    )


def unrepeated(differences: Sequence[Difference]) -> tuple[Difference, ...]:
    """Return differences without those that say the same again, as of a layer that is called twice."""
    told: dict[str, Difference] = {}
    for difference in differences:
        told.setdefault(difference.message, difference)
    return tuple(told.values())


def same_graph(found: Structure, expected: Structure, *, trainable: bool) -> bool:
    """Tell whether two networks have the same canonical graph."""
    if found.digest == expected.digest:
        return True
    return not trainable and unfrozen_digest(found) == unfrozen_digest(expected)


def unfrozen_digest(structure: Structure) -> str:
    """Digest a graph without regard to which weights are trainable."""
    return digest(
        structure.nodes,
        inputs=structure.inputs,
        outputs=structure.outputs,
        parameters=structure.parameters,
        frozen=False,
    )


def match(found: Structure, expected: Structure, alignment: Alignment, *, reveal: bool) -> Matching:
    """Put two structures side by side."""
    partner = {i: j for i, j in alignment.pairs if i is not None and j is not None}
    return Matching(found, expected, alignment.pairs, partner, {j: i for i, j in partner.items()}, reveal)


def credit(matching: Matching, alignment: Alignment, causes: Sequence[Cause]) -> float:
    """Return the credit for a network that differs: 1 − distance / weight of what was asked for.

    The distance is the weight of everything on either side that is not in common, with the causes' own costs. The
    result has four decimals, lies between 0 and 0.99, and never grows when a further thing is wrong.
    """
    ours, theirs = sum(map(weight, matching.found.nodes)), sum(map(weight, matching.expected.nodes))
    distance = ours + theirs - 2 * alignment.gain + sum(cause.cost for cause in causes)
    asked = theirs + INPUT_WEIGHT * len(matching.expected.inputs)
    return round(min(max(1 - distance / asked, 0.0), MOST_WHEN_DIFFERENT), 4)
