"""The sentences of a comparison: where, what was expected, what was found.

Without `reveal` they say only in which direction the student's network differs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from autograder.i18n import gettext as _
from autograder.networks.similarity import family
from autograder.networks.words import COUNTED, kind_name, operation_name, rectifier_name, setting_name, value_text
from autograder.records import Json, Node


def wrong_setting(where: str, name: str, *, found: Json, expected: Json, reveal: bool) -> str:
    """Say that a setting has another value than asked."""
    if sentence := unreadable(name):
        return sentence.format(where=where)
    words, value = setting_name(name), value_text(found)
    if found is None or expected is None:
        text = absent(expected=expected, reveal=reveal)
    elif reveal and name in COUNTED:
        text = _("{where}: expected {expected} {setting}, found {found}.")
    elif reveal:
        text = _("{where}: expected {setting} {expected}, found {found}.")
    else:
        text = direction(name, found, expected)
    return text.format(where=where, setting=words, found=value, expected=value_text(expected) if reveal else "")


def unreadable(name: str) -> str:
    """Return the sentence for a setting whose value says nothing to a reader; "" for any other."""
    return {
        "code": _("{where}: its code is not that of the layer that is asked for."),
        "function": _("{where}: its function is not the one that is asked for."),
        "arguments": _("{where}: it is called with other arguments than asked."),
        "masked_output": _("{where}: padding is masked in another place than asked."),
        "training": _("{where}: it is told otherwise than asked whether it is in training."),
    }.get(name, "")


def absent(*, expected: Json, reveal: bool) -> str:
    """Return the sentence for a setting that only one of the networks has."""
    if expected is None:
        return _("{where}: expected no {setting}, found {found}.")
    if reveal:
        return _("{where}: expected {setting} {expected}, found none.")
    return _("{where}: the {setting} that is asked for is missing.")


def direction(name: str, found: Json, expected: Json) -> str:
    """Return the sentence that says in which direction a setting differs, and not how far."""
    order = compare_sizes(found, expected)
    if order < 0:
        if name in COUNTED:
            return _("{where}: has fewer {setting} than asked: {found}.")
        return _("{where}: the {setting} is smaller than asked: {found}.")
    if order > 0:
        if name in COUNTED:
            return _("{where}: has more {setting} than asked: {found}.")
        return _("{where}: the {setting} is larger than asked: {found}.")
    return _("{where}: the {setting} is not the one asked for: {found}.")


def compare_sizes(found: Json, expected: Json) -> int:
    """Return −1 where all found numbers are at most the expected ones, 1 where at least, else 0."""
    ours = found if isinstance(found, list | tuple) else [found]
    theirs = expected if isinstance(expected, list | tuple) else [expected]
    numbers = all(isinstance(item, int | float) and not isinstance(item, bool) for item in [*ours, *theirs])
    if not numbers or len(ours) != len(theirs):
        return 0
    if all(a <= b for a, b in zip(ours, theirs, strict=True)):
        return -1
    return 1 if all(a >= b for a, b in zip(ours, theirs, strict=True)) else 0


def replaced(where: str, found: str, expected: str, *, reveal: bool, names: tuple[str, str] = ("", "")) -> str:
    """Say that another operation was asked for. `names` are those of the layers, where they say more."""
    if family(found) == "activation" and family(expected) == "activation":
        text = _("{where}: expected the activation {expected}, found {found}.")
        hidden = _("{where}: the activation is not the one asked for: {found}.")
    else:
        text = _("{where}: expected {expected} here, found {found}.")
        hidden = _("{where}: {kind} is asked for here, and not {found}.")
    return (text if reveal else hidden).format(
        where=where,
        found=names[0] or operation_name(found),
        expected=(names[1] or operation_name(expected)) if reveal else "",
        kind=kind_name(expected),
    )


def missing_activation(where: str, expected: Node, *, reveal: bool) -> str:
    """Say that no activation follows where one was asked for."""
    if reveal:
        return _("{where}: expected the activation {expected} after it, found none.").format(
            where=where, expected=rectifier_name(expected) or operation_name(expected.op)
        )
    return _("{where}: an activation is missing after it.").format(where=where)


def extra_activation(where: str, found: Node) -> str:
    """Say that an activation follows where none was asked for."""
    name = rectifier_name(found) or operation_name(found.op)
    return _("{where}: the activation {found} is not asked for.").format(where=where, found=name)


def missing(after: str, what: Sequence[str]) -> str:
    """Say that layers are missing. `after` names the layer that stands before the gap, "" at the beginning."""
    if len(what) == 1 and after:
        text = _("{what} is missing after {after}.")
    elif len(what) == 1:
        text = _("{what} is missing at the beginning.")
    elif after:
        text = _("{count} layers are missing after {after}: {what}.")
    else:
        text = _("{count} layers are missing at the beginning: {what}.")
    return text.format(what=", ".join(what), after=after, count=len(what))


MENTIONED: Sequence[str] = ("filters", "units", "kernel_size", "pool_size", "rate", "output_dim", "num_heads")
"""The settings that tell one layer of a kind from another in a sentence."""


def description(name: str, nodes: Sequence[Node]) -> str:
    """Describe a layer by its name, its main settings and its activation: "Dense (units 64, relu)"."""
    settings = nodes[0].attributes
    parts = [f"{setting_name(key)} {value_text(settings[key])}" for key in MENTIONED if key in settings]
    activations = [node for node in nodes[1:] if family(node.op) == "activation"]
    parts += [rectifier_name(node) or operation_name(node.op) for node in activations]
    return name + (f" ({', '.join(parts)})" if parts else "")


def extra_layers(where: Sequence[str]) -> str:
    """Say that layers were not asked for."""
    if len(where) == 1:
        return _("{where} is not asked for.").format(where=where[0])
    return _("{count} layers are not asked for: {where}.").format(count=len(where), where=", ".join(where))


def in_part(where: str, op: str) -> str:
    """Say that a layer that is asked for computes in another way than asked."""
    return _("{where}: it computes in another way than asked ({operation}).").format(
        where=where, operation=operation_name(op)
    )


def cast(dtype: str) -> str:
    """Say that numbers are turned into another type that was not asked for."""
    return _("The model turns its numbers into {type}, which is not asked for: fractions are lost.").format(type=dtype)


def moved(where: str, after: str, *, reveal: bool) -> str:
    """Say that a layer stands in another place than asked."""
    if not reveal:
        return _("{where} stands in another place than asked.").format(where=where)
    if not after:
        return _("{where}: expected it at the beginning.").format(where=where)
    return _("{where}: expected it after {after}.").format(where=where, after=after)


def wiring(where: str, found: str, expected: str, *, reveal: bool) -> str:
    """Say that a layer reads from other layers than asked."""
    if reveal:
        return _("{where}: expected its input from {expected}, found it connected to {found}.").format(
            where=where, expected=expected, found=found
        )
    return _("{where}: it is connected to other layers than asked: {found}.").format(where=where, found=found)


def sharing(where: str, *, expected: bool) -> str:
    """Say that weights are shared where they should not be, or the other way round."""
    if expected:
        return _("{where}: expected it to use the weights of an earlier layer again; it has its own.").format(
            where=where
        )
    return _("{where}: it uses the weights of an earlier layer again; expected its own.").format(where=where)


def frozen(names: str, *, expected: bool) -> str:
    """Say that layers are trainable that should be frozen, or the other way round."""
    if expected:
        return _("{names}: expected frozen weights (trainable = False), found trainable ones.").format(names=names)
    return _("{names}: expected trainable weights, found frozen ones (trainable = False).").format(names=names)


def wrong_name(where: str, expected: str, *, reveal: bool) -> str:
    """Say that a layer or the model has another name than asked."""
    if reveal:
        return _('{where}: expected the name "{expected}".').format(where=where, expected=expected)
    return _("{where}: it does not have the name that was asked for.").format(where=where)


def shapes_follow(names: str) -> str:
    """Say which layers change their shape because of a difference."""
    return _("Because of it the layers after it change shape: {names}.").format(names=names)


def parameters_follow(name: str, found: int, expected: int, *, reveal: bool) -> str:
    """Say how many parameters a layer has because of a difference."""
    values: Mapping[str, str] = {"name": name, "found": f"{found:,}", "expected": f"{expected:,}" if reveal else ""}
    if reveal:
        return _('So "{name}" has {found} parameters instead of {expected}.').format(**values)
    if found < expected:
        return _('So "{name}" has fewer parameters than asked: {found}.').format(**values)
    return _('So "{name}" has more parameters than asked: {found}.').format(**values)
