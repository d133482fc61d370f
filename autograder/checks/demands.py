"""What a test may demand of a value besides being equal to another: where it lies, how close, of which type."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from numbers import Integral, Number, Real
from typing import Any, Final

import numpy as np

from autograder.checks.functions import in_words
from autograder.checks.handout_values import assert_stated_values
from autograder.checks.values import as_array
from autograder.i18n import gettext as _
from autograder.records import FunctionValue, Json

TYPES: Final[Mapping[str, type]] = {
    "int": int,
    "float": float,
    "str": str,
    "number": np.number,
    "integer": np.integer,
    "floating": np.floating,
    "Number": Number,
    "Integral": Integral,
    "Real": Real,
}
_ORDERS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_SIGNS = {"in": "∈", "close to": "≈", "is a": ""}


@dataclass(frozen=True, slots=True)
class Must:
    """One demand on a value: `Must("<", 50)`.

    `relation` is "==", "<", "<=", ">", ">=", "in" (a list), "is a" (names of `TYPES`), or "close to", which means
    what `numpy.isclose` means by `rtol` and `atol`.
    """

    relation: str
    value: Json
    rtol: float = 0.0
    atol: float = 0.0


def broken(found: FunctionValue, must: Must) -> str:
    """Return what is wrong with a value that a test gave; "" if nothing is."""
    if must.relation == "==":
        try:
            assert_stated_values([found], found.function, {found.case: must.value}, rtol=0.0, atol=0.0)
        except AssertionError as error:
            return str(error)
        return ""
    if _holds(_scalar(found.value), must):
        return ""
    expected = f"{_SIGNS.get(must.relation, must.relation)} {_told(must)}".strip()
    shown = type(found.value).__name__ if found.hidden else in_words(found.value)
    problem = _("expected {expected}{where}, found {found}.").format(expected=expected, where="", found=shown)
    return _("{name}, case “{case}”: {problem}").format(name=found.function, case=found.case, problem=problem)


def _holds(found: Json, must: Must) -> bool:
    if must.relation == "close to":
        return _is_close(found, must)
    if must.relation == "is a":
        return isinstance(found, tuple(TYPES[name] for name in must.value))
    if isinstance(found, np.ndarray | list | tuple | Mapping):
        return False
    if must.relation == "in":
        return any(found == item for item in must.value if not isinstance(item, list | tuple | Mapping))
    comparable = isinstance(found, str) if isinstance(must.value, str) else isinstance(found, Real)
    return comparable and bool(_ORDERS[must.relation](found, must.value))


def _is_close(found: Json, must: Must) -> bool:
    """Tell whether all numbers are close; arrays have one shape, or one of the two is a number."""
    array, expected = as_array(found), np.asarray(must.value)
    if array is None or array.dtype.kind == "c" or not array.size:
        return False
    if array.ndim and expected.ndim and array.shape != expected.shape:
        return False
    return bool(np.isclose(array, expected, rtol=must.rtol, atol=must.atol).all())


def _scalar(value: Json) -> Json:
    return value[()] if isinstance(value, np.ndarray) and not value.ndim else value


def _told(must: Must) -> str:
    return ", ".join(must.value) if must.relation == "is a" else in_words(must.value)
