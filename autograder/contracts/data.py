"""Data sets: where they come from, and what they hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Places:
    """Where data sets come from and where their prepared copies are kept.

    `cache` is the grader's own folder; `keras` is Keras's home (`~/.keras`); `folder` a folder of files, if any
    (`AUTOGRADER_DATA`); `download` lets Keras fetch what is missing; `offline` lets other sets stand in for those that
    name one. `course` is the root of a course with sets of its own, `private` whether their hidden half is used.
    """

    cache: Path
    keras: Path
    folder: Path | None = None
    download: bool = False
    offline: bool = False
    course: Path | None = None
    private: bool = True


Arrays: TypeAlias = Mapping[str, NDArray[Any]]
"""The arrays of a data set: `<name>_train` for each named one and, where it has test examples, `<name>_test`."""


@dataclass(frozen=True, slots=True)
class ArraySpec:
    """What one named array of a data set holds for each example: numbers of a shape and dtype, and their meaning.

    `largest` is the largest raw value, by which inputs are divided where a hand-in has no `preprocess`.
    """

    shape: tuple[int, ...]
    dtype: str
    meaning: str
    largest: float = 1.0


class DataSet(Protocol):
    """Examples that networks learn from and are judged on: named inputs and named targets.

    This version grades one input `x` and one target `y`: an index into `class_names` (`classification`, `binary`), a 0
    or 1 for each of them (`multilabel`), or numbers (`regression`, `forecast`). A set may also have texts `one`,
    `many` ("house", "houses") and `unit` (of numbers).
    """

    @property
    def title(self) -> str:
        """What people call it."""

    @property
    def task(self) -> str:
        """What is learned from it."""

    @property
    def inputs(self) -> Mapping[str, ArraySpec]:
        """What a network gets, by name."""

    @property
    def targets(self) -> Mapping[str, ArraySpec]:
        """What it is to give, by name."""

    @property
    def class_names(self) -> tuple[str, ...]:
        """The classes, in the order of their labels."""

    @property
    def public_labels(self) -> bool:
        """Whether the labels can be found on the internet."""

    def source(self, places: Places) -> str:
        """Return a digest of what the arrays are made from: with it everything is made anew.

        Raises:
            DataError: the set is missing.
        """

    def load(self, places: Places) -> Arrays:
        """Return the arrays, the same ones each time.

        The grader hides a share of the test examples, or of all where there are none: of those boxes get copies of
        others in their place. Where their labels are no public ones, nothing that boxes show may hold them: the
        grader covers the package that brings the set, so they lie in it or are made by it.

        Raises:
            DataError: the set is missing or damaged.
        """
