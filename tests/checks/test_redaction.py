"""Nothing that a function gave for a hidden case stands in a message, whatever a course's check prints."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.checks.functions import in_words
from autograder.checks.redaction import CUT, PublicValues, without_hidden
from autograder.records import Evidence, FunctionValue, Reference
from tests.checks.test_session import body, one

PIXELS = [0.125, 0.25, 3.5, 7.75, 11.0, 2.5]
SPELT = "the pixels are 0.125 0.25 3.5 7.75"


def value(given: Any, *, hidden: bool = True) -> FunctionValue:
    return FunctionValue("a case", "f", given, None, 0.1, hidden)


def cut(message: str, functions: Sequence[FunctionValue], known: Sequence[FunctionValue] = ()) -> str:
    return without_hidden(message, functions, PublicValues(known, functions))


@pytest.mark.parametrize(
    ("given", "lines"),
    [
        (SPELT, "assert False, functions[0].value"),
        (SPELT, "assert False, f'found {functions[0].value!r}'"),
        (SPELT, "assert False, 'found ' + functions[0].value[4:30]"),
        (SPELT, "award(0.5, functions[0].value)"),
        ({SPELT: 1}, "assert False, f'expected mean, found {sorted(functions[0].value)}'"),
        ({"a": [{"b": SPELT}]}, "assert False, f'{functions}'"),
        ("0.125\n0.25\t3.5'", "assert False, repr(functions[0].value)"),
        (["0.125", "7.75"], "assert False, ' and '.join(functions[0].value)"),
        (PIXELS, "assert False, f'found {functions[0].value}'"),
        ({"mean": PIXELS}, "assert False, f'found {functions[0].value}'"),
        (np.array(PIXELS), "assert False, f'found {functions[0].value}'"),
        (np.array(PIXELS), "assert False, f'found {functions[0].value!r}'"),
        (np.array(PIXELS), "assert functions[0].value.tolist() == [1.0]"),
    ],
)
def test_what_a_check_prints_of_a_hidden_case_is_cut(
    given: Any, lines: str, write: Callable[..., Path], evidence: Evidence, reference: Reference
) -> None:
    shown = one(write, body(lines, "functions"), replace(evidence, functions=(value(given, hidden=False),)), reference)
    told = one(write, body(lines, "functions"), replace(evidence, functions=(value(given),)), reference)
    assert shown.message == "What this check asks for was not found." or "0.125" in shown.message
    assert told.earned == shown.earned
    assert not [number for number in ("0.125", "0.25", "3.5", "7.75") if number in told.message]


NUMBER = int.from_bytes(b"(9, 4, 2)", "big")


@pytest.mark.parametrize(
    ("given", "lines"),
    [
        (NUMBER, "assert False, f'expected 6, found {functions[0].value}.'"),
        (NUMBER, "assert False, f'expected 6, found {functions[0].value:,}.'"),
        (
            NUMBER,
            "assert functions[0].value == 6, f'found {len(str(functions[0].value))} digits: {functions[0].value}'",
        ),
        (float(NUMBER), "assert False, f'expected 6, found {functions[0].value:f}.'"),
        (1 / NUMBER, "assert False, f'expected 6, found {functions[0].value}.'"),
        (np.zeros((0, NUMBER % 2**30, 3)), "assert False, f'found {functions[0].value.shape}'"),
    ],
)
def test_a_number_of_a_hidden_case_is_told_in_four_digits(
    given: Any, lines: str, write: Callable[..., Path], evidence: Evidence, reference: Reference
) -> None:
    shown = one(write, body(lines, "functions"), replace(evidence, functions=(value(given, hidden=False),)), reference)
    told = one(write, body(lines, "functions"), replace(evidence, functions=(value(given),)), reference)
    assert max(map(len, re.findall(r"[1-9]\d*", shown.message.replace(",", "").replace(".", "")))) > 6
    assert max(map(len, re.findall(r"[1-9]\d*", told.message.replace(",", "").replace(".", "")))) <= 4


def test_a_long_number_of_the_course_stays():
    message = "expected 123456789.25, found 987654321."
    assert cut(message, [value(987654321)], known=[value(123456789.25)]) == "expected 123456789.25, found 9.877e+08."


@pytest.mark.parametrize(
    "message",
    ["expected 0.5, found 0.125.", "expected the shape (3, 64), found (3, 8, 8).", "the case “b” differs, 3 of 12"],
)
def test_a_number_a_shape_and_the_checks_own_words_stay(message: str) -> None:
    assert cut(message, [value(PIXELS), value({"mean": 1, "able": 2})]) == message


def test_what_the_course_itself_expects_stays() -> None:
    message = (
        "expected a dictionary with the keys mean, deviation, found one with deviation: [1, 2, 3, 4, 5, 6, 7, 8, 9]."
    )
    kept = [value({"mean": 1, "deviation": list(range(1, 10))}, hidden=False)]
    assert cut(message, [value({"deviation": "x" * 20})], known=kept) == message


def test_a_text_is_not_spelt_in_letters():
    told = cut(f"found {', '.join('seven')}.", [value([*"seven"])])
    assert told == f"found {', '.join([CUT] * 5)}."
    assert cut("expected a number, found a text.", [value(["a", "b"])]) == "expected a number, found a text."


def test_the_name_of_a_case_stays():
    call = FunctionValue(
        "hidden: at most 80 epochs, patience 5", "f", "max_epochs=80, patience 5, 80", None, 0.1, hidden=True
    )
    told = cut(f"{call.case}: expected 3, found {call.value}.", [call, value("80")])
    assert told == f"{call.case}: expected 3, found {CUT}."


@pytest.mark.parametrize("given", ["ab" * 1_000_000, {f"{n:x}": 0 for n in range(200_000)}, ["ab", "ba"] * 4_000])
def test_values_without_end_take_no_time(given: Any) -> None:
    begun = time.process_time()
    told = cut(
        "expected ab, found abababababab" if isinstance(given, str) else "expected ab, found ba", [value(given)] * 3
    )
    assert time.process_time() - begun < 2
    assert "ab" not in told.replace(CUT, "")


def test_many_arrays_are_printed_as_far_as_there_is_room() -> None:
    arrays = [np.full((1_000, 1, 1, 1, 1, 1, 1, 1), 0.5) for _ in range(500)]
    begun = time.process_time()
    message = "expected 0.125 0.25 3.5 7.75 11.0 2.5, found 0.125 0.5 3.5 7.75 11.0 2.5"
    told = cut(message, [value(arrays, hidden=False), value(PIXELS, hidden=False), value("text")])
    assert time.process_time() - begun < 2
    assert told == f"expected {CUT}, found {CUT}"


@pytest.mark.parametrize("between", [None, True, "x", float("nan"), [], {}, ()])
def test_a_message_tells_few_values_of_hidden_cases(between: Any) -> None:
    spelt = [each for label in range(200) for each in (label % 10, between)]
    told = cut(f"expected the epoch 3, found {spelt}.", [value(spelt)])
    assert told.rstrip(".") == f"expected the epoch 3, found {CUT}"
    told = cut(f"expected 3, found {' and '.join(map(str, spelt))}.", [value(spelt)])
    assert told.startswith("expected 3, found 0 and ")
    assert len(re.findall(r"\d", told)) <= 16


@pytest.mark.parametrize(
    ("one", "other"), [([], None), ({}, ()), ([[]], [[[]]]), (True, False), ({"k": None}, {"k": []}), ([None], 1)]
)
def test_a_container_of_a_hidden_case_tells_nothing_by_its_structure(one: Any, other: Any) -> None:
    spelt = [one if bit == "1" else other for bit in f"{0x9A3F71C5:b}"]
    for shown in (spelt, {"k": spelt}, tuple(spelt)):
        told = cut(f"expected a dictionary with loss, found {in_words(shown)}.", [value(shown)])
        assert told.replace("{'k", "") == f"expected a dictionary with loss, found {CUT}."


def test_a_container_that_may_be_told_stays() -> None:
    curves = {"loss": [None, [], True, [[]], 1.5, 2.5, None]}
    message = f"expected {curves}, found [[], [], None]."
    assert cut(message, [value([1])], known=[value(curves)]) == message


def test_the_sentence_behind_a_list_stays() -> None:
    told = cut("f, case “b”: expected 3, found [[], [], [], [], [], [], [], []…. 14 of 14 cases differ.", [value([1])])
    assert told == f"f, case “b”: expected 3, found {CUT}. 14 of 14 cases differ."
