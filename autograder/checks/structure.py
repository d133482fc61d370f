"""Checks of a network's structure against the reference: layers, wiring, parameters."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.checks.context import award, current_policy
from autograder.i18n import gettext as _
from autograder.i18n import ngettext
from autograder.networks import Comparison, Difference, compare
from autograder.networks.digest import distinct
from autograder.networks.parameters import Trace, trace_parameters
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


def assert_parameters(structure: Structure, expected: Structure, *, reveal: bool | None = None) -> None:
    """Check the numbers of parameters; the right total earns half, the right number that learns the other half.

    Args:
        structure: the student's network.
        expected: the reference's.
        reveal: whether the message may show expected numbers; by default the assignment's policy.

    Raises:
        AssertionError: a number differs; the message names the layers that cause it, with the arithmetic.
    """
    found, asked = (distinct(each.nodes, each.parameters) for each in (structure, expected))
    shown = current_policy().show_reference_shapes if reveal is None else reveal
    problems = []
    if found.total != asked.total:
        problems.append(_compared(_("parameters in total"), found.total, asked.total, shown=shown))
        traces = trace_parameters(structure, expected)
        problems += _listed([_trace(trace, shown=shown) for trace in traces])
    if found.non_trainable != asked.non_trainable:
        problems.append(_compared(_("parameters that learn"), found.trainable, asked.trainable, shown=shown))
    if problems:
        right = (found.total == asked.total) + (found.trainable == asked.trainable)
        award(right / 2, "\n".join(problems))


def assert_constraints(*found: tuple[Difference, ...]) -> None:
    """Check constraints of `autograder.networks.constraints`; each that holds earns an equal share.

    Raises:
        AssertionError: a constraint does not hold; the message says each thing that is wrong.
    """
    wrong = [difference.text for differences in found for difference in differences]
    if wrong:
        award(sum(not differences for differences in found) / len(found), "\n".join(_listed(wrong)))


def _compared(what: str, found: int, expected: int, *, shown: bool) -> str:
    if shown:
        return _("Expected {expected} {what}, found {found}.").format(
            expected=f"{expected:,}", what=what, found=f"{found:,}"
        )
    return _("Found {found} {what}, which is not the number asked for.").format(found=f"{found:,}", what=what)


def _trace(trace: Trace, *, shown: bool) -> str:
    if trace.found is None:
        return (
            _("A layer with parameters is missing.")
            if not shown
            else _("Missing: {layer} ({arithmetic}).").format(
                layer=trace.layer, arithmetic=trace.expected_arithmetic or f"{trace.expected:,}"
            )
        )
    arithmetic = trace.found_arithmetic or f"{trace.found:,}"
    if trace.expected is None:
        return _("“{layer}” is not asked for: {arithmetic}.").format(layer=trace.layer, arithmetic=arithmetic)
    if shown:
        return _("“{layer}” has {arithmetic}; expected {expected}.").format(
            layer=trace.layer, arithmetic=arithmetic, expected=trace.expected_arithmetic or f"{trace.expected:,}"
        )
    return _("“{layer}” has {arithmetic}, which is not what was asked for.").format(
        layer=trace.layer, arithmetic=arithmetic
    )


def _differences(comparison: Comparison) -> str:
    told = _listed([difference.text for difference in comparison.differences])
    return "\n".join(told) or _("Your network differs from the one asked for.")


def _listed(differences: Sequence[str]) -> list[str]:
    """Return as many differences as are told, and how many there are besides."""
    left = len(differences) - MOST_DIFFERENCES
    more = ngettext("… and {n} more difference.", "… and {n} more differences.", left).format(n=left)
    return [*differences[:MOST_DIFFERENCES], *([more] if left > 0 else [])]
