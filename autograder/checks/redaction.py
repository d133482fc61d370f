"""Cut out of a check's message what a submission's functions gave for hidden cases: it could be their arguments."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from autograder.checks.printing import MAX_ITEMS, printed
from autograder.records import FunctionValue, Json

CUT = "…"
LONG = 8
"""Characters from which on a part of a text is recognised as its own, whatever stands around it."""
MOST = 10_000
"""Characters of texts of hidden cases that are looked for; with more of them nothing is told."""
LETTERS = 3
"""Single letters among values from which on they could spell something."""
MOST_PRINTED, MOST_ITEMS = 100_000, 10_000
"""The characters, and the items of arrays, of values that may be told, up to which they are printed for comparison."""
_WORD = r"\b(?:True|False|None|nan|inf)\b"
_LISTED = re.compile(rf"(?:[-+\d\s.,:eE\[\](){{}}'\"]|…(?!\.\s)|{_WORD}|\b[A-Z][a-z]{{0,3}}(?=…)){{24,}}…?")
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?(?:[eE][-+]?\d+)?")
_SIGN = re.compile(rf"{_NUMBER.pattern}|{_WORD}|[\[({{][\])}}]|[\[({{]{{2}}")
MOST_IN_A_ROW = 3
"""Values in a row: more of them are a printed list."""
MOST_NUMBERS = 16
"""Numbers, words that stand for values, and brackets in brackets: more in a message could tell arguments one by one."""
DIGITS, KEPT = 6, 4
"""The significant digits with which a number is told whole, and those that are told of a longer one."""


@dataclass(frozen=True)
class PublicValues:
    """What a submission's page may tell: what functions gave for public cases, and what the course's own give.

    Values are printed once for all messages, the smallest first.
    """

    known: Sequence[FunctionValue] = ()
    functions: Sequence[FunctionValue] = ()

    @cached_property
    def lists(self) -> tuple[str, ...]:
        """How Python prints the values, with single spaces."""
        return tuple(" ".join(text.split()) for text in self._printed)

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Every number in them."""
        return frozenset(number for text in self._printed for number in _NUMBER.findall(text))

    @cached_property
    def _printed(self) -> tuple[str, ...]:
        values = [call.value for call in self.known]
        values += [call.value for call in self.functions if not call.hidden]
        left = _Left(MOST_PRINTED, MOST_ITEMS)
        return tuple(text for value in sorted(values, key=_size) for text in left.printed(value))


@dataclass(slots=True)
class _Left:
    """How much may still be printed."""

    characters: int
    items: int

    def printed(self, value: Json) -> Iterator[str]:
        """Yield a tree, and the arrays in it, as Python prints them, while there is room."""
        if isinstance(value, np.ndarray):
            self.items -= value.size
            if value.size <= MAX_ITEMS and self.items >= 0:
                yield from (str(value), repr(value), str(value.tolist()))
        elif isinstance(value, list | tuple | Mapping) and self.characters > 0:
            text = printed(value, self.characters)
            self.characters -= len(text)
            yield text
            items = value.values() if isinstance(value, Mapping) else value
            yield from (text for item in items if isinstance(item, np.ndarray) for text in self.printed(item))
        elif isinstance(value, int | float):
            yield str(value)


def _size(value: Json) -> int:
    """Return how many items a value has at its top."""
    if isinstance(value, np.ndarray):
        return value.size
    return len(value) if isinstance(value, list | tuple | Mapping) else 1


def without_hidden(message: str, functions: Sequence[FunctionValue], told: PublicValues) -> str:
    """Return a message without what stands in values of hidden cases: no text of theirs, no key, no printed list.

    Args:
        message: what a check says.
        functions: what the submission's functions gave.
        told: what may be told; the words of what the course's own functions gave, and the names of cases, are its own.
    """
    hidden = [call.value for call in functions if call.hidden and call.value is not None]
    if not message or not hidden:
        return message
    own = {text for call in told.known for text in _texts(call.value)}
    given = [text for value in hidden for text in _texts(value) if text not in own]
    shortest = 1 if sum(len(text) == 1 for text in given) > LETTERS else 2
    texts = {text for text in given if len(text) >= shortest}
    if sum(map(len, texts)) > MOST:
        return CUT
    message = _with_few_numbers(_with_short_numbers(_without_lists(message, told), told), told)
    cases = {call.case for call in functions if len(call.case) > 1}
    message = _without_parts(message, [each for text in texts for each in (text, repr(text)[1:-1])], cases)
    message = _without_words(message, [text for text in texts if len(text) < LONG], cases)
    return _without_lists(message, told)


def _texts(value: Json) -> Iterator[str]:
    """Yield the texts of a tree: keys and strings."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (str(key) for key in value)
        yield from (text for item in value.values() for text in _texts(item))
    elif isinstance(value, list | tuple):
        yield from (text for item in value for text in _texts(item))


def _without_lists(message: str, told: PublicValues) -> str:
    """Cut out four values and more in a row, unless a value that may be told is printed so."""
    runs = {run.strip(" .,:") for run in _LISTED.findall(message) if len(_SIGN.findall(run)) > MOST_IN_A_ROW}
    for run in (run for run in runs if not any(" ".join(run.split()) in text for text in told.lists)):
        message = message.replace(run, CUT)
    return message


def _with_short_numbers(message: str, told: PublicValues) -> str:
    """Round numbers of many digits, unless a value that may be told has them: each could spell an argument."""

    def rounded(found: re.Match[str]) -> str:
        if len(re.sub(r"[eE].*|\D", "", found[0]).strip("0")) <= DIGITS or found[0] in told.numbers:
            return found[0]
        number = float(found[0].replace(",", ""))
        return f"{number:.{KEPT}g}" if math.isfinite(number) else CUT

    return _NUMBER.sub(rounded, message)


def _with_few_numbers(message: str, told: PublicValues) -> str:
    """Cut a message behind so many numbers that no value which may be told has."""
    places = [found.start() for found in _SIGN.finditer(message) if found[0] not in told.numbers]
    return f"{message[: places[MOST_NUMBERS]]}{CUT}" if len(places) > MOST_NUMBERS else message


def _without_parts(message: str, texts: Sequence[str], cases: Set[str]) -> str:
    """Cut out all parts of a message of some length that stand in one of the texts, but names of cases."""
    parts = {text[start : start + LONG] for text in texts for start in range(len(text) - LONG + 1)}
    gone = set[int]()
    for start in range(len(message) - LONG + 1):
        if message[start : start + LONG] in parts:
            gone.update(range(start, start + LONG))
    for name in cases:
        gone.difference_update(*(range(*found.span()) for found in re.finditer(re.escape(name), message)))
    kept = "".join("\0" if place in gone else character for place, character in enumerate(message))
    return re.sub("\0+", CUT, kept)


def _without_words(message: str, texts: Sequence[str], cases: Set[str]) -> str:
    """Cut out short texts where they stand by themselves, and in no name of a case."""
    if not texts:
        return message
    names, short = (sorted(each, key=len, reverse=True) for each in (cases, texts))
    either = "|".join(
        [rf"({'|'.join(map(re.escape, names)) or '(?!)'})", rf"(?<!\w)(?:{'|'.join(map(re.escape, short))})(?!\w)"]
    )
    return re.sub(either, lambda found: found[1] or CUT, message)
