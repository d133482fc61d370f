"""The grader trains with a data set's targets, and says so where a course or a submission asks for something else."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Command
from tests.field.conftest import GradeClass, Graded, notebook
from tests.field.test_model_forms import HEAD, PREPROCESS, ROW

OTHERS = {
    "regression": ("layers.Flatten(), layers.Dense(1)", "(1,) and the loss mean_squared_error"),
    "autoencoder": ("layers.Conv2D(1, 3, padding='same')", "(8, 8, 1) and the loss mean_squared_error"),
    "seven classes": ("layers.Flatten(), layers.Dense(7)", "(7,) and the loss mean_squared_error"),
}


@pytest.mark.parametrize("task", OTHERS)
def test_a_course_whose_solution_is_no_classifier_is_refused(
    task: str, autograder: Command, field_course: Path, tmp_path: Path
) -> None:
    made, found = OTHERS[task]
    root = tmp_path / "course"
    shutil.copytree(field_course, root)
    build = f"    model = keras.Sequential([keras.Input((8, 8, 1)), {made}])\n    model.compile('adam', 'mse')\n"
    solution = f"{HEAD}{PREPROCESS}\ndef build_model():\n{build}    return model\n"
    (root / "reference" / "digits_cnn" / "solution.py").write_text(solution)
    hand_in = tmp_path / "h.py"
    hand_in.write_text(solution)
    ran = autograder("grade", hand_in, "-a", "digits_cnn", course=root)
    said = " ".join((ran.stdout + ran.stderr).split())
    assert ran.code == 2, said
    assert "training.mode = “grader” trains with the targets of a data set" in said
    assert f"found outputs of shape {found}" in said


LAST = 'layers.Dense(10, activation="softmax")'
WRONG = {
    "one-unit": (ROW.replace(LAST, "layers.Dense(1)"), "mse", "has the width 1,"),
    "seven": (ROW.replace(LAST, "layers.Dense(7)"), "categorical_crossentropy", "has the width 7,"),
}
HAND_INS = {
    f"{name}-{kind}": (
        {"h.ipynb": notebook(HEAD, PREPROCESS, code)} if kind == "n" else {"h.py": HEAD + PREPROCESS + code}
    )
    for name, (make, loss, _) in WRONG.items()
    for kind in "nm"
    for code in [f"def build_model():\n    model = {make}\n    model.compile('adam', '{loss}')\n    return model\n"]
}
HALF = """
model = keras.Sequential()
model.add(layers.Conv2D(512, 1, activation="relu", input_shape=(8, 8, 1)))
model.add(layers.Nothing())
"""
BEGUN = {"half-n": {"h.ipynb": notebook(HEAD, HALF)}, "half-m": {"h.py": HEAD + HALF}}
"""Networks that an error left half built: what they give for the images is too much to be read."""


@pytest.fixture(scope="module", params=["digits_cnn", "digits_student"])
def graded(request: pytest.FixtureRequest, grade_class: GradeClass) -> Mapping[str, Graded]:
    return grade_class(HAND_INS | BEGUN, request.param)


@pytest.mark.parametrize("student", HAND_INS)
def test_a_network_whose_outputs_are_no_classes_is_told(student: str, graded: Mapping[str, Graded]) -> None:
    one = graded[student]
    assert WRONG[student[:-2]][2] in one.error
    assert one.state == "graded"
    assert {check["id"]: check["earned"] for check in one.result["checks"]}["test_architecture"] > 20


@pytest.mark.parametrize("student", BEGUN)
def test_a_network_that_an_error_left_half_built_needs_no_person(student: str, graded: Mapping[str, Graded]) -> None:
    one = graded[student]
    assert one.state == "graded", one.staff
    assert "has no attribute 'Nothing'" in one.error
    assert {check["id"]: check["status"] for check in one.result["checks"]}["test_accuracy"] == "failed"
