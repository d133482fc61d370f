"""What reads a student's text takes time in proportion to it, whatever the text is."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.errors import SubmissionError, WireError
from tests.fuzz.readers import READERS, Reader, texts

SIZE = 4_000
TIMES = 4
SHORT_S = 0.06
"""Below this no growth can be told from chance; what is quadratic takes many times as long for these sizes."""
SLOPE = 2.5 * TIMES
"""What is linear takes four times as long for four times the text, what is quadratic sixteen times."""


def taken(read: Reader, text: str, folder: Path) -> float:
    """Return the processor time of one reading."""
    started = time.process_time()
    with contextlib.suppress(SubmissionError, WireError, UnicodeError):
        read(text, folder)
    return time.process_time() - started


def grows_too_fast(read: Reader, make: Callable[[int], str], folder: Path) -> bool:
    """Tell whether four times the text takes much more than four times as long; best of three where it seems so."""
    long_s = taken(read, make(TIMES * SIZE), folder)
    if long_s < SHORT_S or long_s <= SLOPE * taken(read, make(SIZE), folder):
        return False
    long_s = min(long_s, *(taken(read, make(TIMES * SIZE), folder) for _ in range(2)))
    short_s = min(taken(read, make(SIZE), folder) for _ in range(3))
    return long_s >= SHORT_S and long_s > SLOPE * short_s


SLOW = {"notebook_findings", "shown_module", "shown_notebook"}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow) if name in SLOW else name for name in READERS]
)
def test_the_time_to_read_grows_with_the_text(name, tmp_path):
    read = READERS[name]
    taken(read, "a = 1", tmp_path)
    assert [text for text, make in texts() if grows_too_fast(read, make, tmp_path)] == []


@pytest.mark.parametrize("name", ["hints", "missing_functions", "module_findings"])
def test_a_string_of_very_many_fields_is_not_read(name, tmp_path):
    """Python's own parser takes time quadratic in them."""
    assert taken(READERS[name], 'f"' + "{a}" * 33_000 + '"', tmp_path) < 1
