"""Show how well a network finds each of several labels: how often each is there, named, and named rightly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from autograder.metrics import Targets, find_metric, value_of
from autograder.metrics.classes import named
from autograder.reports.text import capped

MOST_LABELS = 40


@dataclass(frozen=True, slots=True)
class Labelled:
    """Examples of which each may have several labels. `public` where students may see how each is found.

    Args:
        targets: 0 and 1, (n, k).
        outputs: The network's, as many.
        labels: What the labels are called.
    """

    name: str
    targets: NDArray[np.integer]
    outputs: NDArray[np.floating]
    labels: tuple[str, ...]
    public: bool


@dataclass(frozen=True, slots=True)
class LabelRow:
    """One label: in how many examples it is, in how many it was named, and in how many of these rightly.

    `precision` is None where it was never named, `average_precision` where it is in all examples or in none.
    """

    label: str
    there: int
    named: int
    right: int
    precision: float | None
    recall: float | None
    f1: float
    average_precision: float | None


@dataclass(frozen=True, slots=True)
class LabelsView:
    """The labels of a set; `whole` examples have all their labels right. `public` where students see it."""

    name: str
    public: bool
    total: int
    whole: int
    rows: tuple[LabelRow, ...]


def labels_view(labelled: Labelled) -> LabelsView | None:
    """Return how well each label is found; None where arrays do not fit together."""
    n, size = len(labelled.targets), len(labelled.labels)
    if n == 0 or labelled.outputs.shape != (n, size) or labelled.targets.shape != (n, size):
        return None
    inside, said = labelled.targets.astype(bool), named(labelled.outputs, Targets(labelled.targets, size))
    rows = [
        _row(capped(label, 100), inside[:, place], said[:, place], labelled.outputs[:, place])
        for place, label in enumerate(labelled.labels[:MOST_LABELS])
    ]
    whole = int((inside == said).all(axis=1).sum())
    return LabelsView(labelled.name, labelled.public, n, whole, tuple(rows))


def _row(
    label: str, inside: NDArray[np.bool_], said: NDArray[np.bool_], outputs: NDArray[np.floating]
) -> LabelRow:  # fmt: skip
    there, told, right = (int(np.count_nonzero(each)) for each in (inside, said, inside & said))
    mixed = 0 < there < len(inside)
    ranked = value_of(find_metric("average_precision"), outputs, Targets(inside.astype(np.int64), 2)) if mixed else None
    return LabelRow(
        label=label,
        there=there,
        named=told,
        right=right,
        precision=right / told if told else None,
        recall=right / there if there else None,
        f1=2 * right / (there + told) if there + told else 0.0,
        average_precision=ranked,
    )
