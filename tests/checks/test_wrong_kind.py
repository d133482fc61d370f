"""A value of another kind than the solution's that breaks a course's check is a wrong answer, and no fault of ours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.records import Evidence, FunctionValue, Reference, Status
from tests.checks.test_session import body, one


def given(value: Any, *, error: str | None = None) -> FunctionValue:
    return FunctionValue("a case", "f", value, error, 0.1)


def judged(
    write: Callable[..., Path], evidence: Evidence, reference: Reference, lines: str, ours: Any, theirs: Any
) -> Any:
    found = replace(evidence, functions=(given(theirs),))
    return one(write, body(lines, "functions"), found, replace(reference, values=(given(ours),)))


@pytest.mark.parametrize(
    ("lines", "expected", "found", "says"),
    [
        ("functions[0].value.sum()", np.ones(3), "text", "expected an array of shape (3,), found text."),
        ("len(functions[0].value)", [1.0, 2.0], 3, "expected an array of shape (2,), found a number."),
        ("functions[0].value['loss']", {"loss": 1.0}, {"lost": 1.0}, "the key 'loss' is missing."),
        (
            "functions[0].value['loss'] + 1",
            {"loss": 1.0},
            {"loss": None},
            "expected a number at ['loss'], found nothing.",
        ),
        ("functions[0].value[0]['a']", [{"a": 1}], [3], "expected a list of values, found an array of shape (1,)."),
        ("functions[0].value[0]['a']", [{"a": 1}], [], "expected a list of values, found an empty list."),
        ("int(functions[0].value)", 3, float("nan"), "expected a number, found a number that is not finite."),
        ("functions[0].value.items()", {"a": 1}, [("a", 1)], "expected a dictionary, found a list of values."),
        (
            "functions[0].value.max() > 'a'",
            np.ones((2, 2)),
            np.ones(2),
            "expected an array of shape (2, 2), found an array of shape (2,).",
        ),
    ],
)
def test_a_wrong_kind_is_a_wrong_answer(
    lines: str,
    expected: Any,
    found: Any,
    says: str,
    write: Callable[..., Path],
    evidence: Evidence,
    reference: Reference,
) -> None:
    result = judged(write, evidence, reference, lines, expected, found)
    assert (result.status, result.earned) == (Status.FAILED, 0)
    assert f"f, case “a case”: {says}" in result.message
    assert "Traceback" in result.detail


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        (1.5, 2),
        (np.ones(3), [1.0, 2.0, 3.0, 4.0]),
        ([{"a": 1}], [{"a": 2}, {"a": 3}]),
        ({"a": 1}, {"a": 2, "b": 3}),
        ("x", "y"),
    ],
)
def test_a_check_that_a_right_kind_breaks_is_broken(
    expected: Any, found: Any, write: Callable[..., Path], evidence: Evidence, reference: Reference
) -> None:
    assert judged(write, evidence, reference, "1 / 0", expected, found).status is Status.ERROR


def test_our_own_fault_stays_ours(write: Callable[..., Path], evidence: Evidence, reference: Reference) -> None:
    lines = "from autograder.checks.missing import GraderFaultError\nraise GraderFaultError('lost')"
    assert judged(write, evidence, reference, lines, 1, "text").status is Status.ERROR


def test_a_function_that_the_check_does_not_name_is_not_blamed(
    write: Callable[..., Path], evidence: Evidence, reference: Reference
) -> None:
    other = FunctionValue("a case", "g", 1.0, None, 0.1)
    found = replace(evidence, functions=(given("text"), other))
    code = body("assert len([each for each in functions if each.function == 'g']) / 0", "functions")
    result = one(write, code, found, replace(reference, values=(given(1.0), other)))
    assert result.status is Status.ERROR


@pytest.mark.parametrize(
    ("expected", "found", "says"),
    [
        ({"secret": 1.0}, {}, "the key … is missing."),
        ({"secret": 1.0}, {"secret": None}, "expected a number at […], found nothing."),
    ],
)
def test_no_key_of_a_hidden_case_is_told(
    expected: Any, found: Any, says: str, write: Callable[..., Path], evidence: Evidence, reference: Reference
) -> None:
    seen = replace(evidence, functions=(replace(given(found), hidden=True),))
    code = body("functions[0].value['secret'] + 1", "functions")
    result = one(write, code, seen, replace(reference, values=(given(expected),)))
    assert result.message == f"f, case “a case”: {says}"
