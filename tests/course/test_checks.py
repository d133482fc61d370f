"""Each assignment's checks on its solution and on its untouched stub, in this process, without accuracy.

The whole way, with boxes and trained networks, is `test_grading.py`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from course_helpers import ASSIGNMENTS, ROOT, check_files, evidence_of

from autograder.checks.cases import CheckCase
from autograder.checks.session import run_checks
from autograder.course.assignment import read_assignment
from autograder.records import CheckResult, Reference, Status

BY_ACCURACY = {"test_accuracy"}


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_a_solution_earns_every_point_and_an_untouched_stub_none(name: str, as_in_a_box: Path) -> None:
    public, private = ROOT / "assignments" / name, ROOT / "reference" / name
    if (public / "models").is_dir():
        (as_in_a_box / "models").symlink_to(public / "models")
    assignment = read_assignment(public)
    solved = evidence_of(private / "solution.py", assignment, private)
    empty = evidence_of(public / f"{name}.py", assignment, private)
    reference = Reference(name, solved.structure, solved.functions, None, "")
    evidence = {"solved": solved, "empty": empty}
    cases = [CheckCase(key, found, reference, policy=assignment.policy) for key, found in evidence.items()]
    results = run_checks(check_files(name), cases)
    assert sum(result.possible for result in results["solved"]) == assignment.points
    assert [problem(result) for result in judged(results["solved"])] == [""] * len(judged(results["solved"]))
    assert all(result.status is Status.FAILED and result.earned == 0 for result in judged(results["empty"]))
    assert all(result.message for result in judged(results["empty"]))


def judged(results: tuple[CheckResult, ...]) -> list[CheckResult]:
    return [result for result in results if result.check not in BY_ACCURACY]


def problem(result: CheckResult) -> str:
    return "" if result.status is Status.PASSED else f"{result.check}: {result.message} {result.detail}"
