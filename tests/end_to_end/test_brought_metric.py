"""A metric of another distribution: found by its entry point, asked for by an assignment, used by the real command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.attacks import HONEST
from tests.end_to_end.conftest import ASSIGNMENT
from tests.extensions.brought import HERE, ran

REPOSITORY = Path(__file__).parents[2]
FOLDER = HERE / "metric"
SCORE = """
[score]
metric = "top_three"
bar = {bar}
also = ["log_loss"]
"""
CHECKS = """\
import pytest
from autograder.checks import assert_score


@pytest.mark.points(100)
def test_score(predictions, data, reference):
    \"\"\"The digit is among the first three.\"\"\"
    assert_score(predictions, data, reference)
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("course")
    for half in ("assignments", "reference"):
        (root / half / "digits" / "checks").mkdir(parents=True)
    (root / "course.toml").write_text('title = "Digits"\n')
    (root / "assignments/digits/assignment.toml").write_text(ASSIGNMENT + SCORE.format(bar=0.99))
    (root / "assignments/digits/checks/test_public.py").write_text(CHECKS)
    (root / "reference/digits/solution.py").write_text(HONEST)
    (root / "kim.py").write_text(HONEST)
    return root


@pytest.fixture(scope="module")
def out(course: Path, isolation: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    done = ran(
        *("grade", course / "kim.py", "-a", "digits", "--course", course, "--out", course / "out"),
        path=(FOLDER,),
        cwd=home,
        env={"HOME": str(home)},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "accuracy of the first three" in done.stdout
    return course / "out"


def result(out: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(next(out.rglob("result.json")).read_text(encoding="utf-8"))
    return found


def test_the_result_file_has_its_measurement_and_what_is_told_besides(out: Path) -> None:
    document = result(out)
    loss, first = document["measurements"]
    assert (first["name"], first["bar"], first["direction"], first["unit"]) == ("top_three", 0.99, "higher", "share")
    assert (loss["name"], loss["bar"], loss["direction"], loss["decimals"]) == ("log_loss", None, "lower", 1)
    assert first["value"] == first["told"] == round(first["told"], 2)
    assert first["interval"][0] <= first["value"] <= first["interval"][1]
    assert first["baseline"] == pytest.approx(0.31, abs=0.02)
    assert document["checks"][0]["measurements"] == document["measurements"]


def test_points_run_from_its_baseline_to_its_bar(out: Path) -> None:
    document = result(out)
    first = document["measurements"][1]
    assert 0 < document["earned"] < 100
    assert document["earned"] == pytest.approx(100 * ((first["value"] - 0.31) / (0.99 - 0.31)) ** 2, abs=4)
    message = document["checks"][0]["message"]
    assert f"Accuracy of the first three {first['value']:.2f} on 540 test images" in message
    assert "Log loss" in message.splitlines()[0]


def test_the_pages_call_it_by_its_name(out: Path) -> None:
    page = next(out.rglob("feedback.html")).read_text(encoding="utf-8")
    assert "Accuracy of the first three on 540 test images" in page


def test_a_metric_that_is_not_installed_is_told_with_the_file(course: Path, tmp_path: Path) -> None:
    done = ran("grade", course / "kim.py", "-a", "digits", "--course", course, "--out", tmp_path / "out", cwd=tmp_path)
    assert done.returncode == 2
    assert "assignment.toml: score: unknown metric 'top_three'; there are: accuracy, balanced_accuracy" in done.stderr


def test_it_keeps_what_every_metric_keeps() -> None:
    assert len((FOLDER / "top_three.py").read_text(encoding="utf-8").splitlines()) <= 25
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/metrics/conformance.py"]
    environment = {**os.environ, "METRIC": "top_three", "PYTHONPATH": str(FOLDER)}
    done = subprocess.run(command, check=False, cwd=REPOSITORY, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
