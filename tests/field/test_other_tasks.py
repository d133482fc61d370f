"""Assignments without images: a model of rows, a figure alone, an essay. Nothing on their pages speaks of images."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Command
from tests.field.conftest import GradeClass, Graded, HandIn, notebook

pytestmark = pytest.mark.slow

DATA = """import keras
import numpy as np
from keras import layers
rng = np.random.default_rng(1)
x = rng.normal(size=(200, 5)).astype("float32")
y = x @ np.arange(5, dtype="float32")
"""
NET = """model = keras.Sequential([keras.Input((5,)), layers.Dense(8, activation="relu"), layers.Dense(1)])
model.compile("adam", "mse")
"""
FIT = "history = model.fit(x, y, epochs=3, validation_split=0.25, verbose=0)\n"
PICTURE = "import matplotlib.pyplot as plt\nplt.plot([1, 2, 3])\nplt.show()\n"
STILL = """from autograder.checks import assert_learns, assert_same_architecture, leave_to_person
import pytest


"""
CHECKS = {
    "rows": f'''{STILL}@pytest.mark.points(10)
def test_network(structure, reference):
    """The network is the one asked for."""
    assert_same_architecture(structure, reference.structure)


@pytest.mark.points(10)
def test_history(history):
    """It is trained."""
    assert history["loss"][-1] < history["loss"][0], "The loss should fall."


''',
    "probed": f'''{STILL}@pytest.mark.points(10)
def test_learns(behaviour):
    """It can learn."""
    assert_learns(behaviour)
''',
    "figure": f'''{STILL}@pytest.mark.points(10)
def test_figure(figures):
    """A figure is drawn."""
    assert len(figures) == 1, f"Expected one figure, found {{len(figures)}}."
''',
    "essay": f'''{STILL}@pytest.mark.points(10)
def test_essay():
    """It says why."""
    leave_to_person()
''',
}
PROBES = '\n[entry]\nprobes = ["training_step", "memorising"]\n'
SETTINGS = {
    "rows": 'title = "Rows"\npoints = 20\n',
    "probed": f'title = "Probed"\npoints = 10\n{PROBES}\n[data]\nname = "digits"\n',
    "figure": 'title = "Drawing"\npoints = 10\n\n[entry]\nmodel = false\n',
    "essay": 'title = "Essay"\npoints = 10\n\n[entry]\nmodel = false\n',
}
OWN = """import keras
from keras import layers

def preprocess(images):
    return ((images - images.mean()) / images.std()).reshape(-1, 8, 8, 1).astype("float32")

