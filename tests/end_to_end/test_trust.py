"""What a submission says counts for nothing; what is hidden from it cannot be found."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from tests.end_to_end.attacks import HONEST, PATCHES, SABOTAGE, WALK, patched
from tests.end_to_end.conftest import Command, results

MARKER = "a-marker-that-only-the-private-half-has-51c1"


@pytest.fixture(scope="module")
def marked(course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course with a marker in each file of its private half."""
    root = tmp_path_factory.mktemp("marked") / "course"
    shutil.copytree(course, root)
    private = root / "reference" / "digits_cnn"
    for path in [private / "solution.py", private / "reference.toml", *private.glob("checks/*.py")]:
        path.write_text(path.read_text(encoding="utf-8") + f"\n# {MARKER}\n", encoding="utf-8")
    return root


def hidden_labels() -> list[bytes]:
    """Return the labels of the test images in the forms in which a file could hold them."""
    digits = load_digits()
    _, labels = train_test_split(digits.target, test_size=0.3, random_state=777)
    run = labels[:64]
    joined = [separator.join(map(str, run)) for separator in (",", ", ", "\n", " ")]
    return [run.astype(kind).tobytes() for kind in ("uint8", "int32", "int64", "float32")] + [
        text.encode() for text in joined
    ]


@pytest.fixture(scope="module")
def out(autograder: Command, marked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, out = tmp_path_factory.mktemp("attackers"), tmp_path_factory.mktemp("runs")
    (folder / "honest.py").write_text(HONEST)
    for name, lines in {**PATCHES, **SABOTAGE}.items():
        (folder / f"{name}.py").write_text(patched(lines))
    labels = [data.hex() for data in hidden_labels()]
    (folder / "walk.py").write_text(HONEST + WALK % {"root": "/", "markers": [MARKER], "labels": labels})
    ran = autograder("batch", folder, "-a", "digits_cnn", "--out", out, "-j", 2, course=marked)
    assert ran.code == 0, ran.stdout + ran.stderr
    return out


@pytest.fixture(scope="module")
def graded(out: Path) -> dict[str, Any]:
    return results(out)


@pytest.mark.parametrize("attack", PATCHES)
def test_an_attack_earns_exactly_what_its_model_earns(attack: str, graded: dict[str, Any]) -> None:
    honest, attacker = graded["honest"], graded[attack]
    assert 0 < honest["earned"] < 100
    assert [check["earned"] for check in attacker["checks"]] == [check["earned"] for check in honest["checks"]]
    assert attacker["measurements"] == honest["measurements"]
    assert attacker["parameters"] == honest["parameters"] == {"total": 650, "trainable": 650, "non_trainable": 0}


@pytest.mark.parametrize("attack", SABOTAGE)
def test_sabotage_of_the_hand_over_earns_nothing_more(attack: str, graded: dict[str, Any]) -> None:
    pairs = zip(graded[attack]["checks"], graded["honest"]["checks"], strict=True)
    assert all(sabotaged["earned"] <= honest["earned"] for sabotaged, honest in pairs)


def test_nothing_hidden_is_found_by_walking_the_box(out: Path, graded: dict[str, Any]) -> None:
    digest = graded["walk"]["submission"]
    stored = [json.loads(path.read_text())["evidence"] for path in out.glob(".store/evidence/*/evidence.json")]
    printed = next(evidence["printed"] for evidence in stored if evidence["submission_digest"] == digest)
    assert "WALK" in printed, printed
    found = ast.literal_eval(printed.split("WALK", 1)[1].split("END")[0].strip())
    assert [entry for entry in found if not entry.endswith("walk.py")] == []


def test_the_same_walk_finds_what_lies_open(tmp_path: Path) -> None:
    labels = hidden_labels()
    (tmp_path / "open").mkdir()
    np.save(tmp_path / "open" / "y.npy", np.frombuffer(labels[2], dtype=np.int64))
    (tmp_path / "open" / "solution.py").write_text(f"# {MARKER}")
    code = WALK % {"root": str(tmp_path), "markers": [MARKER], "labels": [data.hex() for data in labels]}
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    for sign in ("labels in", "marker in", "file"):
        assert f"{sign} {tmp_path}" in printed
