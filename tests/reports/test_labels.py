"""How well each of several labels is found: scikit-learn's numbers, and what a page shows of them."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, precision_recall_fscore_support

from autograder.reports.labels import Labelled, labels_view


def labelled(targets: object, outputs: object) -> Labelled:
    rows = np.asarray(targets)
    return Labelled("songs", rows, np.asarray(outputs, float), tuple("abcdef"[: rows.shape[1]]), public=True)


@pytest.mark.parametrize("seed", range(5))
def test_numbers_are_scikit_learns(seed: int) -> None:
    rng = np.random.default_rng(seed)
    targets, outputs = rng.integers(0, 2, (50, 3)), np.round(rng.random((50, 3)), 1)
    view = labels_view(labelled(targets, outputs))
    assert view is not None
    said = outputs >= 0.5
    precision, recall, f1, there = precision_recall_fscore_support(targets, said)
    assert [row.precision for row in view.rows] == pytest.approx(precision)
    assert [row.recall for row in view.rows] == pytest.approx(recall)
    assert [row.f1 for row in view.rows] == pytest.approx(f1)
    assert [row.there for row in view.rows] == there.tolist()
    ranked = average_precision_score(targets, outputs, average=None)
    assert [row.average_precision for row in view.rows] == pytest.approx(ranked)
    assert view.whole == int((targets == said).all(axis=1).sum())


def test_a_label_that_is_never_named_or_always_there() -> None:
    view = labels_view(labelled([[1, 1], [1, 0]], [[0.1, 0.9], [0.2, 0.1]]))
    assert view is not None
    first, second = view.rows
    assert (first.precision, first.recall, first.f1, first.average_precision) == (None, 0.0, 0.0, None)
    assert (second.precision, second.average_precision) == (1.0, 1.0)


@pytest.mark.parametrize("outputs", [np.zeros((2, 3)), np.zeros(2), np.zeros((3, 2))])
def test_outputs_of_another_shape_show_nothing(outputs: object) -> None:
    assert labels_view(labelled([[1, 0], [0, 1]], outputs)) is None


def test_outputs_that_are_no_numbers_are_survived() -> None:
    view = labels_view(labelled([[1, 0], [0, 1]], [[np.nan, 0.2], [0.1, np.inf]]))
    assert view is not None
    assert view.whole == 0
