"""The classes of examples: their names in order, and each example's place among them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from autograder.data.own.examples import Examples, Mistakes
from autograder.data.own.statement import DataStatement, at
from autograder.errors import CourseError


def class_names(shown: Examples, statement: DataStatement, path: Path) -> tuple[str, ...]:
    """Return the classes: the stated ones, else those of the public examples, numbers by value and others by letter.

    Raises:
        CourseError: there are fewer than two, or an example has a label that is not among the stated ones.
    """
    stated = tuple(str(each) for each in statement.classes)
    if stated:
        _assert_stated(shown, stated, path)
        return stated
    found = ordered(shown.labels)
    if len(found) < 2:
        told = f"expected two classes or more, found {len(found)} ({', '.join(map(repr, found))})"
        raise CourseError([f"{at(path, 'target')}: {told}; name another column, or add examples"])
    values = _values(found)
    for one, other in pairwise(found if values else ()):
        if values[one] == values[other]:
            raise CourseError([f"{at(path, 'target')}: found {one!r} and {other!r} for one number; write them alike"])
    return found


def ordered(labels: Iterable[str]) -> tuple[str, ...]:
    """Return each label once, in the order in which NumPy and pandas sort them."""
    found = sorted(set(labels))
    values = _values(found)
    return tuple(sorted(found, key=values.__getitem__)) if values else tuple(found)


def _values(labels: Sequence[str]) -> Mapping[str, float]:
    """Return the numbers that labels are; none where one is not."""
    try:
        values = {label: float(label) for label in labels}
    except ValueError:
        return {}
    are_plain = all(math.isfinite(value) and "_" not in label for label, value in values.items())
    return values if are_plain else {}


def indices(examples: Examples, classes: tuple[str, ...]) -> NDArray[np.int64]:
    """Return each example's place among the classes."""
    places = {name: place for place, name in enumerate(classes)}
    return np.array([places[label] for label in examples.labels], np.int64)


def _assert_stated(shown: Examples, stated: tuple[str, ...], path: Path) -> None:
    mistakes, known = Mistakes(path), set(stated)
    for index, label in enumerate(shown.labels):
        if label not in known:
            told = f"expected one of the classes {', '.join(map(repr, stated))}, found {label!r}"
            mistakes.add(f"{shown.place(index)}: {told}; correct it, or name it in classes of {path.name}")
    mistakes.raise_any()
