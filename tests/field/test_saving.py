"""Where code saves to a folder that is not there it is told so, and nothing is said of a file to hand in."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.field.conftest import GradeClass, Graded, notebook
from tests.field.test_model_forms import COMPILE, DATA, FIT, HEAD, ROW

WHOLE = "\n".join([HEAD, DATA, f"model = {ROW}", f"model.{COMPILE}", f"model.{FIT}"])
HOME, MOUNTED = "/home/kim/work", "/tf/projects/notebooks"
WEIGHTS = f"model.save_weights('{HOME}/weights.h5')"
CHECKPOINT = f"keras.callbacks.ModelCheckpoint('{HOME}/m.h5', save_weights_only=True)"
NOT_THERE = "Your code writes to a folder that is not there"
ABOVE = """
from pathlib import Path
import os
folder = Path(globals().get("__file__", "h.ipynb")).resolve().parent.parent / "sample" / "plots"
folder.mkdir(parents=True)
os.makedirs("../../results")
Path("../../results/a.txt").write_text("1")
"""
SAVED = "model.save('../m.keras')\nmodel = keras.models.load_model('../m.keras')"
SCALED = ROW.replace('layers.Activation("relu")', 'layers.BatchNormalization(), layers.Activation("relu")')
RAW = "\n".join([HEAD, DATA.replace(" / 16", ""), f"model = {SCALED}", f"model.{COMPILE}", f"model.{FIT}"])
HAND_INS = {
    "weights-n": {"h.ipynb": notebook(WHOLE, f"%%time\n\n{WEIGHTS}")},
    "weights-m": {"h.py": f"{WHOLE}\n{WEIGHTS}\n"},
    "model-n": {"h.ipynb": notebook(WHOLE, f"model.save('{MOUNTED}/m.keras')")},
    "h5-m": {"h.py": f"{WHOLE}\nmodel.save('{HOME}/m.h5')\n"},
    "checkpoint-n": {"h.ipynb": notebook(WHOLE, f"model.{FIT[:-1]}, callbacks=[{CHECKPOINT}])")},
    "open-n": {"h.ipynb": notebook(WHOLE, "open('out/x.txt', 'w')")},
    "open-mode-n": {"h.ipynb": notebook(WHOLE, "open('out/x.txt', mode='w')")},
    "array-m": {"h.py": f"{WHOLE}\nnp.save('out/x.npy', x_train)\n"},
    "reading-m": {"h.py": f"{WHOLE}\nnp.load('out/x.npy')\n"},
    "above-m": {"h.py": f"{ABOVE}\n{WHOLE}\n{SAVED}\n"},
    "above-n": {"h.ipynb": notebook(ABOVE, WHOLE, SAVED)},
    "raw-n": {"h.ipynb": notebook(RAW)},
}


@pytest.fixture(scope="module")
def graded(grade_class: GradeClass) -> Mapping[str, Graded]:
    return grade_class(HAND_INS, "digits_student")


@pytest.mark.parametrize(("name", "folder"), [("weights-n", HOME), ("weights-m", HOME), ("model-n", MOUNTED)])
def test_a_folder_of_another_computer_is_not_there_to_save_in(
    name: str, folder: str, graded: Mapping[str, Graded]
) -> None:
    one = graded[name]
    assert NOT_THERE in one.page
    assert f"The folder “{folder}” is not there in the grader. Save beside your code, by a name alone." in one.page
    assert "Hand the file in" not in one.page
    assert "weights.h5.weights.h5" not in one.page + one.staff


@pytest.mark.parametrize("name", ["h5-m", "checkpoint-n"])
def test_a_folder_that_keras_would_make_is_told_likewise(name: str, graded: Mapping[str, Graded]) -> None:
    one = graded[name]
    assert "cannot be written in the grader. Write beside your code" in one.page
    assert "Hand the file in" not in one.page
    assert ".weights.h5" not in one.error


@pytest.mark.parametrize("name", ["array-m", "open-n", "open-mode-n"])
def test_a_folder_of_ones_own_can_be_made(name: str, graded: Mapping[str, Graded]) -> None:
    assert NOT_THERE in graded[name].page
    assert "Make it first: os.makedirs('out', exist_ok=True)" in graded[name].page


@pytest.mark.parametrize("name", ["above-m", "above-n"])
def test_two_folders_above_ones_own_can_be_written(name: str, graded: Mapping[str, Graded]) -> None:
    assert graded[name].error == ""
    assert graded[name].earned == 100


def test_a_folder_to_read_from_is_not_to_be_made(graded: Mapping[str, Graded]) -> None:
    assert "The folder “out” is not there: the grader has only what you handed in." in graded["reading-m"].page
    assert "makedirs" not in graded["reading-m"].page


def test_a_network_that_scales_keeps_the_range_that_it_was_trained_on(graded: Mapping[str, Graded]) -> None:
    one = graded["raw-n"]
    assert "names more images correctly when their pixels are not scaled to 0–1" in one.page
    assert "Its layers for scaling are set to the range of the pixels that fit() got" in one.page
