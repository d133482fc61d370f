"""The check of functions by value: a student's results against the reference's, case by case."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.checks.context import award, current_policy
from autograder.checks.functions import UNREADABLE, error_text, in_words, not_found
from autograder.i18n import gettext as _
from autograder.i18n import ngettext
from autograder.records import MISSING, NOT_CALLED, TOOK_TOO_LONG, FunctionValue, Json, Reference
from autograder.sentences import filled

_NUMERIC = "biufc"
_UNWRITTEN = frozenset(
    {"NotImplementedError", "NameError", "UnboundLocalError", "ImportError", "ModuleNotFoundError", "RecursionError"}
    | {UNREADABLE}
)
"""Errors of code that is not written, does not work, or gives what cannot be read."""
_MOST_AXES = 32
_MOST_NUMBERS = 8_000_000
"""Numbers of one value, as many as are read of an array."""


def assert_same_values(
    functions: Sequence[FunctionValue],
    reference: Reference,
    name: str,
    *,
    rtol: float = 1e-5,
    atol: float = 1e-6,
    same_dtype: bool = False,
    reveal: bool | None = None,
    partial: bool = True,
) -> None:
    """Check that a function gives the reference's value in every case.

    The message tells the first case that differs: what was expected and found, and where. With several cases, the
    share that agrees is earned.

    Args:
        functions: what the student's functions gave.
        reference: what the solution's gave.
        name: the function.
        rtol: largest relative difference of numbers.
        atol: largest absolute difference of numbers.
        same_dtype: whether arrays must have the reference's data type too.
        reveal: whether the message may show expected numbers, those of hidden cases too; by default the assignment's
            policy, for cases that are not hidden. Shapes, data types and what the function gave are always shown.
        partial: whether the cases that agree earn their share.

    Raises:
        AssertionError: a case differs.
        ValueError: the reference has no value for the function.
    """
    expected = [value for value in reference.values if value.function == name]
    if not expected:
        raise ValueError(f"{reference.assignment}: the reference has no values of {name}")
    found = {value.case: value for value in functions if value.function == name and value.error != MISSING}
    if not found:
        raise AssertionError(not_found(name))
    shown = current_policy().show_reference_shapes if reveal is None else reveal
    comparison = _Comparison(rtol, atol, same_dtype=same_dtype, reveal=shown, reveal_hidden=reveal is True)
    problems = {value.case: comparison.case(value, found.get(value.case)) for value in expected}
    wrong = _without_lone_errors(expected, {case: problem for case, problem in problems.items() if problem})
    if wrong:
        right = len(expected) - len(wrong)
        award(right / len(expected) if partial else 0.0, _message(name, wrong, len(expected)))


def _without_lone_errors(expected: Sequence[FunctionValue], wrong: Mapping[str, str]) -> Mapping[str, str]:
    """Return what is wrong; errors that were asked for count only beside a right value: any function may raise one."""
    values = [value.case for value in expected if value.error is None]
    if not values or any(case not in wrong for case in values):
        return wrong
    alone = _("the error is the expected one, and counts once the function gives a right value in another case.")
    return {value.case: wrong.get(value.case, alone) for value in expected}


def _message(name: str, wrong: Mapping[str, str], cases: int) -> str:
    case, problem = next(iter(wrong.items()))
    first = _("{name}, case “{case}”: {problem}").format(name=name, case=case, problem=problem)
    if cases == 1:
        return first
    count = ngettext("{wrong} of {cases} case differs.", "{wrong} of {cases} cases differ.", len(wrong))
    return f"{first} {count.format(wrong=len(wrong), cases=cases)}"


class _Comparison:
    """Compares two values; says the first difference."""

    def __init__(self, rtol: float, atol: float, *, same_dtype: bool, reveal: bool, reveal_hidden: bool) -> None:
        self._rtol, self._atol, self._same_dtype = rtol, atol, same_dtype
        self._reveal, self._reveal_hidden, self._hidden = reveal, reveal_hidden, False

    def case(self, expected: FunctionValue, found: FunctionValue | None) -> str:
        """Return what is different in one case; "" if nothing is."""
        if found is None or found.error == NOT_CALLED:
            return error_text(NOT_CALLED)
        if found.error == TOOK_TOO_LONG:
            return error_text(TOOK_TOO_LONG)
        if expected.error is not None:
            return _different_error(expected.error, found.error)
        if found.error is not None:
            return error_text(found.error)
        self._hidden = found.hidden
        return self._value(expected.value, found.value, "")

    def _value(self, expected: Json, found: Json, where: str) -> str:
        expected, found = _plain(expected), _plain(found)
        if found is None and expected is not None and not where:
            return _("the function returned nothing. Is a “return” missing?")
        if isinstance(expected, Mapping):
            return self._mapping(expected, found, where)
        if _is_large(expected) or _is_large(found):
            return "" if _same_large(expected, found, self._rtol) else self._different(expected, found, where)
        if isinstance(expected, list | tuple) and not (_numeric(expected) or _is_array_of(expected, found)):
            return self._sequence(expected, found, where)
        if isinstance(expected, np.ndarray | list | tuple | int | float) and not isinstance(expected, bool):
            return self._numbers(np.asarray(expected), found, where)
        return "" if type(expected) is type(found) and expected == found else self._different(expected, found, where)

    def _mapping(self, expected: Mapping[str, Json], found: Json, where: str) -> str:
        secret = self._hidden and not self._reveal_hidden
        if secret and not isinstance(found, Mapping):
            return self._different(_("a dictionary"), found, where, reveal=True)
        if secret and set(found) != set(expected):
            return self._different(expected, found, where)
        if not isinstance(found, Mapping) or set(found) != set(expected):
            names = ", ".join(map(str, expected))
            return _("expected a dictionary with the keys {names}{where}, found {found}.").format(
                names=names, where=_at(where), found=self._shown(found)
            )
        places = {key: f"{where}[{'…' if secret else repr(key)}]" for key in expected}
        differences = (self._value(expected[key], found[key], places[key]) for key in expected)
        return next(filter(None, differences), "")

    def _sequence(self, expected: Sequence[Json], found: Json, where: str) -> str:
        if not isinstance(found, list | tuple) or len(found) != len(expected):
            return _("expected {n} values{where}, found {found}.").format(
                n=len(expected), where=_at(where), found=self._shown(found)
            )
        pairs = enumerate(zip(expected, found, strict=True))
        return next(filter(None, (self._value(a, b, f"{where}[{place}]") for place, (a, b) in pairs)), "")

    def _numbers(self, expected: NDArray[Any], found: Json, where: str) -> str:
        array = as_array(found)
        if array is None:
            return self._different(_kind(expected), found, where, reveal=True)
        if (array.ndim == 0) != (expected.ndim == 0):
            return self._different(_kind(expected), _kind(array), where, reveal=True)
        if array.shape != expected.shape:
            return _("expected the shape {expected}{where}, found {found}.").format(
                expected=expected.shape, where=_at(where), found=array.shape
            )
        if self._same_dtype and array.dtype != expected.dtype:
            return _("expected the data type {expected}{where}, found {found}.").format(
                expected=expected.dtype, where=_at(where), found=array.dtype
            )
        close = np.isclose(array, expected, rtol=self._rtol, atol=self._atol, equal_nan=True)
        if close.all():
            return ""
        index = tuple(int(i) for i in np.argwhere(~close)[0])
        place = where + (f"[{', '.join(map(str, index))}]" if index else "")
        return self._different(expected[index].item(), array[index].item(), place)

    def _shown(self, found: Json) -> str:
        """Return what was found; of a hidden case no text, which could hold the arguments."""
        plain = found is None or isinstance(found, bool | int | float | np.ndarray)
        if not self._hidden or plain:
            return f"{found:.4g}" if self._hidden and type(found) is float else in_words(found)
        return type(found).__name__

    def _different(self, expected: Json, found: Json, where: str, *, reveal: bool | None = None) -> str:
        known = self._reveal_hidden if self._hidden else self._reveal
        if known if reveal is None else reveal:
            return _("expected {expected}{where}, found {found}.").format(
                expected=in_words(expected), where=_at(where), found=self._shown(found)
            )
        text = _("found {found}{where}, which is not the expected value.")
        return text.format(found=self._shown(found), where=_at(where))


def _different_error(expected: str, found: str | None) -> str:
    """Return why an error is none that was asked for: what unwritten code raises says nothing about the arguments."""
    if found is None:
        return _("expected an error, found a value.")
    kind = found.partition(":")[0]
    if kind not in _UNWRITTEN or kind == expected.partition(":")[0]:
        return ""
    return filled(_("expected an error that the function raises on purpose, found another one: {error}."), error=found)


def _plain(value: Json) -> Json:
    """Return NumPy's scalars and arrays without axes as Python's own numbers."""
    return (
        value.item() if isinstance(value, np.generic) or (isinstance(value, np.ndarray) and not value.ndim) else value
    )


def _is_array_of(expected: Json, found: Json) -> bool:
    """Tell whether an array was given where nested lists of numbers are expected."""
    return isinstance(found, np.ndarray) and as_array(expected) is not None


def _numeric(values: Sequence[Json]) -> bool:
    return all(_is_number(value) and not _is_large(value) for value in values)


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_large(value: Json) -> bool:
    """Tell whether an integer fits into none of NumPy's."""
    return type(value) is int and not -(2**63) <= value < 2**64


