"""Whatever becomes of a reading, the submission is graded without it, is told so, and loses nothing."""

from __future__ import annotations

import operator
import os
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from autograder import submissions, wire
from autograder.cli.app import app
from autograder.reports import similarity, student
from autograder.run import scoring
from tests.field.conftest import Graded, graded, notebook

MODEL = """
import keras
from keras import layers
model = keras.Sequential([
    keras.Input((8, 8, 1)), layers.Conv2D(10, 3, activation="relu"), layers.MaxPooling2D(), layers.Flatten(),
    layers.Dense(50, activation="relu"), layers.Dense(10, activation="softmax"),
])
model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
"""
DRAWING = 'import matplotlib\nmatplotlib.use("agg")\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])'
TOLD = (
    "The grader could not read your code, or not in the time for it.",
    "This code could not be read, or not in the time for it",
    "The figures could not be drawn again, or not in the time for it",
    "The executed notebook could not be read, or not in the time for it",
    "The code is not shown here, as it could not be read, or not in the time for it.",
)


def dies(*_: Any, **__: Any) -> None:
    """End the process that reads, as its limits do."""
    os._exit(1)


READERS = {"fails": operator.index, "answers badly": operator.itemgetter, "is stopped": dies}


@pytest.fixture(scope="module")
def hand_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("unread") / "kim.ipynb"
    path.write_text(notebook(DRAWING, MODEL))
    return path


def grade(hand_in: Path, course: Path, out: Path) -> Graded:
    """Grade in this process, so that what reads can be replaced."""
    command = ["grade", str(hand_in), "-a", "digits_cnn", "--course", str(course), "--out", str(out), "--no-cache"]
    ran = CliRunner().invoke(app, command)
    assert ran.exit_code in {0, 3}, (ran.output, ran.exception)
    return graded(next(out.rglob("result.json")))


@pytest.mark.usefixtures("isolation")
@pytest.mark.parametrize("becomes", READERS)
def test_a_reading_that_comes_to_nothing_costs_no_points(
    becomes: str, hand_in: Path, field_course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for module, name in (
        (scoring, "hints_by_part"),
        (student, "shown_code"),
        (submissions, "read_source"),
        (wire, "decode_pngs"),
        (wire, "clean_notebook"),
    ):
        monkeypatch.setattr(module, name, READERS[becomes])
    found = grade(hand_in, field_course, tmp_path / "out")
    assert found.earned == 100
    assert [said for said in TOLD if said not in found.page] == []


@pytest.mark.parametrize("becomes", READERS)
def test_who_cannot_be_compared_is_named(becomes: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(similarity, "all_fingerprints", READERS[becomes])
    assert similarity.alike({"kim": "x = 1", "lee": "x = 2"}).unread == ("kim", "lee")
