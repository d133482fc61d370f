"""A class for the benchmarks: a course over the embedded digits, and hand-ins that measure their own compute."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import nbformat

REPOSITORY = Path(__file__).parents[1]
NAME = "digits_cnn"
LIMITS = """
[limits]
wall_s = 120
cpu_s = 240
"""
DATA = """
[data]
name = "digits"

[training]
mode = "{mode}"
epochs = 5
batch_size = 50
validation = 0.2
"""
CHECKS = '''\
import pytest

from autograder.checks import assert_accuracy, assert_output_shapes, assert_parameters, assert_same_architecture


@pytest.mark.points(30)
def test_architecture(structure, reference):
    """The layers are the ones asked for."""
    assert_same_architecture(structure, reference.structure, trainable=False)


@pytest.mark.points(20)
def test_parameters(structure, reference):
    """The network has as many parameters as the reference."""
    assert_parameters(structure, reference.structure)


@pytest.mark.points(10)
def test_shapes(structure):
    """The shapes are the ones asked for."""
    assert_output_shapes(structure, [(6, 6, 10), (3, 3, 10), (90,), (50,), (10,)])


@pytest.mark.points(10)
def test_compiled(structure):
    """The network is compiled with a loss for classes."""
    assert structure.compiled is not None, "compile the network"


@pytest.mark.points(30)
def test_accuracy(predictions, data, reference):
    """The network reads images that it has never seen."""
    assert_accuracy(predictions, data, reference)
'''
STRUCTURE = CHECKS.partition("\n\n\n@pytest.mark.points(30)\ndef test_accuracy")[0].replace("(30)", "(60)") + "\n"
CALIBRATION = {
    "accuracies": [0.5, 0.5, 0.5],
    "seeds": [1, 2, 3],
    "n": 540,
    "bar": 0.2,
    "false_fail": 0.001,
    "versions": {},
    "device": "cpu",
    "data": "digits",
    "epochs": 5,
}
LOAD = """\
digits = load_digits()
x = (digits.images / 16).astype("float32").reshape(-1, 8, 8, 1)
x_train, x_test, y_train, y_test = train_test_split(
    x, keras.utils.to_categorical(digits.target, 10), test_size=0.3, random_state=777
)"""
CELLS = (
    "import keras\nfrom keras import layers",
    "from sklearn.datasets import load_digits\nfrom sklearn.model_selection import train_test_split",
    LOAD,
    "print(x_train.shape, x_test.shape)",
    "model = keras.Sequential()",
    "model.add(keras.Input((8, 8, 1)))",
    "model.add(layers.Conv2D(10, 3))\nmodel.add(layers.Activation('relu'))",
    "model.add(layers.MaxPooling2D(2))",
    "model.add(layers.Flatten())",
    "model.add(layers.Dense(50, activation='relu'))\nmodel.add(layers.Dense(10, activation='softmax'))",
    "model.compile(optimizer='adam', loss='categorical_crossentropy', metrics=['accuracy'])",
)
"""A notebook in the manner of a tutorial, without its last cell."""
TRAIN = """\
model.fit(x_train, y_train, epochs=5, batch_size=50, validation_split=0.2, verbose=0)
print(model.evaluate(x_test, y_test, verbose=0))"""
SUMMARY = "model.summary()"


def course(folder: Path, *, mode: str | None = "student") -> Path:
    """Make a course of one assignment.

    `mode` says who trains, "student" or "grader"; with None four checks look at the structure alone, else a fifth at
    the accuracy.
    """
    for half in ("assignments", "reference"):
        shutil.copytree(REPOSITORY / half / NAME, folder / half / NAME)
    (folder / "course.toml").write_text('title = "Benchmark"\n', encoding="utf-8")
    settings = 'title = "Digits"\npoints = 100\n' + (DATA.format(mode=mode) if mode else "") + LIMITS
    (folder / "assignments" / NAME / "assignment.toml").write_text(settings, encoding="utf-8")
    private = folder / "reference" / NAME
    (private / "checks" / "test_hidden.py").write_text(CHECKS if mode else STRUCTURE, encoding="utf-8")
    (private / "calibration.json").write_text(json.dumps(CALIBRATION), encoding="utf-8")
    return folder


def cells(*, trains: bool) -> list[str]:
    """Return the twelve cells of a notebook."""
    return [*CELLS, TRAIN if trains else SUMMARY]


def module(number: int, *, trains: bool) -> str:
    """Return a module that prints how long it ran, in seconds, in its last line."""
    started = "import time\n_started = time.perf_counter()"
    return "\n".join(
        [f"# {number}", started, *cells(trains=trains), 'print("OWN", time.perf_counter() - _started)', ""]
    )


def notebook(number: int, sources: Sequence[str]) -> str:
    """Return a notebook of these cells; its number makes it unlike any other."""
    made = [nbformat.v4.new_code_cell(source, id=f"cell-{place}") for place, source in enumerate(sources)]
    made.insert(0, nbformat.v4.new_markdown_cell(f"# Student {number}", id="title"))
    written = nbformat.v4.new_notebook(cells=made)
    written.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    text: str = nbformat.writes(written)
    return text


def timed(sources: Sequence[str]) -> list[str]:
    """Return cells that add up how long they ran and print it, in seconds, in the last one."""
    before, after = "_started = _time.perf_counter()", "_own += _time.perf_counter() - _started"
    wrapped = [f"{before}\n{source}\n{after}" for source in sources]
    wrapped[0] = f"import time as _time\n_own = 0.0\n{wrapped[0]}"
    wrapped[-1] += '\nprint("OWN", _own)'
    return wrapped


def own_seconds(printed: str) -> float:
    """Return what a timed submission printed last."""
    return float(re.findall(r"OWN ([0-9.e-]+)", printed)[-1])
