"""The digits network handed in as a module of PyTorch is judged beside a reference in Keras."""

from __future__ import annotations

import importlib.util
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.conftest import ASSIGNMENT, Command, results
from tests.end_to_end.torch_class import RIGHT, WRONG
from tests.sentences import faults

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("torch") is None, reason="TORCH SKIPPED: PyTorch is not installed"
)


def course_of(course: Path, folder: Path, *, mode: str = "grader", frameworks: str = '["keras", "torch"]') -> Path:
    own = folder / "course"
    shutil.copytree(course, own)
    settings = ASSIGNMENT.replace('"grader"', f'"{mode}"').replace("epochs = 4", "epochs = 8")
    settings = settings.replace("points = 100", f"points = 100\nframeworks = {frameworks}")
    (own / "assignments/digits_cnn/assignment.toml").write_text(settings)
    return own


def graded(autograder: Command, course: Path, folder: Path, hand_ins: Mapping[str, str]) -> Mapping[str, Any]:
    (folder / "class").mkdir()
    for name, text in hand_ins.items():
        (folder / "class" / name).write_text(text)
    done = autograder("batch", folder / "class", "-a", "digits_cnn", "--out", folder / "runs", course=course)
    assert done.code == 0, done.stdout + done.stderr
    return results(folder / "runs")


@pytest.fixture(scope="module")
def by_grader(autograder: Command, course: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    folder = tmp_path_factory.mktemp("grader")
    hand_ins = {**RIGHT, **{name: text for name, (text, _) in WRONG.items()}}
    return graded(autograder, course_of(course, folder), folder, hand_ins)


@pytest.mark.parametrize("name", RIGHT)
def test_right_work_gets_every_point_in_either_framework(by_grader: Mapping[str, Any], name: str) -> None:
    result = by_grader[Path(name).stem]
    assert result["earned"] == 100, json.dumps(result, indent=1)
    assert result["trust"] == "rebuilt"
    assert ("keras" if name == "keras.py" else "torch") in result["versions"]


@pytest.mark.parametrize("name", WRONG)
def test_wrong_work_loses_points_with_its_cause_first(by_grader: Mapping[str, Any], name: str) -> None:
    result = by_grader[Path(name).stem]
    assert result["earned"] < 100
    texts = [check["message"] for check in result["checks"] if check["status"] != "passed"]
    assert WRONG[name][1] in texts[0], texts
    assert faults(texts[0]) == []


@pytest.mark.slow
def test_the_training_of_a_notebook_counts_where_the_students_is_judged(
    autograder: Command, course: Path, tmp_path: Path
) -> None:
    own = course_of(course, tmp_path, mode="student", frameworks='["torch"]')
    wrong = {"wrong.py": WRONG["filters.py"][0], "none.py": WRONG["none.py"][0]}
    found = graded(autograder, own, tmp_path, {**RIGHT, **wrong, "keras.py": RIGHT["module.py"]})
    assert {name: result["earned"] for name, result in found.items() if name not in {"wrong", "none"}} == {
        Path(name).stem: 100 for name in RIGHT
    }
    assert found["wrong"]["earned"] < 100
    assert found["none"]["earned"] == 0


def test_a_framework_that_is_not_known_is_refused(autograder: Command, course: Path, tmp_path: Path) -> None:
    own = course_of(course, tmp_path, frameworks='["jax"]')
    (tmp_path / "a.py").write_text(RIGHT["module.py"])
    refused = autograder("grade", tmp_path / "a.py", "-a", "digits_cnn", "--out", tmp_path / "out", course=own)
    assert refused.code == 2
    assert "frameworks" in refused.stderr
