"""Modules are text in an encoding that Python would read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import SubmissionError
from autograder.submissions.module import read_module


@given(st.binary(max_size=100) | st.text().map(lambda text: b"# coding: " + text.encode("utf-8", "replace") + b"\nx"))
def test_any_bytes_give_text_or_a_submission_error(data):
    try:
        source = read_module(data, "main.py")
    except SubmissionError:
        return
    assert "\r" not in source
    source.encode("utf-8")


@pytest.mark.parametrize("name", ["zlib_codec", "unicode_escape", "punycode", "utf-16", "rot13", "idna", "no_such"])
def test_unusual_encodings_are_not_tried(name):
    with pytest.raises(SubmissionError) as caught:
        read_module(f"# coding: {name}\nx = 1\n".encode(), "main.py")
    assert caught.value.kind == "not_utf8"


def test_the_line_of_the_wrong_byte_is_named():
    with pytest.raises(SubmissionError, match=r"line 3 of main\.py"):
        read_module(b"x = 1\ny = 2\nz = '\xb0\xa1'\n", "main.py")
