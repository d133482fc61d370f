"""Messages name what a person can act on: functions by name, each line once, no word of the program's own."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.field.conftest import Command, GradeClass, Graded, notebook
from tests.sentences import faults

IMPORT = "import numpy as np\n"
FLATTEN = "def flatten_images(x):\n    return x.reshape(len(x), -1)\n"
SCALE = "def scale(x):\n    return x.astype(np.float32) / np.float32(255)\n"
MIN_MAX = """def min_max_scale(x):
    low, high = x.min(axis=0), x.max(axis=0)
    span = (high - low).astype(float)
    return (x - low) / np.where(span == 0, 1, span)
"""
ONE_HOT = "def one_hot(y, num_classes):\n    return np.eye(num_classes)[y]\n"
SPLIT = """def split(x, y, validation, seed):
    order = np.random.default_rng(seed).permutation(len(x))
    count = round(len(x) * validation)
    val, train = order[:count], order[count:]
    return x[train], x[val], y[train], y[val]
"""
WHOLE = IMPORT + FLATTEN + SCALE + MIN_MAX + ONE_HOT + SPLIT
SOURCES = {
    "whole": WHOLE,
    "no_split": WHOLE.replace(SPLIT, ""),
    "misspelt": WHOLE.replace("def split", "def splitt"),
    "capital": WHOLE.replace("def scale", "def Scale"),
    "reordered": WHOLE.replace("def one_hot", "def onehot"),
    "stopped": WHOLE.replace(SPLIT, "open('/nowhere/train.csv')\n" + SPLIT),
    "overwritten": WHOLE + "scale = scale(np.zeros((2, 2)))\n",
    "nothing": WHOLE.replace("    return x.reshape(len(x), -1)", "    x.reshape(len(x), -1)"),
    "empty_assert": WHOLE.replace("    return np.eye", "    assert False\n    return np.eye"),
    "asks": WHOLE.replace("    return np.eye", "    raise ValueError('did you mean this?')\n    return np.eye"),
    "ends": WHOLE.replace("    return np.eye", "    raise ValueError('it ends.')\n    return np.eye"),
    "scalar": WHOLE.replace("    return np.eye(num_classes)[y]", "    return 1.0"),
}
EXPECTED = {
    "no_split": "The function split was not found. Define it at top level.",
    "misspelt": "Your code defines “splitt”",
    "capital": "Your code defines “Scale”",
    "reordered": "Your code defines “onehot”",
    "stopped": "your code stopped before the lines that define it",
    "overwritten": "“scale = scale(np.zeros((2, 2)))” put something else into it",
    "nothing": "the function returned nothing. Is a “return” missing?",
    "empty_assert": "found an error: AssertionError.",
    "asks": "found an error: ValueError: did you mean this?",
    "ends": "found an error: ValueError: it ends.",
    "scalar": "found a number.",
}


@pytest.fixture(scope="module")
def graded(grade_class: GradeClass) -> Mapping[str, Graded]:
    modules = {f"{name}_module": {"preprocessing.py": source} for name, source in SOURCES.items()}
    notebooks = {name: {"preprocessing.ipynb": notebook(source)} for name, source in SOURCES.items()}
    return grade_class(modules | notebooks, "preprocessing")


@pytest.mark.parametrize("form", ["", "_module"])
@pytest.mark.parametrize("name", SOURCES)
def test_a_message_says_what_is_wrong_with_which_function(name: str, form: str, graded: Mapping[str, Graded]) -> None:
    one = graded[name + form]
    messages = [check["message"] for check in one.result["checks"]]
    assert [fault for message in messages for fault in faults(message)] == []
    assert EXPECTED.get(name, "") in " ".join(messages)
    assert (one.earned == 100) == (name == "whole"), messages


def test_a_task_of_functions_does_not_speak_of_accuracy_or_training(graded: Mapping[str, Graded]) -> None:
    assert "accuracy" not in graded["whole"].page.lower()
    assert "training" not in graded["whole"].page.lower()


def test_unknown_data_is_one_message_with_the_nearest_name(
    autograder: Command, field_course: Path, tmp_path: Path
) -> None:
    shutil.copytree(field_course, tmp_path / "course")
    settings = tmp_path / "course" / "assignments" / "preprocessing" / "assignment.toml"
    more = '\n[data]\nname = "digitts"\nalso = ["fashion-mnist"]\nweights = ["vgg61"]\n'
    settings.write_text(settings.read_text() + more)
    (tmp_path / "kim.py").write_text(WHOLE)
    ran = autograder("grade", tmp_path / "kim.py", "-a", "preprocessing", course=tmp_path / "course")
    said = ran.stdout + ran.stderr
    assert ran.code == 2
    assert "Traceback" not in said
    for wrong, near in (("digitts", "digits"), ("fashion-mnist", "fashion_mnist"), ("vgg61", "vgg16")):
        assert f"{wrong!r}" in said
        assert f"did you mean {near!r}?" in said
    assert "assignment.toml, line" in said
