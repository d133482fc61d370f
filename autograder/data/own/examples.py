"""Examples as they were read from files, each with the place where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.errors import CourseError

MOST_TOLD = 5
"""Mistakes of a file that are told one by one."""


@dataclass(frozen=True, slots=True)
class Examples:
    """The examples of one or several files.

    Args:
        unit: what a place counts: "line" of a CSV file, "row" of an array; "" where each example is a file.
        x: what a network gets, (n, …).
        labels: the classes as they are written; none where the task has no classes.
        numbers: what is to be given where there are no classes, (n,) or (n, …).
        where: for each example the file and the place in it.
        groups: for each example what it is kept together with; none where nothing is.
        names: of the columns of `x`.
    """

    unit: str
    x: NDArray[Any]
    labels: Sequence[str]
    numbers: NDArray[np.float32] | None
    where: Sequence[tuple[Path, int]]
    groups: Sequence[str] = ()
    names: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.x)

    @property
    def rows(self) -> NDArray[np.float32]:
        """What is to be given where there are no classes.

        Raises:
            ValueError: there are classes.
        """
        if self.numbers is None:
            raise ValueError("expected examples with numbers, found classes")
        return self.numbers

    def place(self, index: int) -> str:
        """Return where an example stands, in words."""
        path, number = self.where[index]
        return f"{path}, {self.unit} {number}" if self.unit else str(path)

    def take(self, indices: NDArray[np.int64]) -> Examples:
        """Return some of them, in this order."""
        return Examples(
            self.unit,
            self.x[indices],
            [self.labels[index] for index in indices] if self.labels else (),
            None if self.numbers is None else self.numbers[indices],
            [self.where[index] for index in indices],
            [self.groups[index] for index in indices] if self.groups else (),
            self.names,
        )


def joined(parts: Sequence[Examples]) -> Examples:
    """Return the examples of several files as one.

    Raises:
        CourseError: they have different shapes.
    """
    first = parts[0]
    if len(parts) == 1:
        return first
    for other in parts[1:]:
        if other.x.shape[1:] != first.x.shape[1:]:
            shape, expected = other.x.shape[1:], first.x.shape[1:]
            told = f"expected examples of shape {expected} as in {first.where[0][0]}, found {shape}"
            raise CourseError([f"{other.where[0][0]}: {told}; bring them into one shape"])
    numbers = [part.numbers for part in parts if part.numbers is not None]
    return Examples(
        first.unit,
        np.concatenate([part.x for part in parts]),
        [label for part in parts for label in part.labels],
        np.concatenate(numbers) if numbers else None,
        [place for part in parts for place in part.where],
        [group for part in parts for group in part.groups],
        first.names,
    )


@dataclass(slots=True)
class Mistakes:
    """What is wrong with a file, told together."""

    path: Path
    told: list[str] = field(default_factory=list)
    more: int = 0

    def add(self, sentence: str) -> None:
        """Keep a mistake; of many only how many there are."""
        if len(self.told) < MOST_TOLD:
            self.told.append(sentence)
        else:
            self.more += 1

    def raise_any(self) -> None:
        """Raise what there is.

        Raises:
            CourseError: there is something.
        """
        if self.told:
            raise CourseError([*self.told, *([f"{self.path}: and {self.more} more like these"] if self.more else [])])
