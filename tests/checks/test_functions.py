"""What a check says of a function without values: not found, not called, stopped by an error."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.checks import in_words, values_of
from autograder.checks.context import CheckContext, running
from autograder.course.assignment import Policy
from autograder.records import MISSING, NOT_CALLED, TOOK_TOO_LONG, Evidence, Failure, FunctionValue, Outcome
from tests.sentences import faults

STOPPED = Failure("exception", "FileNotFoundError: no such file", "cell 2, line 1")


LONG = "scale, case “a”: the function took too long and was stopped. Look for a loop that never ends."


def call(error: str | None, case: str = "a", function: str = "scale") -> FunctionValue:
    return FunctionValue(case, function, 1.0 if error is None else None, error, 0.0)


def said(*calls: FunctionValue, source: str = "", error: Failure | None = None, cases: tuple[str, ...] = ()) -> str:
    evidence = Evidence("sha256:1", Outcome.OK, source=source, error=error)
    with running(CheckContext(Policy(), evidence)), pytest.raises(AssertionError) as raised:
        values_of(calls, "scale", *cases)
    assert faults(str(raised.value)) == []
    return str(raised.value)


def test_the_values_of_a_function_by_case() -> None:
    calls = (call(None), call(None, "b"), call("ValueError: no", "c"), call(None, "a", "other"))
    assert values_of(calls[:2], "scale") == {"a": 1.0, "b": 1.0}
    assert values_of(calls, "scale", "b") == {"b": 1.0}


@pytest.mark.parametrize(
    ("source", "error", "words"),
    [
        ("", None, "was not found. Define it at top level."),
        ("def f():\n    def scale(x): ...", None, "was not found. Define it at top level."),
        ("%matplotlib inline\ndef Scale(x): ...", None, "Your code defines “Scale”"),
        ("def scales(x): ...", None, "Your code defines “scales”"),
        ("def sclae(x): ...", None, "Your code defines “sclae”"),
        ("def min_max(x): ...\ndef show(x): ...", None, "was not found. Define it at top level."),
        ("x = open('x')\n# %%\ndef scale(x): ...", STOPPED, "your code stopped before the lines that define it"),
        ("def scale(x): ...\nscale = scale(3)", None, "“scale = scale(3)” put something else into it"),
        ("x = open('x')", STOPPED, "was not found. Define it at top level."),
    ],
)
def test_a_function_that_was_not_found(source: str, error: Failure | None, words: str) -> None:
    assert words in said(call(MISSING), source=source, error=error)
    assert words in said(source=source, error=error)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("ValueError: bad input", "scale, case “a”: expected a value, found an error: ValueError: bad input."),
        ("AssertionError: ", "scale, case “a”: expected a value, found an error: AssertionError."),
        ("ValueError: why?", "scale, case “a”: expected a value, found an error: ValueError: why?"),
        ("ValueError: it ends.", "scale, case “a”: expected a value, found an error: ValueError: it ends."),
        (TOOK_TOO_LONG, LONG),
        (NOT_CALLED, "scale, case “a”: the function was not called: your code ended before."),
    ],
)
def test_a_call_that_gave_an_error(error: str, words: str) -> None:
    assert said(call(error)) == words


def test_a_case_that_nobody_answered_was_not_called() -> None:
    assert "was not called" in said(call(None), cases=("z",))


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, "nothing"), (0.25, "0.25"), (np.ones((2, 3)), "an array of shape (2, 3)"), ("text", "text"), ([1], "[1]")],
)
def test_values_in_words(value: object, words: str) -> None:
    assert in_words(value) == words