def _same_large(expected: Json, found: Json, rtol: float) -> bool:
    """Compare integers exactly, an integer and a float as floats; what is read of a submission fits into one."""
    if type(expected) is int and type(found) is int:
        return expected == found
    return _is_number(expected) and _is_number(found) and math.isclose(float(expected), float(found), rel_tol=rtol)


def as_array(found: Json) -> NDArray[Any] | None:
    """Return what can be compared as numbers; None for text, mappings, ragged lists and nothing.

    NumPy sees a value only once all that is in it is known to be numbers, of one shape: of text it would make an array
    in which each item has the length of the longest.
    """
    if isinstance(found, np.ndarray | np.generic):
        return np.asarray(found) if found.dtype.kind in _NUMERIC else None
    if _shape(found) is None:
        return None
    try:
        array = np.asarray(found)
    except (ValueError, OverflowError):
        return None
    return array if array.dtype.kind in _NUMERIC else None


def _shape(value: Json) -> tuple[int, ...] | None:
    """Return the shape of nested lists of numbers and arrays; None for anything else, and for what is too large."""
    if isinstance(value, np.ndarray | np.generic):
        return value.shape if value.dtype.kind in _NUMERIC else None
    if isinstance(value, bool | int | float | complex):
        return ()
    if not isinstance(value, list | tuple):
        return None
    shapes = {_shape(item) for item in value}
    if len(shapes) > 1 or None in shapes:
        return None
    shape = (len(value), *next(iter(shapes), ()))  # type: ignore[misc]  # none of them is None
    return shape if len(shape) <= _MOST_AXES and math.prod(shape) <= _MOST_NUMBERS else None


def _kind(expected: NDArray[Any]) -> str:
    return _("an array of shape {shape}").format(shape=expected.shape) if expected.ndim else _("a number")


def _at(where: str) -> str:
    return _(" at {place}").format(place=where) if where else ""
