from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.reports.learning import MAX_MISTAKES, Examined, curves_view, examined_view
from tests.reports.examples import examined


def test_the_best_epoch_is_that_of_the_lowest_validation_loss():
    curves = {
        "loss": (3.0, 2.0, 1.0),
        "val_loss": (3.0, 1.5, 1.8),
        "accuracy": (0.5, 0.9, 1.0),
        "val_accuracy": (0.4, 0.8, 0.7),
    }
    view = curves_view(curves, by_grader=False)
    assert (view.best_epoch, view.monitor, view.epochs) == (2, "val_loss", 3)
    assert view.gap == pytest.approx(0.1)
    assert [chart.quantity for chart in view.charts] == ["loss", "accuracy"]


def test_without_validation_the_training_loss_decides_and_there_is_no_gap():
    view = curves_view({"loss": (3.0, 1.0, 2.0), "accuracy": (0.1, 0.2, 0.3)}, by_grader=True)
    assert (view.best_epoch, view.monitor, view.gap, view.by_grader) == (2, "loss", None, True)


def test_an_old_name_of_accuracy_is_drawn():
    assert len(curves_view({"loss": (1.0,), "acc": (0.5,), "val_acc": (0.4,)}, by_grader=False).charts) == 2


def test_the_epoch_in_which_training_broke_is_named():
    assert curves_view({"loss": (1.0, math.nan, math.nan)}, by_grader=False).broke_at == 2
    assert curves_view({"loss": (1.0, 0.5)}, by_grader=False).broke_at is None


@pytest.mark.parametrize("curves", [{}, {"loss": ()}, {"loss": (math.nan,)}, {"lr": (0.1,)}])
def test_there_is_no_chart_of_nothing(curves):
    assert curves_view(curves, by_grader=False) is None


NAMES = st.sampled_from(["loss", "val_loss", "accuracy", "val_accuracy", "acc", "lr"])


@given(st.dictionaries(NAMES, st.lists(st.floats(), max_size=8).map(tuple)))
def test_any_history_is_drawn_or_not(curves):
    view = curves_view(curves, by_grader=False)
    assert view is None or (view.best_epoch is None or 1 <= view.best_epoch <= view.epochs)


def test_the_surest_mistakes_come_first_and_none_is_right():
    view = examined_view(examined(public=True))
    sureness = [mistake.confidence for mistake in view.mistakes]
    assert sureness == sorted(sureness, reverse=True)
    assert all(mistake.label != mistake.predicted for mistake in view.mistakes)
    assert (view.wrong, view.total) == (9, 180)
    assert sum(cell.count for row in view.matrix.rows for cell in row if cell.diagonal) == 171


def test_scores_that_are_no_probabilities_are_turned_into_some():
    shown = replace(examined(public=True), predictions=examined(public=True).predictions * 40 - 3)
    assert all(0 <= mistake.confidence <= 1 for mistake in examined_view(shown).mistakes)
    broken = replace(shown, predictions=np.full((180, 10), np.nan))
    assert examined_view(broken).total == 180
    assert examined_view(replace(shown, predictions=np.full((180, 10), np.inf))).total == 180


def test_a_gap_that_is_no_number_is_not_told():
    curves = {"loss": (1.0,), "val_loss": (1.0,), "accuracy": (math.nan,), "val_accuracy": (0.5,)}
    assert curves_view(curves, by_grader=False).gap is None


def test_at_most_a_dozen_mistakes_are_shown():
    count = 100
    scores = np.zeros((count, 2))
    scores[:, 1] = 1
    shown = Examined("x", np.zeros((count, 8, 8), np.uint8), np.zeros(count, int), scores, ("a", "b"), public=True)
    assert len(examined_view(shown).mistakes) == MAX_MISTAKES


@pytest.mark.parametrize(("images", "scores"), [((3, 8, 8), (2, 2)), ((2, 8, 8), (2, 3)), ((0, 8, 8), (0, 2))])
def test_arrays_that_do_not_fit_together_are_not_shown(images, scores):
    shown = Examined(
        "x", np.zeros(images, np.uint8), np.zeros(scores[0], int), np.zeros(scores), ("a", "b"), public=True
    )
    assert examined_view(shown) is None


def test_texts_that_were_classified_wrongly_are_cut_and_never_become_markup() -> None:
    texts = ["<script>alert(1)</script>\u202e", "x" * 1000, "right"]
    outputs = np.array([[0.9, 0.1], [0.2, 0.8], [1.0, 0.0]])
    view = examined_view(Examined("reviews", None, np.array([1, 0, 0]), outputs, ("bad", "good"), True, texts))
    assert view is not None
    assert [(each.text[:8], each.label, each.predicted) for each in view.mistakes] == [
        ("<script>", "good", "bad"),
        ("xxxxxxxx", "bad", "good"),
    ]
    assert (len(view.mistakes[1].text), "\u202e" in view.mistakes[0].text) == (400, False)
