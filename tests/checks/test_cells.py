"""Imported tests: what they earn and what they say; and how their code runs among a submission's names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder.checks import RAN_WELL, PartialCredit, assert_cells, leave_to_person
from autograder.checks.context import LeftToPerson
from autograder.probe.functions import call_cases, is_test
from autograder.records import FunctionValue

FOUND = (
    FunctionValue("f(1)", "q1", 2, None, 0.0),
    FunctionValue("the cell", "q1", None, "ValueError: SECRET 42", 0.0),
    FunctionValue("f(1)", "q2", 9, None, 0.0),
)


def earned(expected: dict[str, object], **options: object) -> tuple[float, str]:
    try:
        assert_cells(FOUND, "q1", expected, **options)  # type: ignore[arg-type]
    except PartialCredit as partial:
        return partial.fraction, str(partial)
    return 1.0, ""


def test_only_tests_of_the_question_count() -> None:
    assert earned({"f(1)": 2}) == (1.0, "")
    assert earned({"f(1)": 9})[0] == 0.0


def test_without_weights_one_failed_test_costs_everything() -> None:
    fraction, said = earned({"f(1)": 2, "the cell": RAN_WELL})
    assert fraction == 0
    assert "ValueError: SECRET 42" in said


def test_with_weights_each_test_earns_its_share_and_one_without_weight_costs_nothing() -> None:
    tests = {"f(1)": 2, "the cell": RAN_WELL}
    assert earned(tests, weights={"f(1)": 3, "the cell": 1})[0] == 0.75
    assert earned(tests, weights={"f(1)": 3, "the cell": 0})[0] == 1


def test_a_hidden_test_says_only_that_it_did_not_pass() -> None:
    fraction, said = earned({"the cell": RAN_WELL}, hidden=["the cell"])
    assert (fraction, said) == (0.0, "A test that is not shown did not pass.")


def test_a_test_that_was_not_run_did_not_pass() -> None:
    assert "was not run" in earned({"gone": 1})[1]


def test_what_a_person_grades_is_left_open() -> None:
    with pytest.raises(LeftToPerson, match="person"):
        leave_to_person()


def test_code_runs_among_the_names_of_a_submission_and_gives_its_last_value(tmp_path: Path) -> None:
    codes = ["double(x)", "y = x\ny + 1", "assert double(1) == 3", "del x", "x"]
    listed = [{"id": str(number), "function": "q", "code": code} for number, code in enumerate(codes)]
    arguments = [{"args": {"$tuple": []}, "kwargs": {}} for _ in codes]
    (tmp_path / "cases.json").write_text(json.dumps({"cases": listed, "arguments": arguments, "arrays": 0}))
    call_cases({"x": 2, "double": lambda n: 2 * n}, tmp_path, tmp_path)
    report = json.loads((tmp_path / "functions.json").read_text())
    assert report["values"] == [4, 3, None, None, None]
    assert [(call["error"] or "").split(":")[0] for call in report["calls"]] == [
        "",
        "",
        "AssertionError",
        "",
        "NameError",
    ]


def test_code_that_does_not_end_in_an_expression_judges_by_itself() -> None:
    assert [is_test(code) for code in ("f(1)", "x = 1\nf(x)", "assert f(1)", "check(1)\npass", "")] == [
        False, False, True, True, False,
    ]  # fmt: skip
