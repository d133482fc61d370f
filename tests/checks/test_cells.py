"""Imported tests: what they earn and what they say; and how their code runs among a submission's names."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from autograder.checks import RAN_WELL, Must, PartialCredit, assert_cells, leave_to_person
from autograder.checks.context import LeftToPerson
from autograder.probe.functions import call_cases
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


@pytest.mark.parametrize(
    ("must", "right", "wrong"),
    [
        (Must("<", 50), (49, 49.9, np.float64(3), -math.inf, np.array(49)), (50, math.nan, "49", None, [49])),
        (Must(">=", 1), (1, True, np.int64(2)), (0, "1", np.array([1, 2]))),
        (Must("<", "b"), ("a",), ("c", 0)),
        (Must("in", [1, "a"]), (1, 1.0, "a"), (2, None, [1], np.array([1, 2]))),
        (Must("is a", ["int"]), (1, True), (1.0, np.int64(1), "1", None)),
        (Must("is a", ["float", "integer"]), (1.0, np.float64(1), np.int64(1)), (1, "1")),
        (Must("close to", 2.25, 1e-5, 1e-8), (2.25, 2.2500001, [2.25, 2.25]), (2.26, "2.25", None, [], [2.25, 9])),
        (Must("close to", [1, 2], 0, 0.1), ([1.05, 2], np.array([1, 2.0])), ([1], [[1, 2]], [1, 3], np.ones((9, 2)))),
        (Must("==", 4), (4, 4.0), (5, "4", None, True)),
    ],
)
def test_a_demand_is_met_or_told(must: Must, right: tuple[object, ...], wrong: tuple[object, ...]) -> None:
    def said(value: object, expected: object) -> str:
        found = (FunctionValue("x", "q", value, None, 0.0),)  # type: ignore[arg-type]
        try:
            assert_cells(found, "q", {"x": expected})  # type: ignore[dict-item]
        except PartialCredit as partial:
            return str(partial)
        return ""

    assert [said(value, must) for value in right] == [""] * len(right)
    for value in wrong:
        assert "q, case “x”: " in said(value, must), value
        assert said(value, (Must(must.relation, must.value, must.rtol, must.atol), must))
