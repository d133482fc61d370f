"""A name that Keras does not know in `compile` is told as it is written, and the architecture counts all the same."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.field.conftest import GradeClass, Graded, notebook
from tests.field.test_model_forms import HEAD, PREPROCESS, ROW, TRAIN

LOSSES = (
    "categorical_crossentrpy",
    "catagorical_crossentropy",
    "categorical_cross_entropy",
    "categorical-crossentropy",
    "sparse_catgorical_crossentropy",
)
SETTINGS: Mapping[str, tuple[str, str]] = {
    **{f"loss-{n}": (f'compile("adam", "{loss}", metrics=["accuracy"])', loss) for n, loss in enumerate(LOSSES)},
    "list": ('compile("adam", ["categorical_crossentrpy"], metrics=["accuracy"])', "categorical_crossentrpy"),
    "metric": ('compile("adam", "categorical_crossentropy", metrics=["acuracy"])', "acuracy"),  # codespell:ignore
    "optimizer": ('compile("adem", "categorical_crossentropy", metrics=["accuracy"])', "adem"),
}
"""A call of `compile`, and the name that Keras does not know."""


def build(settings: str) -> str:
    return f"def build_model():\n    model = {ROW}\n    model.{settings}\n    return model\n"


HAND_INS = {
    **{f"{name}-n": {"h.ipynb": notebook(HEAD, PREPROCESS, build(s), TRAIN)} for name, (s, _) in SETTINGS.items()},
    **{f"{name}-m": {"h.py": HEAD + PREPROCESS + build(s) + TRAIN} for name, (s, _) in SETTINGS.items()},
}


@pytest.fixture(scope="module", params=["digits_cnn", pytest.param("digits_student", marks=pytest.mark.slow)])
def graded(request: pytest.FixtureRequest, grade_class: GradeClass) -> tuple[str, Mapping[str, Graded]]:
    return request.param, grade_class(HAND_INS, request.param)


@pytest.mark.parametrize("student", HAND_INS)
def test_an_unknown_name_is_told_and_the_architecture_counts(
    student: str, graded: tuple[str, Mapping[str, Graded]]
) -> None:
    assignment, by_student = graded
    one, given = by_student[student], SETTINGS[student[:-2]][1]
    earned = {check["id"]: check["earned"] for check in one.result["checks"]}
    assert (earned["test_architecture"], earned["test_parameters"]) == (40.0, 20.0), one.page
    assert one.state == "graded", one.staff
    assert given in one.error
    assert "ended abruptly" not in one.page
    if assignment == "digits_cnn":
        assert earned["test_accuracy"] == (40.0 if student.startswith("metric") else 0.0)
