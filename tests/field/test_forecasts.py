"""Networks that tell what comes next of a series of a course's own."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from autograder.authoring.template import FOLDER
from tests.data.own_sets import walker
from tests.field.conftest import Graded, notebook
from tests.field.templates import solution_of

pytestmark = pytest.mark.slow
TEMPLATE = "forecast"
SOLUTION = solution_of(TEMPLATE)
FIT = "\nmodel = build_model()\nmodel.fit(x, y, epochs=40, batch_size=32, verbose=0)\n"
REPEATS = """
import keras


def build_model():
    last, same = keras.layers.Cropping1D((13, 0)), keras.layers.Dense(1, use_bias=False, kernel_initializer="ones")
    model = keras.Sequential([keras.Input((14, 1)), last, keras.layers.Flatten(), same])
    model.compile(keras.optimizers.Adam(1e-9), "mean_absolute_error")
    return model
"""
AHEAD = """
import keras
from keras import ops

inputs = keras.Input((14, 1))
flat = keras.layers.Flatten()(inputs)
before, after = flat[:, 1:], flat[:, :-1]
far = ops.sum(ops.square(ops.expand_dims(before, 1) - ops.expand_dims(after, 0)), axis=-1)
named = ops.take(flat[:, -1], ops.argmin(far, axis=1))
outputs = keras.layers.Dense(1, use_bias=False, kernel_initializer="ones")(ops.expand_dims(named, -1))
model = keras.Model(inputs, outputs)
model.compile(keras.optimizers.Adam(1e-9), "mean_absolute_error")
"""
PREPROCESS = "def preprocess(windows):\n    return windows[:, ::-1] ** 2\n\n\n"
OWN = SOLUTION.replace("def build_model", f"{PREPROCESS}def build_model")
OF_CLASSES = SOLUTION.replace('"mean_absolute_error"', '"categorical_crossentropy"')
SLOW = SOLUTION.replace("Adam(0.01)", "Adam(1e-9)")
HIDDEN = (FOLDER / TEMPLATE / "reference_data/power/test.csv").read_text().splitlines()[1:]
NEEDLES = [line.encode().hex() for line in HIDDEN]
HAND_INS = {
    "module": {"work.py": SOLUTION},
    "notebook": {"work.ipynb": notebook(SOLUTION, FIT)},
    "kim": {"work.py": SLOW},
    "repeats": {"work.py": REPEATS},
    "ahead": {"work.py": AHEAD},
    "of_classes": {"work.py": OF_CLASSES},
    "slow": {"work.py": SLOW},
    "walker": {"work.py": SOLUTION + walker(NEEDLES, "data/power")},
}

AT_HOME = {
    "notebook": {"work.ipynb": notebook(SOLUTION, FIT)},
    "module": {"work.py": SOLUTION + FIT},
    "own": {"work.ipynb": notebook(OWN, FIT)},
    "ahead": {"work.py": AHEAD + "model.fit(ops.ones((8, 14, 1)), ops.ones(8), verbose=0)\n"},
}


def test_a_right_network_earns_everything(graded: Mapping[str, Graded], at_home: Mapping[str, Graded]) -> None:
    for run in (graded, at_home):
        assert {name: run[name].earned for name in ("module", "notebook")} == {"module": 100, "notebook": 100}


def test_no_hidden_step_is_in_a_box(graded: Mapping[str, Graded]) -> None:
    assert graded["walker"].earned == 100, graded["walker"].error


def test_the_last_value_earns_nothing(graded: Mapping[str, Graded]) -> None:
    assert graded["repeats"].earned < 10, graded["repeats"].page


def test_a_network_that_looks_for_the_answer_in_the_other_windows_finds_none(
    graded: Mapping[str, Graded], at_home: Mapping[str, Graded]
) -> None:
    for run in (graded, at_home):
        scored = next(each for each in run["ahead"].result["measurements"] if each["bar"] is not None)
        assert scored["value"] >= scored["baseline"]


def test_a_preprocess_of_ones_own_is_told_why_it_is_not_used(at_home: Mapping[str, Graded]) -> None:
    assert "that code would be given the later days too, among which the answers stand" in at_home["own"].page
    assert at_home["own"].earned <= 40


def test_a_loss_of_classes_is_refused_with_the_reason(graded: Mapping[str, Graded]) -> None:
    assert "which compares classes, and numbers are to be learned" in graded["of_classes"].page


def test_the_page_shows_the_forecast_beside_what_came(graded: Mapping[str, Graded]) -> None:
    page = graded["slow"].page
    for told in (
        "The forecast beside what came",
        "Always the last value that was seen, or always",
        "MWh",
        "200 test days",
    ):
        assert told in page
    assert "image" not in page
    assert "The forecast beside" not in graded["kim"].page
