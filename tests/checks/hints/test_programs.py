"""Whatever the spelling, a right program is told nothing of its inputs, and its wrong twin is."""

from __future__ import annotations

import ast
import json
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings

from autograder.checks.hints import find_hints
from autograder.course.assignment import Assignment, DataSpec
from autograder.records import Evidence, Outcome
from tests.checks.hints.programs import (
    COURSE,
    FORMS,
    LOADS,
    RIGHT,
    WRONG,
    WRONG_FORMS,
    Program,
    raw_programs,
    right_programs,
    wrong_programs,
)
from tests.metrics.examples import accuracy

ROOT = Path(__file__).parents[3]
ASSIGNMENT = Assignment(id="digits", title="", points=100, data=DataSpec(name="digits"))
LOW = accuracy(0.5)
OF_INPUTS = {"fitted_the_wrong_array", "no_scaling"}


def of_inputs(source: str) -> set[str]:
    evidence = Evidence("sha256:1", Outcome.OK, source=source, history={"loss": (1.0, 0.5)})
    return {hint.rule for hint in find_hints(evidence, ASSIGNMENT, measured=LOW)} & OF_INPUTS


@pytest.mark.parametrize(("ending", "form"), list(product(RIGHT, FORMS)))
def test_a_right_program_in_each_spelling(ending: str, form: str) -> None:
    source = Program(LOADS[0], ending, form, "x_train", "x_scaled", (), COURSE).source
    ast.parse(source)
    assert of_inputs(source) == set()


@pytest.mark.parametrize(("ending", "form"), list(product(WRONG, WRONG_FORMS)))
def test_a_wrong_program_in_each_spelling(ending: str, form: str) -> None:
    source = Program(LOADS[0], ending, form, "x_train", "x_scaled", ()).source
    assert "fitted_the_wrong_array" in of_inputs(source)


@settings(max_examples=300, deadline=None)
@given(right_programs)
def test_right_programs(program: Program) -> None:
    assert of_inputs(program.source) == set(), program.source


@settings(max_examples=150, deadline=None)
@given(wrong_programs)
def test_wrong_programs(program: Program) -> None:
    assert "fitted_the_wrong_array" in of_inputs(program.source), program.source


@settings(max_examples=150, deadline=None)
@given(raw_programs)
def test_programs_that_scale_nothing(program: Program) -> None:
    assert of_inputs(program.source) == {"no_scaling"}, program.source


COURSE_FILES = sorted(
    path for pattern in ("reference/*/solution.py", "assignments/*/*.ipynb") for path in ROOT.glob(pattern)
)


@pytest.mark.parametrize("path", COURSE_FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_courses_own_programs(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
        text = "\n# %%\n".join("".join(cell["source"]) for cell in cells)
    assert of_inputs(text) == set()
