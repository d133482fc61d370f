"""An assignment that is scored by RMSE: its bar is calibrated, and points, message and page follow it downward."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tests.extensions.brought import ran

pytestmark = pytest.mark.slow
FILES = {
    "course.toml": 'title = "Numbers"\n',
    "data/houses/dataset.toml": (
        'title = "Houses"\nformat = "csv"\ntask = "regression"\nfiles = ["train.csv"]\ntarget = "price"\n'
        'unit = "1000 €"\none = "house"\nmany = "houses"\n\n[hidden]\nfiles = ["test.csv"]\n'
    ),
    "assignments/houses/assignment.toml": (
        'title = "Prices"\npoints = 100\n\n[data]\nname = "houses"\n\n[training]\nmode = "grader"\nepochs = 20\n'
        'batch_size = 32\n\n[score]\nmetric = "rmse"\nalso = ["mae", "mape", "r2"]\n'
    ),
    "assignments/houses/checks/test_public.py": '''\
import pytest
from autograder.checks import assert_metric, assert_score


@pytest.mark.points(80)
def test_score(predictions, data, reference):
    """Prices are close to the right ones."""
    assert_score(predictions, data, reference)


@pytest.mark.points(20)
def test_better(predictions, data, reference):
    """Better than always the median."""
    assert_metric(predictions, data, reference, "mae", better_than="baseline")
''',
    "reference/houses/reference.toml": "false_fail = 0.1\n",
}
MODEL = """\
import keras
from keras import layers


def build_model():
    hidden = layers.Dense({units}, activation="relu")
    model = keras.Sequential([keras.Input((2,)), layers.BatchNormalization(), hidden, layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.Adam({rate}), loss="mean_squared_error", metrics=["mae"])
    return model
"""


def table(n: int, seed: int) -> str:
    random = np.random.default_rng(seed)
    size, age = random.uniform(30, 180, n), random.uniform(0, 90, n)
    rows = np.column_stack([size, age, 60 + 3 * size - age + random.normal(0, 15, n)])
    return "size,age,price\n" + "".join(",".join(f"{value:.2f}" for value in row) + "\n" for row in rows)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, isolation: None) -> Path:
    root = tmp_path_factory.mktemp("course")
    made = {
        "data/houses/train.csv": table(400, 1),
        "reference/data/houses/test.csv": table(200, 2),
        "reference/houses/solution.py": MODEL.format(units=32, rate=0.03),
        "handed_in/kim.py": MODEL.format(units=32, rate=0.03),
        "handed_in/lena.py": MODEL.format(units=2, rate=0.00001),
    }
    for name, text in (FILES | made).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def test_points_run_down_from_the_baseline_to_a_calibrated_bar(course: Path, tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path)}
    done = ran("calibrate", "houses", "--seeds", "3", "--course", course, cwd=course, env=home)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "bar: at most " in done.stdout
    kept = json.loads((course / "reference/houses/calibration.json").read_text(encoding="utf-8"))
    assert kept["metric"] == "rmse"
    assert kept["bar"] > max(kept["values"]) - 1
    out = tmp_path / "out"
    done = ran("batch", course / "handed_in", "-a", "houses", "--course", course, "--out", out, cwd=course, env=home)
    assert done.returncode == 0, done.stdout + done.stderr
    good, bad = (json.loads((out / f"students/{name}/result.json").read_text("utf-8")) for name in ("kim", "lena"))
    assert (good["earned"], bad["earned"]) == (100, 0)
    scored = next(each for each in bad["measurements"] if each["name"] == "rmse")
    assert (scored["direction"], scored["unit"], scored["decimals"]) == ("lower", "1000 €", 0)
    assert scored["bar"] == round(kept["bar"]) < scored["baseline"] < scored["value"]
    assert f"asked for: at most {kept['bar']:.0f} × 1000 €." in bad["checks"][0]["message"]
    assert [each["name"] for each in bad["measurements"]] == ["mae", "mape", "r2", "rmse", "mae"]
    assert "Lower is better." in (out / "students/lena/feedback.html").read_text("utf-8")
