"""Values are printed as Python prints them, and no more of them than is shown."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.checks import in_words
from autograder.checks.printing import printed

PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9)
VALUES = st.recursive(
    PLAIN,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text(max_size=4) | st.integers(), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(VALUES, st.integers(1, 200))
def test_a_value_is_printed_as_python_prints_it(value: Any, most: int) -> None:
    whole = repr(value)
    assert printed(value, most) == (whole if len(whole) <= most else whole[: most - 1] + "…")


@pytest.mark.parametrize(
    "value",
    [
        [np.zeros((1_000, 1, 1, 1, 1, 1, 1, 1))] * 500,
        [np.zeros((2,) * 16)] * 500,
        {"key": [np.zeros(1_001)] * 1_000},
        [[[0] * 1_000] * 1_000] * 100,
        ["x" * 10_000_000] * 100,
        {"x" * 10_000_000: 1},
    ],
    ids=range(6),
)
def test_what_is_not_shown_is_never_printed(value: Any) -> None:
    begun = time.process_time()
    assert len(in_words(value)) == 120
    assert time.process_time() - begun < 0.5
