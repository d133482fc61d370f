"""Checks against figures that the handout states: they need no reference, so students run them on their own machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from autograder.checks.values import assert_same_values
from autograder.i18n import gettext as _
from autograder.records import FunctionValue, Json, Reference, Shape, Structure


def assert_stated_values(
    functions: Sequence[FunctionValue],
    name: str,
    expected: Mapping[str, Json],
    *,
    rtol: float = 1e-5,
    atol: float = 1e-6,
    same_dtype: bool = False,
) -> None:
    """Check that a function gives the stated value in each case.

    Args:
        functions: what the student's functions gave.
        name: the function.
        expected: the value by the case's id.
        rtol: largest relative difference.
        atol: largest absolute difference.
        same_dtype: whether arrays must have the stated data type too.

    Raises:
        AssertionError: a case differs.
    """
    values = tuple(FunctionValue(case, name, value, None, 0.0) for case, value in expected.items())
    stated = Reference(assignment="", structure=None, values=values, calibration=None, digest="")
    assert_same_values(functions, stated, name, rtol=rtol, atol=atol, same_dtype=same_dtype, reveal=True)


def assert_output_shapes(structure: Structure, expected: Sequence[Shape]) -> None:
    """Check the shapes that flow through the network; operations that keep the shape count once.

    Args:
        structure: the student's network.
        expected: output shapes without the batch axis, in order.

    Raises:
        AssertionError: they differ; the message names the first place.
    """
    found = [shape for shape, _same in groupby(node.shape for node in structure.nodes)]
    asked = [shape for shape, _same in groupby(tuple(shape) for shape in expected)]
    if found == asked:
        return
    place = next((i for i, (a, b) in enumerate(zip(asked, found, strict=False)) if a != b), min(len(asked), len(found)))
    before = _("after {shape}").format(shape=asked[place - 1]) if place else _("at the beginning")
    raise AssertionError(
        _("The shapes differ {before}: expected {expected}, found {found}. All shapes found: {shapes}.").format(
            before=before,
            expected=asked[place] if place < len(asked) else _("the end"),
            found=found[place] if place < len(found) else _("the end"),
            shapes=" → ".join(map(str, found)),
        )
    )


def assert_stated_parameters(structure: Structure, expected: Sequence[int], *, trainable: int | None = None) -> None:
    """Check the numbers of parameters of the layers that have any.

    Args:
        structure: the student's network.
        expected: parameters by layer, in order, without the layers that have none.
        trainable: how many of them all are to learn; all of them by default.

    Raises:
        AssertionError: they differ.
    """
    found = [node.parameters for node in structure.nodes if node.parameters and node.shared_with is None]
    if found != list(expected):
        raise AssertionError(
            _("Expected layers with {expected} parameters, together {total}; found {found}, together {sum}.").format(
                expected=_listed(expected), total=f"{sum(expected):,}", found=_listed(found), sum=f"{sum(found):,}"
            )
        )
    learning = sum(expected) if trainable is None else trainable
    if structure.parameters.trainable != learning:
        raise AssertionError(
            _("Expected {expected} parameters that learn, found {found}. Look at `trainable` of your layers.").format(
                expected=f"{learning:,}", found=f"{structure.parameters.trainable:,}"
            )
        )


def _listed(numbers: Sequence[int]) -> str:
    return " / ".join(f"{number:,}" for number in numbers) or _("none")
