"""A course's own tests by the real command: verdicts, points and messages of modules, a notebook and a package."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.authoring.template import FOLDER, add
from autograder.course.folder import open_course
from tests.end_to_end.conftest import Command, results

SOLUTION = (FOLDER / "test-suite/reference/solution.py").read_text()
SECRET = "10_000"
STEALS = """
import os, sys
def softmax(scores):
    found = []
    for folder in ("/box", "/run", "/tmp", "/root", "/home", ".", ".."):
        for root, _, files in os.walk(folder):
            found += [os.path.join(root, file) for file in files if file in ("test_hidden.py", "test_public.py")]
    raise ValueError(f"found {found}")
def batches(x, size):
    os._exit(0)
"""


@pytest.fixture(scope="module")
def layers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("course")
    (root / "course.toml").write_text('title = "Layers"\n')
    add(open_course(root), "layer", "test-suite")
    return root


@pytest.fixture(scope="module")
def graded(layers: Path, autograder: Command, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    hand_ins = tmp_path_factory.mktemp("hand-ins")
    wrong = SOLUTION.replace("upstream.sum(axis=0)", "upstream.mean(axis=0)")
    cells = [nbformat.v4.new_code_cell(part) for part in wrong.split("# %%\n") if "import" in part or "def" in part]
    nbformat.write(nbformat.v4.new_notebook(cells=cells[:-1]), hand_ins / "half.ipynb")
    package = hand_ins / "package"
    package.mkdir()
    before, layer = SOLUTION.split("class Linear", 1)
    layer, after = layer.split("# %% [markdown]\n# ## 3")
    (package / "layers.py").write_text(f"class Linear{layer}")
    (package / "layer.py").write_text(f"from layers import Linear\n{before}# %% [markdown]\n# ## 3{after}")
    (hand_ins / "steals.py").write_text(STEALS)
    out = tmp_path_factory.mktemp("run") / "out"
    ran = autograder("batch", hand_ins, "--assignment", "layer", "--out", out, course=layers)
    assert ran.code == 0, ran.stderr
    return {"results": results(out), "out": out}


def checks(result: Any) -> dict[str, Any]:
    return {check["id"]: check for check in result["checks"]}


def test_a_right_package_earns_everything(graded: dict[str, Any]) -> None:
    found = graded["results"]["package"]
    assert (found["earned"], found["state"]) == (100, "graded")


def test_half_a_notebook_earns_what_it_has(graded: dict[str, Any]) -> None:
    found = checks(graded["results"]["half"])
    assert found["test_softmax"]["earned"] == 20
    assert found["test_batches"]["earned"] == 0
    assert found["test_batches"]["message"] == "`batches` was not found in your code."


def test_a_hidden_test_tells_nothing(graded: dict[str, Any]) -> None:
    found = checks(graded["results"]["half"])["test_gradients"]
    assert (found["status"], found["earned"]) == ("failed", 0)
    assert "does not pass" not in found["message"]
    for path in graded["out"].glob("students/*/*"):
        if path.suffix in {".html", ".json"} and path.name != "staff.html":
            assert SECRET not in path.read_text()
            assert "upstream @ weights.T" not in path.read_text()


def test_a_hand_in_finds_no_tests_and_does_not_pass_by_ending(graded: dict[str, Any]) -> None:
    result = graded["results"]["steals"]
    assert result["earned"] == 0
    assert result["state"] == "graded"
    found = checks(result)
    assert "found []" in found["test_softmax"]["message"]
    assert "gave no answer" in found["test_batches"]["message"]
    assert json.dumps(result).count("test_hidden.py") == 0


@pytest.mark.slow
def test_a_changed_test_is_judged_by_what_crossed_before(tmp_path: Path, autograder: Command, layers: Path) -> None:
    course, out, hand_in = tmp_path / "course", tmp_path / "out", tmp_path / "layer.py"
    shutil.copytree(layers, course)
    hand_in.write_text(SOLUTION.replace("shifted.sum(axis=1, keepdims=True)", "shifted.sum()"))
    assert autograder("grade", hand_in, "--assignment", "layer", "--out", out, course=course).code == 0
    (before,) = results(out).values()
    assert before["earned"] == 70
    hand_in.write_text("raise SystemExit")
    public = course / "assignments/layer/tests/test_public.py"
    text = public.read_text().replace("    np.testing.assert_allclose(found.sum(axis=1), 1.0)\n", "")
    compared = text[text.index("    np.testing.assert_allclose(found, np.exp") : text.index("\n\n\ndef test_linear")]
    public.write_text(text.replace(compared, ""))
    assert autograder("regrade", out, course=course).code == 0
    (after,) = results(out).values()
    assert after["earned"] == 80
    public.write_text(public.read_text().replace("[5.0, -5.0]", "[5.0, -4.0]"))
    asked = autograder("regrade", out, course=course)
    assert asked.code == 3
    assert "suite of the assignment changed" in asked.stdout + asked.stderr
    (kept,) = results(out).values()
    assert kept["earned"] == 80
