"""A training that the limit cuts short is told as such, and as whose: the submission's own or the grader's."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.field.conftest import GradeClass, Graded, notebook
from tests.field.test_model_forms import COMPILE, DATA, FIT, HEAD, ROW

SLOW = "import time\nclass Slow(keras.callbacks.Callback):\n    def on_train_batch_end(self, batch, logs=None):\n"
CUT = f"{SLOW}        time.sleep(20)\nmodel.fit(x_train, y_train, epochs=1, callbacks=[Slow()])"
MADE = f"model = {ROW}\nmodel.{COMPILE}"
BUILT = f"""
def build_model():
    model = {ROW}
    model.{COMPILE}
    model.fit(x_train, y_train, epochs=1, callbacks=[Slow()])
    return model
"""
SLOWLY = f"{SLOW}        time.sleep(20)\n"
LATER = "open('not-here.csv')"
HAND_INS: Mapping[str, dict[str, str]] = {
    "cut-m": {"h.py": "\n".join([HEAD, DATA, MADE, CUT])},
    "cut-n": {"h.ipynb": notebook(HEAD, DATA, MADE, CUT)},
    "built-m": {"h.py": "\n".join([HEAD, DATA, SLOWLY, BUILT, "net = build_model()"])},
    "built-n": {"h.ipynb": notebook(HEAD, DATA, SLOWLY, BUILT, "net = build_model()")},
    "main-m": {"h.py": "\n".join([HEAD, DATA, SLOWLY, BUILT, 'if __name__ == "__main__":', "    net = build_model()"])},
    "asked-m": {"h.py": "\n".join([HEAD, DATA, SLOWLY, BUILT])},
    "made-m": {"h.py": "\n".join([HEAD, DATA, SLOWLY, BUILT.replace("build_model", "make"), "net = make()"])},
    "whole-n": {"h.ipynb": notebook(HEAD, DATA, MADE, f"model.{FIT}", "import time\ntime.sleep(600)")},
    "untrained-m": {"h.py": "\n".join([HEAD, DATA, MADE, LATER, f"model.{FIT}"])},
    "untrained-n": {"h.ipynb": notebook(HEAD, MADE, LATER, f"model.{FIT}")},
    "uncompiled-m": {"h.py": "\n".join([HEAD, f"model = {ROW}", "import os", "os._exit(3)"])},
    "uncompiled-n": {"h.ipynb": notebook(HEAD, f"model = {ROW}", f"%%time\nmodel.{COMPILE}\nimport os\nos._exit(3)")},
}
CUTS = ["cut-m", "cut-n", "built-m", "built-n", "main-m", "asked-m", "made-m"]
OWN = "The time was up in the middle of training; the network was graded as it stood then."
NO_NAME = "No name holds your model any more"
RECIPE = "Your model came to the grader untrained, so it was trained as the assignment says."
FIRST = "so the grader could not train it: the score is that of the weights that it had."
BUDGET = "Training stopped when its time budget was used up; the model was graded as it stood."

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def brief(field_course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course with little time, and with a recipe that is never at its end."""
    root = tmp_path_factory.mktemp("brief") / "course"
    shutil.copytree(field_course, root)
    path = root / "assignments" / "digits_student" / "assignment.toml"
    text = path.read_text().replace("wall_s = 120", "wall_s = 40")
    path.write_text(text.replace("epochs = 4", "epochs = 100000"))
    return root


@pytest.fixture(scope="module")
def graded(grade_class: GradeClass, brief: Path) -> Mapping[str, Graded]:
    return grade_class(HAND_INS, "digits_student", course=brief)


@pytest.fixture(scope="module")
def by_the_grader(
    grade_class: GradeClass, field_course: Path, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, Graded]:
    root = tmp_path_factory.mktemp("little") / "course"
    shutil.copytree(field_course, root)
    path = root / "assignments" / "digits_cnn" / "assignment.toml"
    path.write_text(path.read_text().replace("wall_s = 120", "wall_s = 40"))
    return grade_class({name: HAND_INS[name] for name in CUTS}, "digits_cnn", course=root)


@pytest.mark.parametrize("name", CUTS)
def test_a_training_that_was_cut_short_is_not_what_the_grader_judges_where_it_trains(
    name: str, by_the_grader: Mapping[str, Graded]
) -> None:
    one = by_the_grader[name]
    assert (one.result["outcome"], one.earned) == ("timed_out", 100.0), one.page
    assert (OWN in one.page, NO_NAME in one.page) == (False, False)
    assert "This is the grader's own training of your network" in one.page


@pytest.mark.parametrize("name", CUTS)
def test_a_training_that_was_cut_short_is_told(graded: Mapping[str, Graded], name: str) -> None:
    one = graded[name]
    assert one.result["outcome"] == "timed_out"
    assert OWN in one.page
    assert "asked for: " in one.page
    assert NO_NAME not in one.page
    assert "curves of training and validation" not in one.page.casefold()


def test_a_training_that_came_to_its_end_is_not_told_as_cut(graded: Mapping[str, Graded]) -> None:
    one = graded["whole-n"]
    assert one.result["outcome"] == "timed_out"
    assert OWN not in one.page


@pytest.mark.parametrize("form", ["m", "n"])
def test_the_time_that_the_graders_training_takes_is_not_told_as_the_submissions(
    graded: Mapping[str, Graded], form: str
) -> None:
    one = graded[f"untrained-{form}"]
    assert "not-here.csv" in one.error
    assert one.result["outcome"] == "ok"
    assert "out of time" not in one.page
    assert (RECIPE in one.page, BUDGET in one.page, OWN in one.page) == (True, True, False)


@pytest.mark.parametrize("form", ["m", "n"])
def test_a_network_that_nothing_could_train_is_told(graded: Mapping[str, Graded], form: str) -> None:
    one = graded[f"uncompiled-{form}"]
    assert "asked for: " in one.page
    assert (FIRST in one.page, RECIPE in one.page) == (True, False)
    assert FIRST not in graded[f"untrained-{form}"].page
