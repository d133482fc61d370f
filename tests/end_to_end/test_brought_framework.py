"""A framework of another distribution: found by its entry point, graded in by the real command."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course.frameworks import framework_code
from tests.extensions.brought import HERE, distribution, ran

REPOSITORY = Path(__file__).parents[2]
FOLDER = HERE / "framework"
SETTINGS = """\
title = "Rows"
points = 100
frameworks = ["rows"]

[data]
name = "digits"

[training]
mode = "grader"
epochs = 60

[limits]
wall_s = 120
cpu_s = 120
"""
CHECKS = """\
import pytest
from autograder.checks import assert_accuracy, assert_same_architecture


@pytest.mark.points(50)
def test_architecture(structure, reference):
    \"\"\"It is the reference's network.\"\"\"
    assert_same_architecture(structure, reference.structure)


@pytest.mark.points(50)
def test_accuracy(predictions, data, reference):
    \"\"\"It knows digits.\"\"\"
    assert_accuracy(predictions, data, reference, bar=0.8)
"""
MODULE = """\
from rows import Net


def build_model():
    return Net(10)
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("rows")
    for half in ("assignments", "reference"):
        (root / half / "digits" / "checks").mkdir(parents=True)
    (root / "course.toml").write_text('title = "Rows"\n')
    (root / "assignments" / "digits" / "assignment.toml").write_text(SETTINGS)
    (root / "assignments" / "digits" / "checks" / "test_rows.py").write_text(CHECKS)
    (root / "reference" / "digits" / "solution.py").write_text(MODULE)
    return root


@pytest.mark.slow
def test_a_submission_in_a_framework_of_another_distribution_is_trained_and_graded(
    course: Path, tmp_path: Path
) -> None:
    (tmp_path / "wrong.py").write_text(MODULE.replace("10", "11"))
    for file, earned in ((course / "reference" / "digits" / "solution.py", 100), (tmp_path / "wrong.py", 37.5)):
        command = ("grade", file, "-a", "digits", "--course", course, "--out", tmp_path / file.stem)
        arguments = ("--json", tmp_path / "result.json", "--allow-degraded", "all")
        done = ran(*command, *arguments, path=(FOLDER,), cwd=tmp_path, env={"HOME": str(tmp_path)})
        assert done.returncode == 0, done.stdout + done.stderr
        result = json.loads((tmp_path / "result.json").read_text())
        assert (result["state"], result["trust"], result["earned"]) == ("graded", "rebuilt", earned)
        (kept,) = (tmp_path / file.stem).glob(".store/evidence/*/evidence.json")
        assert json.loads(kept.read_text())["evidence"]["framework"] == "rows"


def test_it_keeps_what_every_framework_keeps() -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/frameworks/conformance.py"]
    environment = {**os.environ, "FRAMEWORK": "rows", "PYTHONPATH": str(FOLDER)}
    done = subprocess.run(command, check=False, cwd=REPOSITORY, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert len((FOLDER / "rows" / "grading.py").read_text().splitlines()) <= 100


def test_evidence_depends_on_the_code_of_a_framework_that_is_brought(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(FOLDER, tmp_path / "installed"))
    monkeypatch.syspath_prepend(folder)
    before = framework_code("rows")
    module = folder / "rows" / "grading.py"
    module.write_text(module.read_text() + "# changed\n")
    assert framework_code("rows") != before != {}
    assert framework_code("keras") == {}


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ('["flax"]', "unknown framework 'flax'; there are: keras, torch, lost, rows"),
        ('["keras", "rows"]', "expected one of keras, torch, lost, rows, found keras, rows"),
        ("[]", "expected one of keras, torch, lost, rows, found none"),
        ('["lost"]', "lost 1.0: the framework 'lost': expected “module:NAME”, found 'lost'"),
    ],
)
def test_a_framework_that_is_not_there_is_told_with_those_that_are(
    asked: str, told: str, course: Path, tmp_path: Path
) -> None:
    lost = distribution(tmp_path / "lost", "lost", "autograder.frameworks", {})
    (lost / "lost-1.0.dist-info" / "entry_points.txt").write_text("[autograder.frameworks]\nlost = lost\n")
    folder = tmp_path / "course" / "assignments" / "digits"
    folder.mkdir(parents=True)
    (folder / "assignment.toml").write_text(SETTINGS.replace('["rows"]', asked))
    script = (
        "import sys; from pathlib import Path; from autograder.course.assignment import read_assignment\n"
        "from autograder.course.frameworks import assert_known_frameworks\n"
        "path = Path(sys.argv[1])\n"
        "try: assert_known_frameworks(path / 'assignment.toml', read_assignment(path).frameworks)\n"
        "except Exception as error: print(error)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (FOLDER, lost)))}
    done = subprocess.run([sys.executable, "-c", script, folder], check=True, env=environment, capture_output=True)
    assert done.stdout.decode().strip() == f"{folder / 'assignment.toml'}, line 3: frameworks: {told}"
