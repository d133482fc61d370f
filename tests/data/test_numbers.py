"""Data sets of numbers, and what examples are called."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from autograder.contracts import ArraySpec
from autograder.course.assignment import DataSpec, Private
from autograder.data import DATA_SETS, LabelledSet, Places, find, hidden, nouns_of, training
from autograder.errors import DataError, UsageError
from autograder.protocol.jobs import DataTask

ROWS = np.linspace(-3, 3, 40).reshape(20, 2)
SET = LabelledSet(
    "Houses",
    ArraySpec((2,), "float64", "rooms"),
    (),
    lambda places: {"x_train": ROWS, "y_train": ROWS.sum(axis=1)},
    task="regression",
    y=ArraySpec((), "float64", "price"),
    one="house",
    many="houses",
    unit="€",
)


def bring(monkeypatch: pytest.MonkeyPatch, brought: LabelledSet) -> None:
    own = DATA_SETS.find
    monkeypatch.setattr(type(DATA_SETS), "find", lambda _self, name: brought if name == "houses" else own(name))
    monkeypatch.setattr(type(DATA_SETS), "origin", lambda _self, name: "houses 1.0")


def test_numbers_are_kept_as_they_are_on_both_sides(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(monkeypatch, SET)
    spec, private = DataSpec(name="houses"), Private(test_share=0.25)
    secret, known = hidden(spec, private, places), training(spec, private, places)
    assert (len(secret.y_test), len(known.y_train)) == (5, 15)
    assert sorted([*secret.y_test, *known.y_train]) == pytest.approx(sorted(ROWS.sum(axis=1)))
    assert (secret.targets.classes, secret.targets.unit, secret.learned) == (0, "€", DataTask.REGRESSION)
    assert (secret.nouns.one, secret.nouns.many, secret.is_images) == ("house", "houses", False)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (replace(SET, class_names=("a", "b")), "expected no class names"),
        (replace(SET, y=ArraySpec((), "int64", "price")), "a float or a row of them"),
        (replace(SET, task="binary", class_names=("a", "b", "c")), "expected two class names"),
        (replace(SET, task="classification"), "expected class names and one label each"),
        (
            replace(SET, task="painting"),
            "a task of classification, binary, multilabel, regression, forecast; found painting",
        ),
    ],
)
def test_what_cannot_be_graded_is_refused(given: LabelledSet, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(monkeypatch, given)
    with pytest.raises(UsageError, match=said):
        find("houses")


def test_a_target_that_is_no_number_is_told_with_its_row(places: Places) -> None:
    lost = replace(SET, read=lambda _places: {"x_train": ROWS, "y_train": np.where(ROWS[:, 0] > 0, np.nan, 1.0)})
    with pytest.raises(DataError, match="y_train holds nan at row 10, expected numbers alone"):
        lost.load(places)


@pytest.mark.parametrize(
    ("spec", "many"),
    [
        (ArraySpec((8, 8), "uint8", "brightness", 255), "images"),
        (ArraySpec((8, 8, 3), "float32", "image"), "images"),
        (ArraySpec((30, 4), "float32", "sales"), "examples"),
        (ArraySpec((5, 5, 7), "uint8", "counts"), "examples"),
        (ArraySpec((10,), "float64", "rows"), "examples"),
    ],
)
def test_examples_are_images_where_they_can_be_drawn(spec: ArraySpec, many: str) -> None:
    assert nouns_of(replace(SET, x=spec, one="", many="")).many == many
