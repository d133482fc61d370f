"""Notebooks at work: a stub with its self-check cell in a kernel of its own, and the drawing tools in each sandbox."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from course_helpers import ROOT
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

pytestmark = pytest.mark.slow

NETWORK = """\
import keras
from keras import layers

def preprocess(images):
    return images[..., None].astype("float32") / 16

def build_model():
    parts = [layers.Conv2D(10, 3), layers.Activation("relu"), layers.MaxPooling2D(2), layers.Flatten()]
    parts += [layers.Dense(50, activation="relu"), layers.Dense(10, activation="softmax")]
    model = keras.Sequential([keras.Input((8, 8, 1)), *parts])
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    return model

model = build_model()"""
TOOLS = (
    """\
import os
import matplotlib.pyplot as plt
import pandas as pd
import pydot
import seaborn as sns
from PIL import Image
from sklearn.datasets import load_digits
digits = load_digits()
x, y = preprocess(digits.images[:300]), keras.utils.to_categorical(digits.target[:300])""",
    'keras.utils.plot_model(model, to_file="model.png", show_shapes=True)',
    "%load_ext tensorboard",
    'history = model.fit(x, y, epochs=2, verbose=0, callbacks=[keras.callbacks.TensorBoard("logs")])',
    "%tensorboard --logdir logs",
    "pd.DataFrame(history.history)",
    "sns.heatmap(pd.crosstab(digits.target[:300], model.predict(x, verbose=0).argmax(axis=1)))\nplt.show()",
    'print(Image.open("model.png").size[0] > 100, len(os.listdir("logs")))',
)


def test_a_stub_runs_in_a_kernel_and_its_self_check_cell_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("AUTOGRADER_COURSE", str(ROOT))
    shutil.copy(ROOT / "assignments/preprocessing/preprocessing.ipynb", tmp_path)
    notebook = nbformat.read(tmp_path / "preprocessing.ipynb", as_version=4)
    place = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(notebook, timeout=600, allow_errors=True, kernel_name="python3", resources=place).execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert {output.ename for output in outputs if output.output_type == "error"} == {"NotImplementedError"}
    said = "".join(output.text for output in notebook.cells[-1].outputs)
    assert "0 / 100" in said
    assert "still to be written" in said
    assert said.count("✗") == 5


@pytest.mark.parametrize("sandbox", ["forkserver", "bubblewrap"])
def test_the_tools_for_drawing_work_in_the_box(sandbox: str, tmp_path: Path) -> None:
    submission = tmp_path / "tools.ipynb"
    cells = [new_code_cell(source) for source in (NETWORK, *TOOLS)]
    nbformat.write(new_notebook(cells=cells), submission)
    command: list[str | Path] = [
        Path(sys.executable).with_name("autograder"),
        "grade",
        submission,
        "-a",
        "digits_cnn",
        "--course",
        ROOT,
    ]
    command += ["--sandbox", sandbox, "--out", tmp_path / "out"]
    graded = subprocess.run([str(part) for part in command], check=False, capture_output=True, text=True, timeout=900)
    assert graded.returncode == 0, graded.stdout + graded.stderr
    result = json.loads((tmp_path / "out/students/tools/result.json").read_text(encoding="utf-8"))
    assert (result["error"], result["earned"]) == (None, 100.0)
    executed = nbformat.read(tmp_path / "out/students/tools/executed.ipynb", as_version=4)
    outputs = [[output.get("data", {}) for output in cell.outputs] for cell in executed.cells]
    pictures = [number for number, found in enumerate(outputs) if any("image/png" in data for data in found)]
    assert pictures == [2, 7]
    assert executed.cells[-1].outputs[0].text == "True 1\n"
