"""The whole way: solutions and notebooks of old tutorials go through `autograder`, in boxes, to a grade."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from course_helpers import ROOT

from autograder.course import release

OFFLINE = (
    *("preprocessing", "convolution", "pooling", "dropout", "digits_cnn", "digits_transfer", "feature_maps"),
    *("callbacks", "augmentation", "tuning"),
    *("mnist_mlp", "mnist_cnn", "fashion_cnn", "fashion_deep_cnn", "better_mlp"),
)
"""All whose data is here, or can be stood in for."""
CLAIMED = {"callbacks", "tuning", "dropout", "digits_transfer"}
"""Whose checks believe what a function says of its training: a person looks at the points."""
OLD = sorted(path.stem for path in (Path(__file__).parent / "old").glob("*.ipynb"))
OF_TODAY = {"tensorboard", "colab"}

pytestmark = pytest.mark.slow


def autograder(*arguments: str | Path) -> None:
    command = [str(Path(sys.executable).with_name("autograder")), *map(str, arguments)]
    ended = subprocess.run(command, check=False, capture_output=True, text=True, timeout=3000)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def result(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


@pytest.mark.parametrize("form", ["module", "notebook"])
@pytest.mark.parametrize("name", OFFLINE)
def test_a_solution_earns_everything(name: str, form: str, tmp_path: Path) -> None:
    private = ROOT / "reference" / name
    submission = private / "solution.py"
    if form == "notebook":
        submission = tmp_path / f"{name}.ipynb"
        solution = release.solution_notebook(release.read_solution(private))
        submission.write_text(release.as_notebook(solution), encoding="utf-8")
    place = ("--course", ROOT, "--out", tmp_path / "out", "--json", tmp_path / "r.json")
    autograder("grade", submission, "-a", name, "--data", "offline", *place)
    graded = result(tmp_path / "r.json")
    state = "needs_review" if name in CLAIMED else "graded"
    assert (graded["earned"], graded["possible"], graded["state"]) == (100.0, 100.0, state), graded["checks"]
    assert graded["hints"] == []


@pytest.fixture(scope="module")
def accepted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A batch of all old notebooks under the course's own policy."""
    out = tmp_path_factory.mktemp("accept") / "out"
    autograder("batch", Path(__file__).parent / "old", "-a", "digits_cnn", "--course", ROOT, "--out", out)
    return out


@pytest.fixture(scope="module")
def explained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same batch where the course wants today's spellings."""
    course = tmp_path_factory.mktemp("explain")
    (course / "course.toml").write_text('title = "Today"\n', encoding="utf-8")
    for half in ("assignments", "reference"):
        shutil.copytree(ROOT / half / "digits_cnn", course / half / "digits_cnn")
    settings = course / "assignments" / "digits_cnn" / "assignment.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("[policy]\n", '[policy]\nkeras2 = "explain"\n'), encoding="utf-8")
    autograder("batch", Path(__file__).parent / "old", "-a", "digits_cnn", "--course", course, "--out", course / "out")
    return course / "out"


@pytest.mark.parametrize("name", OLD)
def test_a_notebook_of_an_old_tutorial_is_graded(name: str, accepted: Path) -> None:
    graded = result(accepted / "students" / name / "result.json")
    assert (graded["earned"], graded["error"]) == (100.0, None)
    assert all("the spelling alone" in hint for hint in graded["hints"])
    page = (accepted / "students" / name / "feedback.html").read_text(encoding="utf-8")
    assert name == "tensorboard" or "An old spelling worked here" in page or "Left out, because" in page


@pytest.mark.parametrize("name", sorted(set(OLD) - OF_TODAY))
def test_where_the_course_wants_it_the_modern_spelling_is_said(name: str, explained: Path) -> None:
    graded = result(explained / "students" / name / "result.json")
    assert graded["error"] is not None
    assert "old spelling" in graded["error"] or "Keras 2" in graded["error"]
