"""Checks of a network's structure against the reference: layers, wiring, parameters."""

from __future__ import annotations

from autograder.checks.context import award, current_policy
from autograder.i18n import gettext as _
from autograder.i18n import ngettext
from autograder.models import Comparison, compare
from autograder.records import Structure

MOST_DIFFERENCES = 8


def assert_same_architecture(
    structure: Structure,
    expected: Structure,
    *,
    names: bool | None = None,
    trainable: bool = True,
    reveal: bool | None = None,
    partial: bool = True,
) -> None:
    """Check that a network is the one asked for, however it is written, with partial credit by matched layers.

    Args:
        structure: the student's network.
        expected: the reference's.
        names: whether layers must have the reference's names; by default the assignment's policy.
        trainable: whether the same layers must be frozen.
        reveal: whether the message may show the reference; by default the assignment's policy.
        partial: whether a network that is right in part earns its share.

    Raises:
        AssertionError: the networks differ; the message says each cause once, and what follows from it.
    """
    policy = current_policy()
    comparison = compare(
        structure,
        expected,
        names=policy.layer_names if names is None else names,
        trainable=trainable,
        reveal=policy.show_reference_shapes if reveal is None else reveal,
    )
    if not comparison.equal:
        award(min(comparison.credit, 0.99) if partial else 0.0, _differences(comparison))


def _differences(comparison: Comparison) -> str:
    told = [difference.text for difference in comparison.differences[:MOST_DIFFERENCES]]
    left = len(comparison.differences) - len(told)
    if left:
        told.append(ngettext("… and {n} more difference.", "… and {n} more differences.", left).format(n=left))
    return "\n".join(told) or _("Your network differs from the one asked for.")
