"""A model that has no weights yet is built on the data; one that nobody can build is told by its own cause."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.field.conftest import GradeClass, Graded, notebook
from tests.field.test_model_forms import COMPILE, DATA, FIT, HEAD, PREPROCESS, ROW, TRAIN

DENSE = "keras.Sequential([layers.Dense(20, activation='relu'), layers.Dense(10, activation='softmax')])"
FLAT = (
    "keras.Sequential([layers.Flatten(), layers.Dense(20, activation='relu'), layers.Dense(10, activation='softmax')])"
)
ROWS = "keras.Sequential([layers.LSTM(12), layers.Dense(10, activation='softmax')])"
TWICE = PREPROCESS.replace("reshape(-1, 8, 8, 1)", "reshape(-1, 64)")


def build(make: str, *parts: str) -> dict[str, str]:
    code = f"def build_model():\n    model = {make}\n    model.{COMPILE}\n    return model\n"
    return {"h.py": "\n".join([HEAD, code, *parts])}


BUILT: Mapping[str, tuple[dict[str, str], int]] = {
    "dense": (build(DENSE), 64 * 20 + 20 + 210),
    "dense-prepared": (build(DENSE, TWICE, TRAIN), 64 * 20 + 20 + 210),
    "flat": (build(FLAT), 64 * 20 + 20 + 210),
    "rows": (build(ROWS), 4 * 12 * (8 + 12 + 1) + 130),
    "rows-trained": (build(ROWS, PREPROCESS.replace("reshape(-1, 8, 8, 1)", "reshape(-1, 8, 8)"), TRAIN), 1138),
}
"""Hand-ins whose models know no input shape, and how many parameters they have on the digits."""
EMPTY: Mapping[str, dict[str, str]] = {
    "empty-m": build("keras.Sequential([])"),
    "empty-n": {"h.ipynb": notebook(HEAD, "model = keras.Sequential([])")},
    "empty-added": {"h.ipynb": notebook(HEAD, "model = keras.Sequential()\nlayers.Dense(3)")},
}
INTERRUPTED: Mapping[str, dict[str, str]] = {
    name: {"h.ipynb": notebook(HEAD, DATA, f"model = {ROW}\nmodel.{COMPILE}\nmodel.{FIT}", last)}
    for name, last in {
        "in-another": "import time\nmodel = keras.Sequential()\ntime.sleep(600)",
        "in-a-subclass": "import time\nclass Net(keras.Model):\n    def build(self, shape):\n        time.sleep(600)\n"
        "model = Net()\nmodel.build((None, 8, 8, 1))",
        "at-once": "import time\ntime.sleep(600)",
    }.items()
}
"""A trained model, and a cell that is stopped from outside while it makes another under the same name."""


@pytest.fixture(scope="module", params=["digits_cnn", pytest.param("digits_student", marks=pytest.mark.slow)])
def graded(request: pytest.FixtureRequest, grade_class: GradeClass) -> Mapping[str, Graded]:
    return grade_class({name: files for name, (files, _) in BUILT.items()} | EMPTY, request.param)


@pytest.mark.parametrize("student", BUILT)
def test_a_model_is_built_in_the_shape_of_the_data(student: str, graded: Mapping[str, Graded]) -> None:
    one = graded[student]
    assert one.error == ""
    assert one.result["parameters"]["total"] == BUILT[student][1]
    assert {check["id"]: check["earned"] for check in one.result["checks"]}["test_accuracy"] > 0


@pytest.mark.parametrize("student", EMPTY)
def test_a_model_without_layers_is_told_as_one(student: str, graded: Mapping[str, Graded]) -> None:
    assert "The model has no layers" in graded[student].error
    assert "input shape is unknown" not in graded[student].page


@pytest.fixture(scope="module")
def brief(field_course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course with little time."""
    root = tmp_path_factory.mktemp("brief") / "course"
    shutil.copytree(field_course, root)
    path = root / "assignments" / "digits_student" / "assignment.toml"
    path.write_text(path.read_text().replace("wall_s = 120", "wall_s = 40"))
    return root


@pytest.fixture(scope="module")
def interrupted(grade_class: GradeClass, brief: Path) -> Mapping[str, Graded]:
    return grade_class(INTERRUPTED, "digits_student", course=brief)


@pytest.mark.slow
@pytest.mark.parametrize("student", INTERRUPTED)
def test_the_model_that_was_trained_counts_where_time_ends_in_building_another(
    student: str, interrupted: Mapping[str, Graded]
) -> None:
    one = interrupted[student]
    assert one.earned == 100.0, one.page
    assert "time" in one.error
    assert "cell 4" in one.error
