"""A class of everything that can go wrong, graded by one real batch."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.conftest import CORPUS, Command, Ran, results
from tests.submissions.expected import PERFECT, RUNS, UNREADABLE

BROKEN = sorted({**RUNS, **UNREADABLE})


def student(name: str) -> str:
    """Name the student after the file."""
    return name.replace(".", "-")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("class")
    for source, names in (("runs", [*RUNS, *PERFECT]), ("unreadable", UNREADABLE)):
        for name in names:
            (root / student(name)).mkdir()
            shutil.copy(CORPUS / source / name, root / student(name) / name)
    return root


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="module")
def batch(autograder: Command, folder: Path, out: Path) -> Ran:
    return autograder("batch", folder, "-a", "digits_cnn", "--out", out, "-j", 2, timeout=1200)


@pytest.fixture(scope="module")
def graded(batch: Ran, out: Path) -> dict[str, Any]:
    assert batch.code == 0, batch.stdout + batch.stderr
    return results(out)


def test_everybody_gets_a_result_and_a_page(graded: dict[str, Any], out: Path) -> None:
    assert sorted(graded) == sorted(student(name) for name in [*BROKEN, *PERFECT])
    assert len(list(out.glob("students/*/feedback.html"))) == len(graded)
    assert (out / "index.html").is_file()


@pytest.mark.parametrize("name", PERFECT)
def test_the_right_network_gets_every_point_however_it_is_written(name: str, graded: dict[str, Any]) -> None:
    result = graded[student(name)]
    assert (result["earned"], result["state"], result["outcome"]) == (100.0, "graded", "ok"), result


@pytest.mark.parametrize("name", BROKEN)
def test_bad_input_gets_one_clear_message(name: str, graded: dict[str, Any], out: Path) -> None:
    result = graded[student(name)]
    message = result["error"]
    assert message
    assert "Traceback" not in message
    assert result["state"] == "graded", result


@pytest.mark.parametrize("name", sorted(RUNS))
def test_a_run_that_fails_is_told_by_its_cause(name: str, graded: dict[str, Any], out: Path) -> None:
    stored = [
        path for path in out.glob("students/*/record.json") if f'"student": "{student(name)}"' in path.read_text()
    ]
    assert len(stored) == 1
    assert kind_of(out, graded[student(name)]["submission"]) == RUNS[name]


def kind_of(out: Path, digest: str) -> str | None:
    """Return the kind of the failure in the stored evidence of a submission."""
    import json

    for path in out.glob(".store/evidence/*/evidence.json"):
        evidence = json.loads(path.read_text(encoding="utf-8"))["evidence"]
        if evidence["submission_digest"] == digest:
            return evidence["error"]["kind"] if evidence["error"] else None
    return None


def test_a_notebook_that_fails_late_has_its_model_graded(graded: dict[str, Any]) -> None:
    result = graded[student("fails_at_cell_12.ipynb")]
    assert result["earned"] == 100.0
    assert "12" in result["error"]


def test_a_second_run_does_nothing_again(batch: Ran, autograder: Command, folder: Path, out: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in out.glob(".store/evidence/*/evidence.json")}
    assert batch.code == 0
    again = autograder("batch", folder, "-a", "digits_cnn", "--out", out, "-j", 2)
    assert again.code == 0
    assert again.stdout.count("already done") == len(BROKEN) + len(PERFECT)
    assert {path: path.stat().st_mtime_ns for path in out.glob(".store/evidence/*/evidence.json")} == before
