"""Functions are compared by value, and the message tells the first case that differs, and where."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.checks.context import CheckContext, PartialCredit, running
from autograder.checks.values import as_array, assert_same_values
from autograder.course.assignment import Policy
from autograder.records import FunctionValue, Reference


def value(given_value: Any, *, case: str = "a", error: str | None = None) -> FunctionValue:
    return FunctionValue(case, "scale", given_value, error, 0.01)


def message(reference: Reference, expected: Any, found: Any, **options: Any) -> str:
    """Return what a student reads; "" if the values agree."""
    try:
        assert_same_values([value(found)], replace(reference, values=(value(expected),)), "scale", **options)
    except AssertionError as failure:
        return str(failure)
    return ""


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        (1.5, 1.5),
        (1.5, 1.500001),
        (3, 3.0),
        (np.float32(0.25), 0.25),
        ([1, 2, 3], (1, 2, 3)),
        ([1.0, 2.0], np.array([1, 2])),
        (np.arange(6).reshape(2, 3), np.arange(6.0).reshape(2, 3)),
        (np.array([np.nan, 1.0]), np.array([np.nan, 1.0])),
        (np.array([np.inf, 1.0]), np.array([np.inf, 1.0])),
        ({"a": np.ones(3), "b": 2}, {"b": 2, "a": np.ones(3)}),
        ([np.ones(2), {"x": "text"}], [np.ones(2), {"x": "text"}]),
        ("text", "text"),
        (None, None),
        (True, True),
        (True, np.bool_(True)),
        (2.0, np.array(2.0)),
        (np.array([True, False]), np.array([True, False])),
        (np.zeros((0, 3)), np.zeros((0, 3))),
        ([[[1, 2], [3, 4.5]]], np.array([[[1, 2], [3, 4.5]]])),
    ],
)
def test_equal_values_agree_however_they_are_written(reference: Reference, expected: Any, found: Any) -> None:
    assert message(reference, expected, found) == ""


@pytest.mark.parametrize(
    ("expected", "found", "said"),
    [
        (1.5, 2.5, "expected 1.5, found 2.5."),
        (1.5, None, "the function returned nothing. Is a “return” missing?"),
        (np.ones((2, 3)), None, "the function returned nothing. Is a “return” missing?"),
        ([np.ones(2), 3], [np.ones(2), None], "expected a number at [1], found nothing."),
        (np.ones((2, 3)), np.ones((3, 2)), "expected the shape (2, 3), found (3, 2)."),
        (np.ones(3), 1.0, "expected an array of shape (3,), found a number."),
        (1.0, np.ones(3), "expected a number, found an array of shape (3,)."),
        (np.eye(3), np.ones((3, 3)), "expected 0 at [0, 1], found 1."),
        (np.array([1.0]), np.array([np.nan]), "expected 1 at [0], found nan."),
        (np.array([1.0, 2.0]), ["1", "2"], "expected an array of shape (2,), found ['1', '2']."),
        (np.array([1.0, 2.0]), [[1], [1, 2]], "expected an array of shape (2,), found [[1], [1, 2]]."),
        ({"a": 1, "b": 2}, {"a": 1}, "expected a dictionary with the keys a, b, found {'a': 1}."),
        ({"a": {"b": 1}}, {"a": {"b": 2}}, "expected 1 at ['a']['b'], found 2."),
        ([np.ones(2), np.ones(3)], [np.ones(2)], "expected 2 values, found "),
        ([np.ones(2), np.zeros(2)], [np.ones(2), np.ones(2)], "expected 0 at [1][0], found 1."),
        ("same", "valid", "expected same, found valid."),
        (True, False, "expected True, found False."),
        (True, 1, "expected True, found 1."),
        (None, 3, "expected nothing, found 3."),
    ],
)
def test_the_first_difference_is_told(reference: Reference, expected: Any, found: Any, said: str) -> None:
    assert message(reference, expected, found).startswith(f"scale, case “a”: {said}")


def test_expected_numbers_are_kept_back_where_the_course_says_so(reference: Reference) -> None:
    told = message(reference, np.eye(2), np.ones((2, 2)), reveal=False)
    assert told == "scale, case “a”: found 1 at [0, 1], which is not the expected value."
    with running(CheckContext(Policy(show_reference_shapes=False))):
        assert message(reference, np.eye(2), np.ones((2, 2))) == told
        assert "expected the shape (2, 2)" in message(reference, np.eye(2), np.ones(2))


def test_tolerances_are_the_checks_own(reference: Reference) -> None:
    assert message(reference, 1.0, 1.01)
    assert not message(reference, 1.0, 1.01, rtol=0.1)
    assert not message(reference, 0.0, 0.01, atol=0.1)


def test_the_data_type_counts_where_it_is_asked_for(reference: Reference) -> None:
    single, double = np.ones(2, np.float32), np.ones(2)
    assert not message(reference, single, double)
    assert "expected the data type float32, found float64" in message(reference, single, double, same_dtype=True)


def cases(*right: bool) -> tuple[tuple[FunctionValue, ...], tuple[FunctionValue, ...]]:
    expected = tuple(value(float(i), case=f"case {i}") for i in range(len(right)))
    found = tuple(value(float(i if ok else -1), case=f"case {i}") for i, ok in enumerate(right))
    return expected, found


def test_the_cases_that_agree_earn_their_share(reference: Reference) -> None:
    expected, found = cases(True, False, True, False)
    with pytest.raises(PartialCredit) as caught:
        assert_same_values(found, replace(reference, values=expected), "scale")
    assert caught.value.fraction == 0.5
    assert str(caught.value) == "scale, case “case 1”: expected 1, found -1. 2 of 4 cases differ."


def test_without_partial_credit_one_case_costs_all(reference: Reference) -> None:
    expected, found = cases(True, False)
    with pytest.raises(PartialCredit) as caught:
        assert_same_values(found, replace(reference, values=expected), "scale", partial=False)
    assert caught.value.fraction == 0


@given(st.lists(st.booleans(), min_size=1, max_size=8), st.integers(0, 7))
def test_one_more_case_right_never_earns_less(right: list[bool], place: int) -> None:
    reference = Reference("preprocessing", None, (), None, "")
    better = [ok or i == place for i, ok in enumerate(right)]

    def earned(flags: list[bool]) -> float:
        expected, found = cases(*flags)
        try:
            assert_same_values(found, replace(reference, values=expected), "scale")
        except PartialCredit as part:
            return part.fraction
        return 1.0

    assert 0 <= earned(right) <= earned(better) <= 1


def test_a_function_that_is_not_there_is_named(reference: Reference) -> None:
    asked = replace(reference, values=(value(1.0),))
    for found in ([], [value(None, error="missing")]):
        with pytest.raises(AssertionError, match="The function scale was not found"):
            assert_same_values(found, asked, "scale")


def test_an_error_in_the_function_is_told(reference: Reference) -> None:
    asked = replace(reference, values=(value(1.0),))
    with pytest.raises(AssertionError, match="expected a value, found an error: TypeError: no"):
        assert_same_values([value(None, error="TypeError: no")], asked, "scale")


def test_an_error_that_is_asked_for_must_come(reference: Reference) -> None:
    asked = replace(reference, values=(value(None, error="ValueError: rate"),))
    assert_same_values([value(None, error="ValueError: something else")], asked, "scale")
    with pytest.raises(AssertionError, match="expected an error, found a value"):
        assert_same_values([value(0.3)], asked, "scale")


def test_a_function_that_raises_whatever_it_is_given_earns_no_case(reference: Reference) -> None:
    asked = replace(reference, values=(value(1.0), value(None, case="refused", error="ValueError: rate")))
    always = [value(None, error="ValueError: no"), value(None, case="refused", error="ValueError: no")]
    with pytest.raises(PartialCredit) as caught:
        assert_same_values(always, asked, "scale")
    assert caught.value.fraction == 0
    assert_same_values([value(1.0), always[1]], asked, "scale")


def test_a_value_without_a_plain_form_is_told_as_one(reference: Reference) -> None:
    asked = replace(reference, values=(value(1.0),))
    with pytest.raises(AssertionError, match="gave a value that cannot be compared: expected numbers, found set"):
        assert_same_values([value(None, error="WireError: expected numbers, found set")], asked, "scale")


@pytest.mark.parametrize(
    ("expected", "found", "says"),
    [
        (2**70, 2**70, ""),
        (2**70, 2**70 + 1, "expected 1180591620717411303424, found 1180591620717411303425."),
        ([1, 2**70], [1, 2**70], ""),
        ([1, 2**70], [1, 2**70 + 1], "at [1]"),
        ([1, 2**70], np.ones(2), "expected 2 values"),
        (2.0**70, 2**70, ""),
        (2**70, 2.0**70, ""),
        (2**70, "2**70", "expected 1180591620717411303424"),
        (1.0, -(2**100), "found -1267650600228229401496703205376."),
        (3, 2**70, "expected 3"),
    ],
)
def test_integers_of_more_than_64_bits(reference: Reference, expected: Any, found: Any, says: str) -> None:
    said = message(reference, expected, found)
    assert says in said
    assert bool(said) is bool(says)


@pytest.mark.parametrize("kind", ["NotImplementedError", "NameError", "ModuleNotFoundError", "WireError"])
def test_an_error_of_unwritten_code_is_none_that_is_asked_for(reference: Reference, kind: str) -> None:
    asked = replace(reference, values=(value(None, error="ValueError: rate"),))
    with pytest.raises(AssertionError, match=f"on purpose, found another one: {kind}: no"):
        assert_same_values([value(None, error=f"{kind}: no")], asked, "scale")
    asked = replace(reference, values=(value(None, error=f"{kind}: of the reference"),))
    assert_same_values([value(None, error=f"{kind}: no")], asked, "scale")


def test_a_case_that_was_not_reached_is_told(reference: Reference) -> None:
    asked = replace(reference, values=(value(1.0), value(1.0, case="b")))
    with pytest.raises(AssertionError, match="case “b”: the function was not called"):
        assert_same_values([value(1.0)], asked, "scale")


def test_a_reference_without_values_is_a_mistake_of_the_course(reference: Reference) -> None:
    with pytest.raises(ValueError, match="the reference has no values of scale"):
        assert_same_values([value(1.0)], reference, "scale")


arrays = hnp.arrays(np.float64, hnp.array_shapes(min_dims=0, max_dims=3, max_side=3))
anything = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats() | st.text(max_size=5) | arrays,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@given(anything, anything)
def test_whatever_a_function_returns_there_is_a_verdict(expected: Any, found: Any) -> None:
    reference = Reference("preprocessing", None, (), None, "")
    assert message(reference, expected, expected) == ""
    assert isinstance(message(reference, expected, found), str)


@pytest.mark.parametrize("found", ["row 3.25", ["row 3.25"], {"row": "3.25"}, ("3.25",)])
def test_text_that_a_function_made_of_hidden_arguments_is_not_told(reference: Reference, found: Any) -> None:
    secret = replace(value(found), hidden=True)
    with pytest.raises(AssertionError) as caught:
        assert_same_values([secret], replace(reference, values=(value(1.5),)), "scale")
    assert "3.25" not in str(caught.value)
    assert type(found).__name__ in str(caught.value)


SECRETS = [
    (1.25, 2.0, "found 2, which is not the expected value."),
    (np.array([0.0, 1.25]), np.zeros(2), "found 0 at [1], which is not the expected value."),
    ("secret", "other", "found str, which is not the expected value."),
    ({"secret": 1}, {}, "found dict, which is not the expected value."),
    ({"secret": 1}, 2.0, "expected a dictionary, found 2."),
    ({"secret": {"secret": 1.25}}, {"secret": {"secret": 2.0}}, "found 2 at […][…], which is not the expected value."),
    ([1.25, "secret"], ["a"], "expected 2 values, found list."),
    (np.array([1.25]), np.ones((1, 1)), "expected the shape (1,), found (1, 1)."),
]


@pytest.mark.parametrize(("expected", "found", "said"), SECRETS)
def test_what_a_hidden_case_should_give_is_not_told(reference: Reference, expected: Any, found: Any, said: str) -> None:
    asked = replace(reference, values=(value(expected),))

    def told(**options: Any) -> str:
        with pytest.raises(AssertionError) as caught:
            assert_same_values([replace(value(found), hidden=True)], asked, "scale", **options)
        return str(caught.value)

    assert told() == told(reveal=False) == f"scale, case “a”: {said}"
    assert "1.25" in told(reveal=True) or "secret" in told(reveal=True) or "expected" in said


TEXTS = ["a" * 15_000] + ["b"] * 40_000


@pytest.mark.parametrize(
    "value",
    [TEXTS, [TEXTS], (TEXTS,), [np.zeros(40_001), TEXTS], [0.0] * 40_000 + ["a" * 15_000], {"a": 1}, [{}], [None], "1"],
    ids=lambda value: type(value).__name__,
)
def test_what_is_not_all_numbers_never_becomes_an_array(value: object) -> None:
    tracemalloc.start()
    try:
        assert as_array(value) is None
        assert tracemalloc.get_traced_memory()[1] < 20e6
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "value",
    [1, 1.5, True, [], [[]], [1, 2.0], [[1, 2], (3, 4)], [np.ones(2), [1, 2]], [np.float32(1), 2], [np.array(1), 2]],
    ids=str,
)
def test_numbers_in_whatever_lists_are_an_array(value: object) -> None:
    array = as_array(value)
    assert array is not None
    np.testing.assert_array_equal(array, np.asarray(value))


@pytest.mark.parametrize("value", [[[1], [1, 2]], [1, [1]], [np.ones(2), np.ones(3)], [np.ones(2), 1]], ids=str)
def test_lists_of_several_shapes_are_none(value: object) -> None:
    assert as_array(value) is None
