"""A kind of failure means one thing: what a run ends with, or why a hand-in cannot be read."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import autograder
from autograder.kinds import KINDS
from autograder.records import OF_OUTCOMES, FailureKind, Outcome
from tests.uses import named, sources

TABLES = [f"kinds/{name}.py" for name in ("code", "files", "models", "runs")]
CLASSES = ["checks/missing.py", "collect/decoding.py", "reports/failures.py"]
"""Modules that tell kinds apart and make failures of none."""
SUBMISSIONS = Path(autograder.__file__).parent / "submissions"


def test_no_kind_of_a_run_is_one_of_reading_too() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in SUBMISSIONS.glob("*.py"))
    reading = set(re.findall(r'kind="(\w+)"', code))
    assert len(reading) > 20
    assert reading & set(KINDS) == set()


def test_every_kind_of_failure_is_told_and_every_one_that_is_told_can_happen() -> None:
    assert set(KINDS) == set(FailureKind)
    assert named(FailureKind, but=(*TABLES, *CLASSES)) == set(FailureKind)


def test_no_code_makes_a_failure_of_a_kind_that_it_spells_itself() -> None:
    spelt = [
        f"{path.name}, line {node.lineno}"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Failure"
        for kind in [*node.args[:1], *(keyword.value for keyword in node.keywords if keyword.arg == "kind")]
        if isinstance(kind, ast.Constant)
    ]
    assert spelt == []


def test_every_bad_end_of_a_box_is_a_failure() -> None:
    assert set(OF_OUTCOMES) == set(Outcome) - {Outcome.OK}
