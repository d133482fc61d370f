"""What a submission's functions gave, looked up by the cases that the grader asked for."""

from __future__ import annotations

import builtins
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder import wire
from autograder.collect.decoding import answer
from autograder.errors import TooLargeError, WireError
from autograder.protocol.answers import FunctionCall
from autograder.protocol.gpu import OF_A_GPU
from autograder.records import MISSING, NOT_CALLED, TOOK_TOO_LONG, FunctionValue, Json

MAX_ERROR = 500
MAX_SECONDS = 1e6
MAX_CHARACTERS = 8_000_000
"""Of an array that is made of a value's texts."""
MOST_NUMBERS, AS_MANY = 2_000_000, 4
"""Numbers in the arrays of all answers together, or so many times those of the course's own functions if that is more.

Checks may go through them one by one, on the thread that judges.
"""
ERRORS = frozenset(
    {name for name, item in vars(builtins).items() if isinstance(item, type) and issubclass(item, Exception)}
    | {"AxisError", "InvalidArgumentError", "LinAlgError", "UFuncTypeError"}
)
"""Classes of errors that may be named of a hidden case: a class of the submission's own could be named by anything."""
_CLASS = re.compile(r"\w+(?=:|$)")


@dataclass(frozen=True, slots=True)
class Asked:
    """A call that the grader asked for. Nothing that a hidden one makes a submission say is shown."""

    case: str
    function: str
    hidden: bool = False


class Arrays(Sequence[NDArray[Any]]):
    """The arrays that values refer to, each read where a value asks for it, and once; together with `most` numbers."""

    def __init__(self, read: Callable[[int], NDArray[Any] | None], count: int, most: int | None = None) -> None:
        self._read, self._count, self._given, self._left = read, count, set[int](), most

    def __len__(self) -> int:
        """Return how many there are said to be."""
        return self._count

    def __getitem__(self, index: Any) -> Any:
        """Read an array.

        Raises:
            WireError: it cannot be read, or another value has it already.
            TooLargeError: there is no room left for its numbers.
        """
        array = None if index in self._given else self._read(index)
        self._given.add(index)
        if array is None:
            raise WireError(f"array {index}: expected one that can be read, for one value")
        if self._left is not None:
            if array.size > self._left:
                raise TooLargeError(f"array {index}: expected at most {self._left} numbers, found {array.size}")
            self._left -= array.size
        return array


def most_numbers(expected: Sequence[FunctionValue]) -> int | None:
    """Return how many numbers the arrays of answers may have; None for any number, where no right ones are known."""
    return max(MOST_NUMBERS, AS_MANY * sum(_size(call.value) for call in expected)) if expected else None


def _size(value: Json) -> int:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return sum(map(_size, value))
    return value.size if isinstance(value, np.ndarray) else 0


def answers(asked: Sequence[Asked], report: Mapping[str, Any], arrays: Arrays) -> tuple[FunctionValue, ...]:
    """Return an answer for each call that was asked for, in their order; what was not asked for does not count.

    Args:
        asked: the grader's own list.
        report: `functions.json` as the submission's process left it: calls and their values.
        arrays: what the values refer to.
    """
    calls, values = report.get("calls"), report.get("values")
    given: dict[tuple[Any, Any], list[tuple[Mapping[str, Any], Any]]] = {}
    if isinstance(calls, list) and isinstance(values, list) and len(calls) == len(values):
        for call, value in zip(calls, values, strict=True):
            if isinstance(call, dict):
                given.setdefault((str(call.get("case")), str(call.get("function"))), []).append((call, value))
    return tuple(_answer(each, given.get((each.case, each.function), []), arrays) for each in asked)


def unanswered(asked: Sequence[Asked]) -> tuple[FunctionValue, ...]:
    """Return for each call that was asked for that it was not made."""
    return tuple(FunctionValue(each.case, each.function, None, NOT_CALLED, 0.0, each.hidden) for each in asked)


def _answer(asked: Asked, given: list[tuple[Mapping[str, Any], Any]], arrays: Arrays) -> FunctionValue:
    if not given:
        return unanswered([asked])[0]
    call, tree = given.pop(0)
    said = answer(FunctionCall, call)
    took = said.seconds if 0 <= said.seconds < MAX_SECONDS else 0.0
    error = None if said.error is None else _error(said.error, hidden=asked.hidden)
    try:
        value = None if error is not None else _comparable(wire.decode_tree(tree, arrays))
    except TooLargeError:
        value, error = None, "ValueError: the value has more numbers than the grader reads"
    except WireError:
        value, error = None, "ValueError: the value could not be read"
    return FunctionValue(asked.case, asked.function, value, error, took, asked.hidden)


def _comparable(value: Any) -> Any:
    """Return a value that any check may make an array of: each item would take the room of the longest text in it.

    Raises:
        WireError: that would be too much.
    """
    items, longest, left = 0, 0, [value]
    while left:
        each = left.pop()
        if isinstance(each, list | tuple):
            left.extend(each)
        elif isinstance(each, Mapping):
            left.extend(each.values())
        items += each.size if isinstance(each, np.ndarray) else 1
        longest = max(longest, len(each)) if isinstance(each, str) else longest
    if isinstance(value, list | tuple | Mapping) and items * longest > MAX_CHARACTERS:
        raise WireError(f"expected {MAX_CHARACTERS} characters at most, found {items} items of up to {longest}")
    return value


def _error(message: str, *, hidden: bool) -> str:
    if not hidden or message in {MISSING, TOOK_TOO_LONG}:
        return wire.clean_text(message, MAX_ERROR)
    return class_of(message)


def class_of(message: str) -> str:
    """Return of an error that was raised beside hidden inputs its class alone: a message may hold these.

    That it speaks of a GPU stays, since such a run is done again elsewhere.
    """
    found, about = _CLASS.match(message), next((sign for sign in OF_A_GPU if sign in message), "")
    kind = found[0] if found and found[0] in ERRORS else "Exception"
    return f"{kind}: {about}" if about else kind
