"""Ask of a network what it must have instead of comparing it with one: each function returns what is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.i18n import gettext as _
from autograder.networks.difference import Difference, Kind
from autograder.networks.words import layer_text, operation_name, setting_name, shapes_text, shortened, value_text
from autograder.records import Node, Shape, Structure

Found = tuple[Difference, ...]
"""What is wrong; empty where nothing is."""


def all_of(*found: Found) -> Found:
    """Join what several constraints found."""
    return tuple(difference for differences in found for difference in differences)


def at_most_parameters(structure: Structure, most: int) -> Found:
    """Ask for at most so many parameters in total."""
    total = structure.parameters.total
    if total <= most:
        return ()
    largest = max(structure.layers, key=lambda layer: layer.parameters, default=None)
    message = _("Expected at most {most} parameters, found {total}.").format(most=f"{most:,}", total=f"{total:,}")
    hint = ""
    if largest is not None:
        hint = _('Most of them, {parameters}, are in "{name}".').format(
            parameters=f"{largest.parameters:,}", name=shortened(largest.name)
        )
    return (Difference(Kind.CONSTRAINT, largest.name if largest else "", message, hint),)


def at_least_parameters(structure: Structure, least: int) -> Found:
    """Ask for at least so many parameters in total."""
    total = structure.parameters.total
    if total >= least:
        return ()
    return refuse(_("Expected at least {least} parameters, found {total}."), least=f"{least:,}", total=f"{total:,}")


def at_least(structure: Structure, op: str, least: int) -> Found:
    """Ask for at least so many operations of one canonical name ("conv2d", "dropout", "relu")."""
    count = len(places(structure, op))
    if count >= least:
        return ()
    return refuse(
        _("Expected at least {least} × {operation}, found {count}."),
        least=least,
        operation=operation_name(op),
        count=count,
    )


def at_most(structure: Structure, op: str, most: int) -> Found:
    """Ask for at most so many operations of one canonical name; none with `most` 0."""
    found = places(structure, op)
    if len(found) <= most:
        return ()
    surplus = structure.nodes[found[most]]
    message = _("Expected at most {most} × {operation}, found {count}; the first too many is {where}.").format(
        most=most,
        operation=operation_name(op),
        count=len(found),
        where=layer_text(structure, surplus.layer, op),
    )
    return (Difference(Kind.CONSTRAINT, name_of(structure, surplus), message),)


def between(structure: Structure, op: str, setting: str, low: float, high: float) -> Found:
    """Ask that a setting of every operation of one name lies between two values, both allowed."""
    differences = []
    for index in places(structure, op):
        node = structure.nodes[index]
        value = node.attributes.get(setting)
        numbers = value if isinstance(value, list | tuple) else [value]
        if all(isinstance(item, int | float) and low <= item <= high for item in numbers):
            continue
        message = _("{where}: expected {setting} between {low} and {high}, found {found}.").format(
            where=layer_text(structure, node.layer, op),
            setting=setting_name(setting),
            low=value_text(low),
            high=value_text(high),
            found=value_text(value),
        )
        differences.append(Difference(Kind.CONSTRAINT, name_of(structure, node), message))
    return tuple(differences)


def in_order(structure: Structure, *ops: str) -> Found:
    """Ask that operations appear in this order, with anything between them."""
    wanted = list(ops)
    for node in structure.nodes:
        if wanted and node.op == wanted[0]:
            wanted.pop(0)
    if not wanted:
        return ()
    done = ops[: len(ops) - len(wanted)]
    if not done:
        return refuse(_("Expected {operation}, found none."), operation=operation_name(wanted[0]))
    return refuse(
        _("Expected {operation} after {before}, found none there."),
        operation=operation_name(wanted[0]),
        before=" → ".join(map(operation_name, done)),
    )


def ends_with(structure: Structure, op: str) -> Found:
    """Ask that every output comes from one kind of operation ("softmax")."""
    differences = []
    for place in structure.outputs:
        if place >= 0 and structure.nodes[place].op == op:
            continue
        node = structure.nodes[place] if place >= 0 else None
        message = _("{where}: expected the model to end in {operation}.").format(
            where=layer_text(structure, node.layer, node.op) if node else _("The model"),
            operation=operation_name(op),
        )
        differences.append(Difference(Kind.CONSTRAINT, name_of(structure, node) if node else "", message))
    return tuple(differences)


def takes(structure: Structure, *shapes: Shape) -> Found:
    """Ask for inputs of these shapes, without the batch axis."""
    if structure.inputs == shapes:
        return ()
    return refuse(
        _("The model takes {found}, expected {expected} (without the batch axis)."),
        found=shapes_text(structure.inputs),
        expected=shapes_text(shapes),
    )


def gives(structure: Structure, *shapes: Shape) -> Found:
    """Ask for outputs of these shapes, without the batch axis."""
    found = tuple(
        structure.nodes[place].shape if place >= 0 else structure.inputs[-1 - place] for place in structure.outputs
    )
    if found == shapes:
        return ()
    return refuse(
        _("The model gives {found}, expected {expected} (without the batch axis)."),
        found=shapes_text(found),
        expected=shapes_text(shapes),
    )


def places(structure: Structure, op: str) -> Sequence[int]:
    """Return the indices of the operations of one name."""
    return [index for index, node in enumerate(structure.nodes) if node.op == op]


def name_of(structure: Structure, node: Node) -> str:
    """Return the student's name of the layer that a node comes from."""
    return shortened(node.op if node.layer is None else structure.layers[node.layer].name)


def refuse(text: str, **values: object) -> Found:
    """Return one difference that concerns no single layer."""
    return (Difference(Kind.CONSTRAINT, "", text.format(**values)),)
