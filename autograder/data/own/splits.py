"""Choose which examples are hidden, and see that none of them stands in the public part too."""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from autograder.data.own.examples import Examples, Mistakes
from autograder.data.own.statement import DataStatement, Duplicates, at
from autograder.errors import CourseError
from autograder.protocol.jobs import DataTask

Indices = NDArray[np.int64]


def hidden_rows(examples: Examples, statement: DataStatement, seed: int, path: Path) -> Indices:
    """Return which examples are hidden where a share of all is, in their order.

    Equal examples stay on one side, but for those that order or group tells apart.

    Args:
        examples: all.
        statement: says how they are chosen.
        seed: of the choice.
        path: the file of the statement.

    Raises:
        CourseError: one side would have none.
    """
    count, by = math.ceil((statement.hidden.share or 0) * len(examples)), statement.hidden.by
    if by == "last":
        chosen: Iterable[int] = range(len(examples) - count, len(examples))
    else:
        rng = np.random.default_rng(seed)
        kept = examples.groups if statement.hidden.group else keys(examples)
        if by == "stratified":
            chosen = _of_each(examples, kept, statement.hidden.share or 0, rng)
        else:
            chosen = _units(range(len(examples)), kept, count, rng)
    found = np.array(sorted(chosen), np.int64)
    if not 0 < len(found) < len(examples):
        told = f"expected examples on both sides, found {len(found)} of {len(examples)} hidden"
        raise CourseError([f"{at(path, 'hidden', 'share')}: {told}; take another share, or “random”"])
    return found


def _units(indices: Iterable[int], kept: Sequence[Hashable], count: int, rng: np.random.Generator) -> list[int]:
    """Draw units of what is kept together until there are enough; the last one is left to the others if it can be."""
    units: dict[Hashable, list[int]] = defaultdict(list)
    for index in indices:
        units[kept[index]].append(index)
    listed, chosen = list(units.values()), list[int]()
    for place in rng.permutation(len(listed)):
        if len(chosen) >= count:
            break
        chosen += listed[place]
    return chosen


def _of_each(examples: Examples, kept: Sequence[Hashable], share: float, rng: np.random.Generator) -> list[int]:
    strata: dict[str, list[int]] = defaultdict(list)
    for index, label in enumerate(examples.labels):
        strata[label].append(index)
    counts = {label: max(1, round(share * len(indices))) for label, indices in sorted(strata.items())}
    return [index for label, count in counts.items() for index in _units(strata[label], kept, count, rng)]


def keys(examples: Examples) -> list[bytes]:
    """Return what is the same for equal examples alone: inputs and targets."""
    x = np.ascontiguousarray(examples.x.reshape(len(examples), -1))
    if x.dtype.kind == "f":
        x = x + np.zeros(1, x.dtype)  # 0 and -0 are equal
    numbers = examples.numbers
    given = examples.labels if numbers is None else [numbers[row].tobytes().hex() for row in range(len(x))]
    return [_key(row.tobytes(), target) for row, target in zip(x, given, strict=True)]


def _key(inputs: bytes, target: str) -> bytes:
    return hashlib.blake2b(inputs + target.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def assert_apart(shown: Examples, hidden: Examples, statement: DataStatement, path: Path) -> None:
    """Check that no example stands in both parts, and that both have the same shapes and classes.

    Raises:
        CourseError: with a sentence for each of the first mistakes.
    """
    if shown.x.shape[1:] != hidden.x.shape[1:]:
        expected = f"expected examples of shape {shown.x.shape[1:]} as in {shown.where[0][0]}"
        told = f"{expected}, found {hidden.x.shape[1:]}; bring them into one shape"
        raise CourseError([f"{hidden.where[0][0]}: {told}"])
    mistakes = Mistakes(path)
    if statement.classifies:
        known = set(shown.labels)
        for label in sorted(set(hidden.labels) - known):
            place = hidden.place(list(hidden.labels).index(label))
            told = f"expected a label that public examples have too, found {label!r}"
            mistakes.add(f"{place}: {told}; correct it, or add such examples to the public part")
    if statement.hidden.duplicates is Duplicates.REFUSE and statement.task is not DataTask.FORECAST:
        first = {key: index for index, key in reversed(list(enumerate(keys(shown))))}
        for index, key in enumerate(keys(hidden)):
            if key in first:
                told = f"expected an example that nobody sees, found the same in {shown.place(first[key])}"
                remedy = "take one of them out, or set duplicates = “allow” under [hidden] where that is meant"
                mistakes.add(f"{hidden.place(index)}: {told}; {remedy}")
    mistakes.raise_any()
