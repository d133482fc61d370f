"""The grader asks for its own cases: what was not asked for is dropped, what is missing is said."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.collect.answers import MOST_NUMBERS, Arrays, Asked, answers, most_numbers
from autograder.records import MISSING, NOT_CALLED, TOOK_TOO_LONG, FunctionValue

ASKED = (Asked("one", "f"), Asked("two", "f"), Asked("one", "g"))
NO_ARRAYS = Arrays(lambda _: None, 0)


def call(case: str, function: str = "f", error: str | None = None, seconds: Any = 0.5) -> dict[str, Any]:
    return {"case": case, "function": function, "error": error, "seconds": seconds}


def report(*pairs: tuple[dict[str, Any], Any]) -> dict[str, Any]:
    return {"calls": [one for one, _ in pairs], "values": [value for _, value in pairs], "arrays": 0}


def test_there_is_one_answer_for_each_call_that_was_asked_for_in_their_order():
    found = answers(ASKED, report((call("one", "g"), 3), (call("one"), 1), (call("two"), 2)), NO_ARRAYS)
    assert [(each.case, each.function, each.value) for each in found] == [
        ("one", "f", 1),
        ("two", "f", 2),
        ("one", "g", 3),
    ]


def test_a_call_that_nobody_asked_for_is_dropped():
    found = answers(ASKED, report((call("at most 2 epochs"), 1), (call("two", "h"), 1)), NO_ARRAYS)
    assert [each.error for each in found] == [NOT_CALLED] * 3


def test_a_case_answered_twice_counts_once():
    found = answers(ASKED, report((call("one"), 1), (call("one"), 2)), NO_ARRAYS)
    assert [each.value for each in found] == [1, None, None]


@pytest.mark.parametrize(
    "damaged",
    [
        {},
        {"calls": None, "values": []},
        {"calls": [1, 2, 3], "values": [1, 2, 3]},
        {"calls": [call("one")], "values": []},
        {"calls": [{}], "values": [1]},
        {"calls": [{"case": ["one"], "function": {}}], "values": [1]},
    ],
)
def test_a_malformed_report_answers_nothing(damaged):
    assert [each.error for each in answers(ASKED, damaged, NO_ARRAYS)] == [NOT_CALLED] * 3


@pytest.mark.parametrize("seconds", [None, "1", -1, 1e300, float("nan"), [], {}])
def test_times_that_cannot_be_true_count_as_none(seconds):
    (found,) = answers(ASKED[:1], report((call("one", seconds=seconds), 1)), NO_ARRAYS)
    assert found.seconds == 0.0


def test_a_value_that_cannot_be_read_is_that_cases_error_alone():
    first, second, _ = answers(ASKED, report((call("one"), {"$array": 0}), (call("two"), 2)), NO_ARRAYS)
    assert (first.error, second.value) == ("ValueError: the value could not be read", 2)


def test_arrays_are_read_where_a_value_of_an_asked_case_needs_them_and_once():
    read: list[int] = []

    def array(index: int) -> Any:
        read.append(index)
        return np.ones(3)

    pairs = ((call("other"), {"$array": 0}), (call("one"), {"$array": 1}), (call("two"), [{"$array": 1}] * 2))
    first, second, _ = answers(ASKED, report(*pairs), Arrays(array, 5))
    assert (first.value.tolist(), second.error, read) == ([1, 1, 1], "ValueError: the value could not be read", [1])


def test_the_arrays_of_all_answers_have_room_for_so_many_numbers():
    pairs = ((call("one"), {"$array": 0}), (call("two"), {"$array": 1}), (call("one", "g"), [{"$array": 2}]))
    found = answers(ASKED, report(*pairs), Arrays(lambda index: np.ones((4, 3, 1)[index]), 3, 5))
    refused = "ValueError: the value has more numbers than the grader reads"
    assert [each.error for each in found] == [None, refused, None]


@pytest.mark.parametrize(
    ("value", "most"),
    [
        (None, MOST_NUMBERS),
        (np.ones(10), MOST_NUMBERS),
        ({"a": (np.ones(600_000), [np.ones(400_000)])}, 4_000_000),
    ],
)
def test_there_is_room_for_four_times_what_the_courses_own_functions_give(value: Any, most: int):
    assert most_numbers([FunctionValue("one", "f", value, None, 0.0)]) == most
    assert most_numbers([]) is None


@pytest.mark.parametrize(
    ("error", "kept"),
    [
        ("ValueError: the hidden rows are 3.25 and 7.5", "ValueError"),
        ("ValueError", "ValueError"),
        ("Row3_25And7_5: ", "Exception"),
        ("the hidden rows are 3.25", "Exception"),
        ("InternalError: CUDA error at 3.25 and 7.5", "Exception: CUDA"),
        (MISSING, MISSING),
        (TOOK_TOO_LONG, TOOK_TOO_LONG),
    ],
)
def test_of_an_error_in_a_hidden_case_the_class_alone_is_kept(error, kept):
    (found,) = answers([Asked("one", "f", hidden=True)], report((call("one", error=error), None)), NO_ARRAYS)
    assert (found.error, found.hidden) == (kept, True)
