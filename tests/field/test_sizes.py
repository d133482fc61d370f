"""What is larger than the grader takes is told by its size, and by what to do; nothing vanishes without a word."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.field.conftest import GradeClass, Graded, notebook
from tests.field.functions import ALL
from tests.field.test_model_forms import COMPILE, DATA, FIT, HEAD, PREPROCESS, ROW, TRAIN

pytestmark = pytest.mark.slow

WIDE = (
    "keras.Sequential([keras.Input((8, 8, 1)), layers.Flatten(), layers.Dense({units}, activation='relu'), "
    "layers.Dense(10, activation='softmax')])"
)
LARGE = WIDE.format(units=40_000)
"""3 million parameters: 12 MB."""
FITTED = [HEAD, DATA, f"model = {LARGE}\nmodel.{COMPILE}", f"model.{FIT.replace('epochs=4', 'epochs=1')}"]
BUILT = [HEAD, PREPROCESS, f"def build_model():\n    model = {LARGE}\n    model.{COMPILE}\n    return model", TRAIN]
HUNGRY = """keras.Sequential(
        [keras.Input((8, 8, 1)), layers.Conv2D(16, 3, padding='same'), layers.UpSampling2D(8)]
        + [layers.ReLU() for _ in range(22)]
        + [layers.MaxPooling2D(16), layers.Flatten(), layers.Dense(10, activation='softmax')]
    )"""
"""6 MB of outputs for each image, of which 256 have no room beside each other, and a batch has."""
ROOM = [HEAD, PREPROCESS, f"def build_model():\n    model = {HUNGRY}\n    model.{COMPILE}\n    return model", TRAIN]
MODELS = {
    "fitted-n": {"h.ipynb": notebook(*FITTED)},
    "fitted-m": {"h.py": "\n".join(FITTED)},
    "built-n": {"h.ipynb": notebook(*BUILT)},
    "built-m": {"h.py": "\n".join(BUILT)},
}


@pytest.fixture(scope="module")
def narrow(field_course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course with room for small models alone."""
    root = tmp_path_factory.mktemp("narrow") / "course"
    shutil.copytree(field_course, root)
    for path in root.glob("assignments/digits_*/assignment.toml"):
        path.write_text(f"{path.read_text()}disk_mb = 8\n")
    return root


@pytest.fixture
def roomy(field_course: Path, tmp_path: Path) -> Path:
    """The course with room for a large model's training."""
    root = tmp_path / "course"
    shutil.copytree(field_course, root)
    path = root / "assignments" / "digits_student" / "assignment.toml"
    text = path.read_text().replace("memory_mb = 2000", "memory_mb = 8000")
    path.write_text(text.replace("wall_s = 120", "wall_s = 900").replace("cpu_s = 120", "cpu_s = 1800"))
    return root


@pytest.fixture(scope="module", params=["digits_cnn", "digits_student"])
def too_large(request: pytest.FixtureRequest, grade_class: GradeClass, narrow: Path) -> Mapping[str, Graded]:
    return grade_class({**MODELS, "hungry": {"h.py": "\n".join(ROOM)}}, request.param, course=narrow)


@pytest.mark.parametrize("student", MODELS)
def test_a_model_that_is_too_large_is_told_its_size(student: str, too_large: Mapping[str, Graded]) -> None:
    one = too_large[student]
    assert "3,000,010 parameters" in one.error
    assert "up to 7 MB" in one.error
    assert "No model was found" not in one.page
    assert one.earned == 0.0


def test_a_model_that_can_be_trained_in_its_memory_is_asked_in_it_too(too_large: Mapping[str, Graded]) -> None:
    one = too_large["hungry"]
    assert (one.error, one.state) == ("", "graded")
    assert one.result["measurements"]


@pytest.mark.slow
def test_a_trained_model_of_53_million_parameters_is_graded(grade_class: GradeClass, roomy: Path) -> None:
    fit = FIT.replace("epochs=4", "epochs=1")
    cells = [HEAD, DATA, f"model = {WIDE.format(units=707_000)}\nmodel.{COMPILE}", f"model.{fit}"]
    one = grade_class({"kim": {"h.ipynb": notebook(*cells)}}, "digits_student", course=roomy)["kim"]
    assert one.error == ""
    assert one.result["parameters"]["total"] == 53_025_010


FIGURES = """
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt
"""
SHOWN = {
    "many": FIGURES + "for n in range(15):\n    plt.figure()\n    plt.plot([1, n])\n",
    "noisy": FIGURES + "plt.figure(figsize=(30, 20))\nplt.figimage(np.random.rand(1600, 2400, 3))\n",
}


@pytest.fixture(scope="module")
def shown(grade_class: GradeClass) -> Mapping[str, Graded]:
    build = f"def build_model():\n    model = {ROW}\n    model.{COMPILE}\n    return model\n"
    return grade_class({name: {"h.py": HEAD + PREPROCESS + build + code} for name, code in SHOWN.items()}, "digits_cnn")


@pytest.mark.parametrize(("student", "told"), [("many", "3 more are left out"), ("noisy", "larger than 4 MB")])
def test_figures_that_are_left_out_are_counted(student: str, told: str, shown: Mapping[str, Graded]) -> None:
    assert shown[student].earned == 100.0
    assert told in shown[student].page


VALUES = {
    "numbers": ALL + "def scale(images):\n    return np.zeros(9_000_000)\n",
    "words": ALL + "def scale(images):\n    return 'x' * 600_000\n",
}


@pytest.fixture(scope="module")
def valued(grade_class: GradeClass) -> Mapping[str, Graded]:
    return grade_class({name: {"h.py": code} for name, code in VALUES.items()}, "preprocessing")


@pytest.mark.parametrize(("student", "told"), [("numbers", "9,000,000 numbers"), ("words", "500,000 characters")])
def test_a_value_that_is_too_large_costs_its_own_function_alone(
    student: str, told: str, valued: Mapping[str, Graded]
) -> None:
    one = valued[student]
    assert told in one.page
    assert [check["id"] for check in one.result["checks"] if check["status"] != "passed"] == ["test_scale"]
