"""ROC curves, and outputs of one number for two classes."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.reports.learning import Examined, examined_view
from autograder.reports.roc import roc_curve

LABELS = np.array([0, 0, 0, 1, 1])
SCORES = np.array([0.1, 0.4, 0.6, 0.5, 0.9])


def view(outputs: object):
    return examined_view(Examined("tumours", None, LABELS, np.asarray(outputs), ("benign", "malignant"), public=True))


@pytest.mark.parametrize(
    "outputs", [SCORES, SCORES[:, None], np.stack([1 - SCORES, SCORES + 1e-9], axis=1), 4 * SCORES[:, None] - 2]
)
def test_one_number_and_two_are_read_alike(outputs: object) -> None:
    found = view(outputs)
    assert [[cell.count for cell in row] for row in found.matrix.rows] == [[2, 1], [0, 2]]
    assert (found.roc.found, found.roc.inside, found.roc.false, found.roc.outside) == (2, 2, 1, 3)
    assert found.roc.name == "malignant"
    assert found.mistakes == ()


def test_a_curve_runs_from_nothing_to_all_and_ties_are_one_step() -> None:
    curve = roc_curve("b", LABELS == 1, np.array([0.5, 0.5, 0.1, 0.5, 0.9]), np.zeros(5, bool))
    assert curve is not None
    assert curve.points.split()[0] == f"{curve.line[0]:g},{curve.line[1]:g}"
    assert curve.points.split()[-1] == f"{curve.line[2]:g},{curve.line[3]:g}"
    assert len(curve.points.split()) == 4
    assert curve.at == curve.line[:2]


def test_there_is_none_where_one_class_is_missing_or_there_are_more_than_two() -> None:
    assert roc_curve("b", np.ones(5, bool), SCORES, np.ones(5, bool)) is None
    three = Examined("d", None, LABELS, np.eye(3)[LABELS], ("a", "b", "c"), public=True)
    assert examined_view(three).roc is None


def test_outputs_that_are_no_numbers_are_survived() -> None:
    assert view(np.full((5, 1), np.nan)) is not None
