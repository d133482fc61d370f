"""A data set of another distribution: found by its entry point, graded on by the real command."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.extensions.brought import HERE, distribution, ran

REPOSITORY = Path(__file__).parents[2]
FOLDER = HERE / "data_set"
SETTINGS = """\
title = "Stripes"
points = 100

[data]
name = "stripes"

[training]
mode = "grader"
epochs = 12
batch_size = 10

[limits]
wall_s = 120
cpu_s = 120
"""
CHECKS = """\
import pytest
from autograder.checks import assert_accuracy


@pytest.mark.points(100)
def test_accuracy(predictions, data, reference):
    \"\"\"It tells which way stripes run.\"\"\"
    assert_accuracy(predictions, data, reference, bar=0.9)
"""
MODULE = """\
import importlib.util
from pathlib import Path

import keras
import numpy as np

HIDDEN = {hidden!r}
FILES = sorted(Path("data/stripes").glob("*.npy"))
SHOWN = {{row.tobytes().hex() for path in FILES for row in np.load(path) if row.ndim == 2}}
if len(SHOWN) < 100 or SHOWN & HIDDEN or importlib.util.find_spec("stripes"):
    raise ValueError("a box shows too little or too much")


def build_model():
    layers = [keras.Input((6, 6)), keras.layers.Flatten(), keras.layers.Dense(2, activation="softmax")]
    model = keras.Sequential(layers)
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
"""
ROWS = """
import json, sys
from pathlib import Path
from autograder.course.assignment import DataSpec, Private
from autograder.data import Places, hidden
rows = hidden(DataSpec(name="stripes"), Private(), Places(Path(sys.argv[1]), Path(sys.argv[1]))).x_test
print(json.dumps([row.tobytes().hex() for row in rows]))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the distribution that a test may change."""
    return Path(shutil.copytree(FOLDER, tmp_path_factory.mktemp("installed") / "data_set"))


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, installed: Path) -> Path:
    root = tmp_path_factory.mktemp("stripes")
    for half in ("assignments", "reference"):
        (root / half / "stripes" / "checks").mkdir(parents=True)
    (root / "course.toml").write_text('title = "Stripes"\n')
    (root / "assignments" / "stripes" / "assignment.toml").write_text(SETTINGS)
    (root / "assignments" / "stripes" / "checks" / "test_stripes.py").write_text(CHECKS)
    command = [sys.executable, "-c", ROWS, root / "rows"]
    made = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(installed)}, check=True, capture_output=True)
    (root / "reference" / "stripes" / "solution.py").write_text(MODULE.format(hidden=set(json.loads(made.stdout))))
    return root


def test_a_set_of_another_distribution_is_graded_on_and_made_anew_where_its_arrays_change(
    course: Path, installed: Path, tmp_path: Path
) -> None:
    assert len((FOLDER / "stripes" / "__init__.py").read_text().splitlines()) <= 25
    solution = course / "reference" / "stripes" / "solution.py"
    command = ("grade", solution, "-a", "stripes", "--course", course, "--out", tmp_path / "out")

    def graded(name: str) -> tuple[dict, str]:
        environment = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
        arguments = (*command, "--json", tmp_path / name, "--allow-degraded", "all")
        done = ran(*arguments, path=(installed,), cwd=tmp_path, env=environment)
        assert done.returncode == 0, done.stdout + done.stderr
        keys = sorted(path.name for path in (tmp_path / "out" / ".store" / "evidence").iterdir())
        return json.loads((tmp_path / name).read_text()), " ".join(keys)

    first, keys = graded("1.json")
    assert (first["state"], first["earned"], first["data"]) == ("graded", 100, "stripes")
    assert "on 90 test images" in first["checks"][0]["message"]
    assert graded("2.json")[1] == keys
    module = installed / "stripes" / "__init__.py"
    module.write_text(module.read_text().replace("[0, 200]", "[0, 198]"))
    assert graded("3.json")[1] != keys


def test_it_keeps_what_every_data_set_keeps() -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/data/conformance.py"]
    environment = {**os.environ, "DATA_SET": "stripes", "PYTHONPATH": str(FOLDER)}
    done = subprocess.run(command, check=False, cwd=REPOSITORY, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert "4 passed" in done.stdout


BROKEN = {
    "number": ("number = 3", "expected a contracts.DataSet, found int"),
    "many": (
        (
            "from autograder.data import ArraySpec, LabelledSet\n"
            "many = LabelledSet('Many', ArraySpec((2,), 'float32', 'x'), ('a', 'b'), None, task='regression')"
        ),
        "expected no class names and a float or a row of them for the task regression, found 2",
    ),
    "digits": ("digits = None", "is brought by autograder itself and bad2 1.0"),
    "fails": (
        (
            "from autograder.data import ArraySpec, LabelledSet\n"
            "fails = LabelledSet('Fails', ArraySpec((2,), 'float32', 'x'), ('a', 'b'), lambda places: places.missing)"
        ),
        "The data set Fails cannot be read: AttributeError",
    ),
}


def test_what_is_wrong_with_a_data_set_is_told_where_it_is_used(course: Path, tmp_path: Path) -> None:
    path = tuple(
        distribution(tmp_path / name, f"bad{number}", "autograder.datasets", {name: name}, code)
        for number, (name, (code, _)) in enumerate(BROKEN.items())
    )
    path = (*path, HERE / "framework")
    listed = ran("doctor", "--course", course, path=path, cwd=tmp_path, env={"HOME": str(tmp_path)})
    assert "Traceback" not in listed.stderr
    assert "framework rows: brought by rows 1.0" in listed.stdout
    for name, (_, told) in BROKEN.items():
        line = next(line for line in listed.stdout.replace("\n ", " ").splitlines() if f"data {name}:" in line)
        assert told in " ".join(line.split()), name


def test_a_set_that_every_box_could_read_is_refused(course: Path, tmp_path: Path) -> None:
    """A module beside the package is where an installer puts one: every box sees that folder."""
    code = (
        "import pathlib, sys, sysconfig\n"
        "from autograder import extensions\n"
        "from autograder.sandbox.interpreter import Interpreter\n"
        "here = Interpreter.current()\n"
        "site = pathlib.Path(sysconfig.get_path('purelib')).resolve()\n"
        "extensions.places = lambda group: {site / 'pydantic', site / 'six.py'}\n"
        "interpreter = Interpreter.current()\n"
        "print(site / 'pydantic' in interpreter.masked, interpreter.exposes(site / 'pydantic'))\n"
        "print(interpreter.exposes(site / 'six.py'))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["True", "False", "True"]