model = keras.Sequential(
    [keras.Input((8, 8, 1)), layers.Flatten(), layers.Dense(32, activation="relu"), layers.Dense(10, "softmax")]
)
model.compile("adam", "sparse_categorical_crossentropy")
"""
SOLUTIONS = {"rows": DATA + NET + FIT, "probed": OWN, "figure": PICTURE, "essay": "x = 1\n"}
ROWS = {
    "right": DATA + NET + FIT,
    "no-validation": DATA + NET + FIT.replace(", validation_split=0.25", ""),
    "wider": DATA + NET.replace("Dense(8", "Dense(64") + FIT,
    "narrower": DATA + NET.replace("(5,)", "(4,)") + FIT,
    "untrained": DATA + NET,
    "nothing": "x = 1\n",
}
DRAWN = {"right": PICTURE, "closed": f"{PICTURE}plt.close('all')\n", "none": "x = 1\n"}
WORDS = {"rows": ("image", "accura", "function", "pixel"), "figure": ("image", "accura", "function", "model", "train")}
WORDS["essay"] = WORDS["figure"]


def both(sources: Mapping[str, str]) -> Mapping[str, HandIn]:
    notebooks = {f"{name}-n": {"hw.ipynb": notebook(source)} for name, source in sources.items()}
    return {f"{name}-m": {"hw.py": source} for name, source in sources.items()} | notebooks


@pytest.fixture(scope="module")
def other_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("other")
    files = {"course.toml": 'title = "Other"\n'}
    for name, text in CHECKS.items():
        files[f"assignments/{name}/assignment.toml"] = SETTINGS[name]
        files[f"assignments/{name}/checks/test_public.py"] = text
        files[f"reference/{name}/solution.py"] = SOLUTIONS[name]
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


@pytest.fixture(scope="module")
def graded(grade_class: GradeClass, other_course: Path) -> Mapping[str, Mapping[str, Graded]]:
    classes = {"rows": both(ROWS), "figure": both(DRAWN), "essay": both({"right": "x = 1\n", "wrong": "1 / 0\n"})}
    return {name: grade_class(hand_ins, name, course=other_course) for name, hand_ins in classes.items()}


@pytest.mark.parametrize("assignment", WORDS)
def test_no_page_speaks_of_what_the_task_does_not_have(
    assignment: str, graded: Mapping[str, Mapping[str, Graded]]
) -> None:
    said = {student: one.page.lower() for student, one in graded[assignment].items()}
    assert {(s, word) for s, page in said.items() for word in WORDS[assignment] if word in page} == set()


@pytest.mark.parametrize("form", "mn")
def test_a_model_of_rows_is_graded_and_its_curves_are_those_of_data(
    form: str, graded: Mapping[str, Mapping[str, Graded]]
) -> None:
    rows = graded["rows"]
    assert rows[f"right-{form}"].earned == rows[f"no-validation-{form}"].earned == 20
    assert "training data validation data Loss" in rows[f"right-{form}"].page
    assert "validation data Loss" not in rows[f"no-validation-{form}"].page
    assert rows[f"nothing-{form}"].earned == 0


def test_a_network_with_preprocessing_of_its_own_is_probed_too(grade_class: GradeClass, other_course: Path) -> None:
    probed = grade_class(both({"own": OWN}), "probed", course=other_course)
    assert {name: one.earned for name, one in probed.items()} == {"own-m": 10, "own-n": 10}


def test_probes_without_a_data_set_are_the_courses_fault(
    grade_class: GradeClass, other_course: Path, tmp_path: Path
) -> None:
    shutil.copytree(other_course, tmp_path / "course")
    settings = tmp_path / "course" / "assignments" / "probed" / "assignment.toml"
    settings.write_text(f'title = "Probed"\npoints = 10\n{PROBES}')
    (one,) = grade_class({"kim": {"hw.py": OWN}}, "probed", course=tmp_path / "course").values()
    assert one.state == "needs_review"
    assert "behaviour could not be tried" not in one.page
    assert "this assignment names no data set, so a check cannot ask for `behaviour`" in one.staff


@pytest.mark.parametrize("name", ["right-m", "right-n", "closed-n"])
def test_a_figure_counts_that_was_left_open_or_shown_by_a_notebook(
    name: str, graded: Mapping[str, Mapping[str, Graded]]
) -> None:
    assert graded["figure"][name].earned == 10


@pytest.mark.parametrize("name", ["closed-m", "none-m", "none-n"])
def test_who_drew_no_figure_is_told_so(name: str, graded: Mapping[str, Mapping[str, Graded]]) -> None:
    assert graded["figure"][name].earned == 0
    assert "No figure was found: your code should draw one, and not close it." in graded["figure"][name].page


@pytest.mark.parametrize("assignment", ["rows", "figure"])
def test_the_terminal_says_nothing_of_images_either(
    assignment: str, autograder: Command, other_course: Path, tmp_path: Path
) -> None:
    (tmp_path / "hw.py").write_text(SOLUTIONS[assignment])
    ran = autograder("grade", tmp_path / "hw.py", "-a", assignment, course=other_course)
    assert ran.code == 0, ran.stderr
    assert [word for word in WORDS[assignment] if word in ran.stdout.lower()] == []
