from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.reports.text import capped, number, percent, plain, seconds, shape


@pytest.mark.parametrize(
    ("value", "written"),
    [(92.5, "92.5"), (30, "30"), (30.0, "30"), (1199882, "1,199,882"), (1 / 3, "0.33"), (-2.5, "−2.5"), (-0.001, "0")],
)
def test_numbers_are_short(value, written):
    assert number(value) == written


def test_numbers_that_are_none_are_named():
    assert [number(value) for value in (math.nan, math.inf, -math.inf)] == ["NaN", "∞", "−∞"]


def test_shares_read_as_percentages():
    assert percent(0.97222) == "97.2%"
    assert percent(1) == "100%"


def test_shapes_read_as_python():
    assert [shape(axes) for axes in ((6, 6, 10), (90,), (None, 3), (), None)] == [
        "(6, 6, 10)",
        "(90,)",
        "(None, 3)",
        "()",
        "?",
    ]


def test_durations_read_in_their_size():
    assert [seconds(value) for value in (0.42, 12.3, 303, math.nan)] == ["0.4 s", "12 s", "5 min 3 s", "?"]


@given(st.text(), st.integers(1, 50))
def test_capped_text_keeps_its_limit_and_has_no_control_characters(text, limit):
    short = capped(text, limit)
    assert len(short) <= limit
    assert all(character in "\n\t" or not (ord(character) < 32 or 127 <= ord(character) < 160) for character in short)
    assert not any("\ud800" <= character <= "\udfff" for character in short)


def test_marks_that_reverse_text_are_removed():
    assert plain("file\u202egnp.exe") == "filegnp.exe"
