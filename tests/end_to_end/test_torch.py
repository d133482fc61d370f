"""Keras on PyTorch earns what it earns on TensorFlow, and TensorFlow is neither needed nor imported."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.conftest import ASSIGNMENT, CORPUS, Command, results
from tests.field.conftest import notebook

MODULE = (CORPUS / "runs/perfect.py").read_text().replace("epochs=100", "epochs=6")
CELLS = (
    "import sys, keras\nfrom sklearn.datasets import load_digits",
    "x = (load_digits().images / 16).astype('float32').reshape(-1, 8, 8, 1)[:1200]",
    "y = keras.utils.to_categorical(load_digits().target[:1200], 10)",
    "keras.utils.set_random_seed(7)",
    MODULE.partition("def build_model")[2].join(("def build_model", "")).partition("\n\n\ndef train")[0],
    "model = build_model()\nmodel.fit(x, y, epochs=6, batch_size=50, validation_split=0.2, verbose=0)",
    "print('backend', keras.backend.backend(), 'tensorflow' in sys.modules)",
)
TELLS = "\nimport sys\nprint('backend', keras.backend.backend(), 'tensorflow' in sys.modules)\n"
CLASS = {
    "right.py": MODULE + TELLS,
    "right_notebook.ipynb": notebook(*CELLS),
    "wrong.py": MODULE.replace("Conv2D(10", "Conv2D(12"),
    "old.py": MODULE.replace("learning_rate=", "lr=").replace('"accuracy"]', '"acc"]'),
    "failing.py": MODULE.replace("return model\n", "return network\n", 1),
}
"""Hand-ins of a class, by student."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="TORCH SKIPPED: PyTorch is not installed"),
]


def graded(autograder: Command, course: Path, folder: Path, backend: str, mode: str) -> Mapping[str, Any]:
    """Grade the class in a course on a backend; return the result of each student."""
    own, out = folder / f"course-{backend}-{mode}", folder / f"runs-{backend}-{mode}"
    shutil.copytree(course, own)
    (own / "course.toml").write_text(f'title = "Test course"\nbackend = "{backend}"\n')
    settings = ASSIGNMENT.replace('"grader"', f'"{mode}"').replace("epochs = 4", "epochs = 8")
    (own / "assignments/digits_cnn/assignment.toml").write_text(settings)
    hand_ins = folder / "class"
    hand_ins.mkdir(exist_ok=True)
    for name, text in CLASS.items():
        (hand_ins / name).write_text(text)
    done = autograder("batch", hand_ins, "-a", "digits_cnn", "--out", out, course=own)
    assert done.code == 0, done.stdout + done.stderr
    return results(out)


def said(folder: Path) -> set[str]:
    """Return what submissions printed about their backend."""
    kept = [json.loads(path.read_text()) for path in folder.glob(".store/evidence/*/evidence.json")]
    notebooks = [path.read_text() for path in folder.glob("students/*/executed.ipynb")]
    return set(re.findall(r"backend \w+ \w+", " ".join([*(str(each) for each in kept), *notebooks])))


@pytest.mark.parametrize("mode", ["grader", "student"])
def test_points_are_the_same_on_both(autograder: Command, course: Path, tmp_path: Path, mode: str) -> None:
    torch, tensorflow = (graded(autograder, course, tmp_path, name, mode) for name in ("torch", "tensorflow"))
    assert {name: result["earned"] for name, result in torch.items()} == {
        name: result["earned"] for name, result in tensorflow.items()
    }
    assert torch["right"]["earned"] == torch["right_notebook"]["earned"] == torch["old"]["earned"] == 100
    assert torch["wrong"]["earned"] < 100
    assert torch["failing"]["earned"] == 0
    assert torch["failing"]["error"] == tensorflow["failing"]["error"]
    assert all("tensorflow" not in result["versions"] for result in torch.values())
    assert "torch" in torch["right"]["versions"]
    assert said(tmp_path / f"runs-torch-{mode}") == {"backend torch False"}


def test_a_backend_that_is_not_installed_is_told_before_anything_is_run(
    autograder: Command, course: Path, tmp_path: Path
) -> None:
    if importlib.util.find_spec("jax") is not None:
        pytest.skip("JAX is installed")
    own = tmp_path / "course"
    shutil.copytree(course, own)
    (own / "course.toml").write_text('title = "Test course"\nbackend = "jax"\n')
    refused = autograder("grade", CORPUS / "runs/perfect.py", "-a", "digits_cnn", "--out", tmp_path / "out", course=own)
    assert refused.code == 2
    assert "Keras computes with “jax” there, which is not installed here" in refused.stderr
