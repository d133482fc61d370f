"""Imported assignments are released and graded by the real command."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from autograder.run.importing import bring
from tests.end_to_end.conftest import Command
from tests.importing.notebooks import nbgrader, otter, written

SOURCES = os.environ.get("AUTOGRADER_NOTEBOOKS", "")


def graded(autograder: Command, course: Path, work: str, name: str, out: Path) -> Any:
    file = out / f"{len(list(out.glob('*.json')))}.json"
    ran = autograder("grade", course / work, "-a", name, "--out", out / file.stem, "--json", file, course=course)
    assert ran.code == 0, ran.stderr + ran.stdout
    return json.loads(file.read_text("utf-8"))


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["nbgrader", "otter"])
def test_a_solution_earns_everything_and_a_stub_little(autograder: Command, tmp_path: Path, kind: str) -> None:
    course = tmp_path / "course"
    source = written(tmp_path, "doubling", {"nbgrader": nbgrader, "otter": otter}[kind]())
    ran = autograder("import", source, course=course)
    assert ran.code == 0, ran.stderr
    assert "lost: " in ran.stdout
    best = graded(autograder, course, "reference/doubling/solution.py", "doubling", tmp_path)
    assert (best["earned"], best["possible"]) == {"nbgrader": (3, 11), "otter": (4, 6)}[kind]
    assert (best["trust"], best["state"]) == ("self_reported", "awaiting"), "a person grades parts of it"
    stub = graded(autograder, course, "assignments/doubling/doubling.ipynb", "doubling", tmp_path)
    assert stub["earned"] == 0
    assert stub["state"] == {"nbgrader": "awaiting", "otter": "graded"}[kind], (
        "an answer that is not there waits for nobody"
    )


@pytest.mark.slow
@pytest.mark.skipif(not SOURCES, reason="EXAMPLES SKIPPED: name a folder of source notebooks in AUTOGRADER_NOTEBOOKS")
def test_the_published_examples_import_release_and_grade(autograder: Command, tmp_path: Path) -> None:
    """For nbgrader: the `source` folder of the user guide in its wheel; for otter: those of its documentation.

    The `header.ipynb` of the former holds what nbgrader puts before each notebook: no assignment.
    """
    sources = sorted(path for path in Path(SOURCES).glob("**/*.ipynb") if path.name != "header.ipynb")
    assert sources
    for source in sources:
        course = tmp_path / source.relative_to(SOURCES).with_suffix("")
        (one,) = bring([source], course)
        automatic = [question for question in one.found.questions if question.tests]
        best = graded(autograder, course, f"reference/{one.id}/solution.py", one.id, tmp_path)
        assert best["state"] == ("graded" if automatic == list(one.found.questions) else "awaiting"), source
        assert best["earned"] == sum(question.points for question in automatic), source
        stub = graded(autograder, course, f"assignments/{one.id}/{one.id}.ipynb", one.id, tmp_path)
        assert stub["earned"] <= best["earned"] / 4, source
