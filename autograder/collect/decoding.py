"""Decode what a box says: each field is of its type and within its limits, or counts as if it were not there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import Field, fields
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from autograder import wire
from autograder.explain import is_known
from autograder.protocol.answers import ITEMS, MOST, Answer, FunctionCall
from autograder.protocol.plain import hints
from autograder.records import Failure, FailureKind

A = TypeVar("A", bound=Answer | FunctionCall)

MAX_TEXT = 4000
_FAILURE = TypeAdapter(Failure)
OURS = frozenset({FailureKind.SANDBOX_FAULT, FailureKind.GPU_OUT_OF_MEMORY, FailureKind.UNDESCRIBED})
"""Failures that no submission can report: the grader finds them."""


def answer(kind: type[A], value: Any) -> A:
    """Return what a box left as the record of its file, cleaned; fields that are none count as left out."""
    record: Any = kind
    types, given = hints(record), value if isinstance(value, dict) else {}
    there = [each for each in fields(record) if each.name in given]
    known = {each.name: _DECODERS[types[each.name]](given[each.name], each) for each in there}
    return kind(**{name: value for name, value in known.items() if value is not None})


def text(value: Any, limit: int = MAX_TEXT) -> str:
    """Return a string from a box, cleaned and cut; "" for anything else."""
    return wire.clean_text(wire.without_installation(value), limit) if isinstance(value, str) else ""


def failure(value: Any) -> Failure | None:
    """Return a failure that a box reported, cleaned; None for anything else."""
    if value is None:
        return None
    try:
        found = _FAILURE.validate_python(value)
    except ValidationError:
        return None
    details = {text(k, 64): _detail(v) for k, v in list(found.details.items())[:16]}
    kind, where = text(found.kind, 64), text(found.where, 200)
    if kind in OURS or not is_known(kind):
        kind = FailureKind.EXCEPTION  # what has no sentence of ours would be told in words that a submission chose
    return Failure(kind, text(found.message), where, text(found.traceback), details)


def _detail(value: Any) -> Any:
    return [text(str(item), 200) for item in value[:20]] if isinstance(value, list) else text(str(value), 500)


def _whole(value: Any) -> int | None:
    return value if type(value) is int else None


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _listed(value: Any, limits: Field[Any]) -> list[Any]:
    return value[: limits.metadata[ITEMS]] if isinstance(value, list) else []


def _texts(value: Any, limits: Field[Any]) -> tuple[str, ...]:
    return tuple(text(str(item), limits.metadata[MOST]) for item in _listed(value, limits))


def _texts_by_name(value: Any, limits: Field[Any]) -> Mapping[str, str]:
    items, most = value.items() if isinstance(value, dict) else (), limits.metadata[MOST]
    return {text(str(name), most): text(str(item), most) for name, item in list(items)[: limits.metadata[ITEMS]]}


def _failures(value: Any, limits: Field[Any]) -> tuple[Failure, ...]:
    return tuple(found for found in map(failure, _listed(value, limits)) if found is not None)


_DECODERS: Mapping[Any, Callable[[Any, Field[Any]], Any]] = {
    bool: lambda value, _: value is True,
    int: lambda value, _: _whole(value),
    float: lambda value, _: _number(value),
    str: lambda value, limits: text(value, limits.metadata[MOST]),
    int | None: lambda value, _: _whole(value),
    str | None: lambda value, _: None if value is None else text(str(value), MAX_TEXT),
    tuple[str, ...]: _texts,
    Mapping[str, str]: _texts_by_name,
    Failure | None: lambda value, _: failure(value),
    tuple[Failure, ...]: _failures,
}
"""By the type of a field, how what stands in a file becomes its value; None for its default."""
