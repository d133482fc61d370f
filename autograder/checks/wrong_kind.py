"""Say where a function gave something of another kind than the solution's: a check that such a value breaks fails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import CodeType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.i18n import gettext as _
from autograder.networks.words import shortened
from autograder.records import FunctionValue, Json


def wrong_kind(functions: Sequence[FunctionValue], expected: Sequence[FunctionValue], check: CodeType) -> str:
    """Return a message about the first value of another kind than the reference's; "" if there is none.

    Lengths may differ, as those of two trainings do, but where nothing is given for something.

    Args:
        functions: what the submission's functions gave.
        expected: what the reference's gave.
        check: the code of the check; where it names functions, only these are looked at.
    """
    named = {call.function for call in expected} & set(_texts(check))
    found = {(call.function, call.case): call for call in functions if call.error is None}
    for call in (each for each in expected if not named or each.function in named):
        given = found.get((call.function, call.case))
        if given is None or call.error is not None:
            continue
        problem = _problem(call.value, given.value, "", hidden=given.hidden)
        if problem:
            text = _("{name}, case “{case}”: {problem}")
            return text.format(name=call.function, case=call.case, problem=problem)
    return ""


def _texts(code: CodeType) -> Iterator[str]:
    """Yield the texts that stand in code."""
    for constant in code.co_consts:
        if isinstance(constant, str):
            yield constant
        elif isinstance(constant, CodeType):
            yield from _texts(constant)


def _problem(expected: Json, found: Json, where: str, *, hidden: bool) -> str:
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        missing = [key for key in expected if key not in found]
        if missing:
            text = _("the key {key} is missing{where}.")
            return text.format(key=_named(missing[0], hidden=hidden), where=_at(where))
        problems = (
            _problem(value, found[key], f"{where}[{_named(key, hidden=hidden)}]", hidden=hidden)
            for key, value in expected.items()
        )
        return next(filter(None, problems), "")
    (wanted, wanted_axes), (given, given_axes) = _kind(expected), _kind(found)
    if wanted_axes != given_axes or (wanted_axes is None and wanted != given):
        return _("expected {expected}{where}, found {found}.").format(expected=wanted, where=_at(where), found=given)
    if isinstance(expected, list | tuple) and isinstance(found, list | tuple):
        pairs = enumerate(zip(expected, found, strict=False))
        return next(filter(None, (_problem(a, b, f"{where}[{place}]", hidden=hidden) for place, (a, b) in pairs)), "")
    return ""


def _named(key: str, *, hidden: bool) -> str:
    """Return a key as a message shows it; of a hidden case it could be a part of the arguments."""
    return "…" if hidden else repr(key)


def _kind(value: Json) -> tuple[str, int | None]:
    """Name the kind of a value; of numbers, alone or in arrays or lists, say also how many axes they have."""
    numbers = _numbers(value)
    if numbers is None:
        names = {type(None): _("nothing"), str: _("text"), list: _("a list of values"), tuple: _("a list of values")}
        return _("a dictionary") if isinstance(value, Mapping) else names.get(type(value), type(value).__name__), None
    if not numbers.size:
        return _("an empty list"), None
    if not np.isfinite(numbers).all():
        return _("a number that is not finite"), None
    if numbers.dtype.kind == "c":
        return _("complex numbers"), None
    if numbers.ndim == 0:
        return _("a number"), 0
    return _("an array of shape {shape}").format(shape=numbers.shape), numbers.ndim


def _numbers(value: Json) -> NDArray[Any] | None:
    if not isinstance(value, int | float | np.generic | np.ndarray | list | tuple):
        return None
    try:
        array = np.asarray(value)
    except ValueError:
        return None
    return array if array.dtype.kind in "biufc" else None


def _at(where: str) -> str:
    return _(" at {place}").format(place=shortened(where)) if where else ""
