"""The labels of examples that may have several: a 0 or a 1 for each of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from autograder.data.own.examples import Examples, Mistakes
from autograder.data.own.statement import DataStatement, at
from autograder.errors import CourseError


def label_names(shown: Examples, statement: DataStatement, path: Path) -> tuple[str, ...]:
    """Return what the labels are called: as stated, else by their columns, in an archive by their places from 0.

    Raises:
        CourseError: there are fewer than two, or not as many as are stated.
    """
    rows = shown.rows
    found = rows.shape[1] if rows.ndim == 2 else 1
    if found < 2:
        told = "expected two labels or more for task = “multilabel”, found one; name more, or take task = “binary”"
        raise CourseError([f"{at(path, 'target')}: {told}"])
    stated = tuple(str(each) for each in statement.classes)
    if stated and len(stated) != found:
        told = f"expected a name for each of the {found} labels, found {len(stated)}; name each once"
        raise CourseError([f"{at(path, 'classes')}: {told}"])
    columns = statement.targets if len(statement.targets) == found else ()
    return stated or columns or tuple(str(place) for place in range(found))


def assert_labels(examples: Examples, names: tuple[str, ...], path: Path) -> None:
    """Check that examples say of each label 0 or 1, and that some have it and some have not.

    Raises:
        CourseError: with a sentence for each of the first mistakes.
    """
    mistakes, rows = Mistakes(path), examples.rows
    for row, column in np.argwhere((rows != 0) & (rows != 1)):
        place = f"{examples.place(int(row))}, label {names[column]!r}"
        mistakes.add(f"{place}: expected 0 or 1, found {rows[row, column]:g}; correct it, or take task = “regression”")
    mistakes.raise_any()
    first = examples.where[0][0]
    for name, share in zip(names, rows.mean(axis=0), strict=True):
        if share in {0.0, 1.0}:
            told = f"expected {0 if share else 1} for some, found {int(share)} for all"
            mistakes.add(f"{first}: label {name!r}: {told}; add such examples, or leave the label out")
    mistakes.raise_any()
