"""Networks that tell two classes apart, by one number or two: the page shows them at every threshold."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.extensions.brought import HERE
from tests.field.conftest import GradeClass, Graded, notebook

CHECKS = '''import pytest
from autograder.checks import assert_score


@pytest.mark.points(100)
def test_score(predictions, data, reference):
    """Malignant ones are found."""
    assert_score(predictions, data, reference)
'''
SETTINGS = """title = "Tumours"
points = 100

[data]
name = "tumours"

[training]
mode = "{mode}"
epochs = 15
batch_size = 32

[policy]
show_mistakes = true

[score]
metric = "f1"
bar = 0.9
also = ["roc_auc"]

[limits]
wall_s = 120
cpu_s = 120
memory_mb = 2000
"""
HEAD = "import keras\nfrom keras import layers\n"
FIT = """import numpy as np
x, y = np.load("data/tumours/x_train.npy"), np.load("data/tumours/y_train.npy")
model = made()
model.fit(x, y, epochs=15, verbose=0)
"""


def built(units: int = 1, activation: str = "sigmoid", loss: str = "binary_crossentropy") -> str:
    last = f"layers.Dense({units}, activation='{activation}')"
    return f"""{HEAD}
def build_model():
    model = keras.Sequential([keras.Input((30,)), layers.Dense(8, activation="relu"), {last}])
    model.compile(optimizer=keras.optimizers.Adam(0.01), loss="{loss}", metrics=["accuracy"])
    return model

"""


ROWS = built(activation="softmax", loss="categorical_crossentropy")
HAND_INS = {
    "one-m": {"hw.py": built()},
    "one-n": {"hw.ipynb": notebook(*built().split("\n\n", 1))},
    "two-m": {"hw.py": built(2, "softmax", "sparse_categorical_crossentropy")},
    "rows-n": {"hw.ipynb": notebook(*ROWS.split("\n\n", 1))},
    "rows-m": {"hw.py": ROWS},
}
SIGMOID = built().replace("build_model", "made")
LINEAR = built(activation="linear", loss="mean_squared_error").replace("build_model", "made")
HANDED = {
    "one-m": {"hw.py": SIGMOID + FIT},
    "one-n": {"hw.ipynb": notebook(SIGMOID, FIT)},
    "logits-m": {"hw.py": LINEAR + FIT.replace("x, y,", "x, 2 * y - 1,")},
}


@pytest.fixture(scope="module")
def binary_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("binary")
    files = {"course.toml": 'title = "Tumours"\n'}
    for mode in ("grader", "student"):
        files[f"assignments/{mode}/assignment.toml"] = SETTINGS.format(mode=mode)
        files[f"assignments/{mode}/checks/test_public.py"] = CHECKS
        files[f"reference/{mode}/solution.py"] = built()
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


@pytest.mark.slow
def test_two_classes_are_told_apart_and_shown_at_every_threshold(grade_class: GradeClass, binary_course: Path) -> None:
    found = grade_class(HAND_INS, "grader", course=binary_course, brought=(HERE / "tasks",))
    for student in ("one-m", "one-n", "two-m"):
        assert_right(found[student])
    for student in ("rows-m", "rows-n"):
        assert "“categorical_crossentropy”, which compares a probability for each class" in found[student].error
        assert (found[student].state, found[student].earned) == ("graded", 0)
    assert_no_images(found)


@pytest.mark.slow
def test_students_train_them_too(grade_class: GradeClass, binary_course: Path) -> None:
    found = grade_class(HANDED, "student", course=binary_course, brought=(HERE / "tasks",))
    for one in found.values():
        assert_right(one)
    assert_no_images(found)


def assert_right(one: Graded) -> None:
    assert (one.state, one.earned) == ("graded", 100), one.staff
    assert "on 171 test tumours" in one.page
    assert "ROC curve of malignant" in one.page
    assert "At the threshold that counts (the dot)" in one.page
    assert "Which classes it confuses" in one.page


def assert_no_images(found: Mapping[str, Graded]) -> None:
    assert [name for name, one in found.items() if "image" in one.page.lower()] == []
