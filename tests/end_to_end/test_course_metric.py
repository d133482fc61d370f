"""A metric of the course's own, from calibration to the page, by the real commands; no box has its file."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.attacks import HONEST
from tests.end_to_end.conftest import ASSIGNMENT
from tests.end_to_end.test_brought_metric import CHECKS
from tests.extensions.brought import ran

pytestmark = pytest.mark.slow
SCORE = """
[score]
metric = "given_to_right"
also = ["f1_macro", "roc_auc", "top_3", "log_loss"]
"""
METRICS = '''\
"""How much probability the right class gets."""

import numpy as np

from autograder.metrics import SHARE, Direction, Mean


class GivenToRight(Mean):
    name, title, unit, direction = "given_to_right", "probability of the right class", SHARE, Direction.HIGHER

    def each(self, outputs, targets):
        if outputs.shape != (len(targets.values), targets.classes):
            raise ValueError("expected a number for each class")
        return np.clip(np.nan_to_num(outputs, posinf=0, neginf=0)[np.arange(len(outputs)), targets.values], 0, 1)

    def baseline(self, targets):
        return float(np.bincount(targets.values).max() / len(targets.values))

    def decimals(self, targets):
        return 2


GIVEN = GivenToRight()
'''
LOOKING = """
from pathlib import Path
PLACES = ["metrics.py", "../metrics.py", "{root}/metrics.py", "{root}/assignments/digits/metrics.py"]
FOUND = [place for place in PLACES if Path(place).exists()]
assert not FOUND, FOUND
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, isolation: None) -> Path:
    root = tmp_path_factory.mktemp("course")
    for half in ("assignments", "reference"):
        (root / half / "digits" / "checks").mkdir(parents=True)
    (root / "course.toml").write_text('title = "Digits"\nlanguages = { "민준" = "ko" }\n')
    (root / "metrics.py").write_text(METRICS)
    (root / "assignments/digits/assignment.toml").write_text(ASSIGNMENT + SCORE)
    (root / "assignments/digits/checks/test_public.py").write_text(CHECKS)
    (root / "reference/digits/solution.py").write_text(HONEST)
    (root / "reference/digits/reference.toml").write_text("false_fail = 0.2\n")
    (root / "handed_in").mkdir()
    (root / "handed_in/kim.py").write_text(HONEST + LOOKING.format(root=root))
    (root / "handed_in/민준.py").write_text(HONEST)
    return root


def command(course: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return ran(*arguments, "--course", course, cwd=course, env={"HOME": str(course / "home")})


@pytest.fixture(scope="module")
def out(course: Path) -> Path:
    done = command(course, "calibrate", "digits", "--seeds", "3")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "seed 777: probability of the right class 0." in done.stdout
    assert "bar: at least 0." in done.stdout
    done = command(course, "batch", course / "handed_in", "-a", "digits", "--out", course / "out")
    assert done.returncode == 0, done.stdout + done.stderr
    return course / "out"


def result(out: Path, student: str) -> dict[str, Any]:
    found = (json.loads(path.read_text(encoding="utf-8")) for path in out.rglob("result.json"))
    return next(each for each in found if each["student"] == student)


def test_its_bar_is_calibrated_and_it_scores(out: Path, course: Path) -> None:
    kept = json.loads((course / "reference/digits/calibration.json").read_text(encoding="utf-8"))
    assert (kept["metric"], len(kept["values"])) == ("given_to_right", 3)
    document = result(out, "kim")
    assert document["error"] is None
    scored = document["measurements"][-1]
    assert (scored["name"], scored["bar"]) == ("given_to_right", round(kept["bar"], 2))
    assert document["earned"] == 100
    assert [each["name"] for each in document["measurements"][:-1]] == ["f1_macro", "roc_auc", "top_3", "log_loss"]
    assert all(0 <= each["told"] <= 3 for each in document["measurements"])


def test_pages_say_it_in_both_languages(out: Path) -> None:
    english, korean = (
        next(path for path in out.rglob("feedback.html") if student in path.parent.name).read_text(encoding="utf-8")
        for student in ("kim", "민준")
    )
    assert "Probability of the right class on 540 test images" in english
    for told in ("Macro F1 0.", "ROC AUC 0.", "Top-3 accuracy 0.", "Log loss "):
        assert told in english
    for told in ("매크로 F1 0.", "ROC AUC 0.", "상위 3개 정확도 0.", "로그 손실 "):
        assert told in korean


def test_a_changed_file_asks_for_new_grades(out: Path, course: Path) -> None:
    again = command(course, "batch", course / "handed_in", "-a", "digits", "--out", out)
    assert again.returncode == 0, again.stdout + again.stderr
    before = result(out, "kim")["measurements"][-1]["value"]
    (course / "metrics.py").write_text(
        METRICS.replace("[np.arange(len(outputs)), targets.values]", "[np.arange(len(outputs)), targets.values] ** 2")
    )
    changed = command(course, "batch", course / "handed_in", "-a", "digits", "--out", out)
    assert changed.returncode == 0, changed.stdout + changed.stderr
    assert result(out, "kim")["measurements"][-1]["value"] < before


def test_a_broken_one_is_told_before_anything_is_graded(course: Path, tmp_path: Path) -> None:
    (course / "metrics.py").write_text(METRICS.replace("HIGHER\n", "LOWER\n"))
    done = command(course, "batch", course / "handed_in", "-a", "digits", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "metrics.py: “given_to_right”: expected right outputs to be better than" in done.stderr
    assert not list(tmp_path.rglob("result.json"))
