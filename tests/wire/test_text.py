"""Text from outside reads as a person would have read it, and does nothing else."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autograder.wire import clean_text, without_installation

controls = st.text(st.sampled_from("ab \n\r\t\x08\x1b\x9b\x07[]mK0;\\P_\u202e\u2028\ud800\udc00\ufeff한"), max_size=60)


@given(st.text(st.characters()) | controls, st.integers(0, 50))
@example("\x1b[\x1b[0mm", 50)
@example("a\r\r\nb\r", 50)
def test_clean_text_is_short_printable_and_stays_as_it_is(text, cap):
    cleaned = clean_text(text, cap)
    assert len(cleaned) <= cap
    assert all(char in "\n\t" or not 0 <= ord(char) < 32 for char in cleaned)
    assert not set(cleaned) & set("\x7f\x9b\u202e\u2066\u2028\ufeff\r")
    cleaned.encode("utf-8")
    assert clean_text(cleaned, cap) == cleaned


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=50))
def test_ordinary_text_in_any_script_is_left_alone(text):
    assert clean_text(text, 50) == text


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]8;;http://x\x07link\x1b]8;;\x07", "link"),
        ("\x1b]0;title\x1b\\text", "text"),
        ("\x1b]never closed\nnext line", "\nnext line"),
        ("one\r\ntwo\r\r\nthree", "one\ntwo\nthree"),
        ("10%\r50%\r100%\n", "100%\n"),
        ("progress\x08\x08\x08\r done\r", " done"),
        ("Epoch 1/2\n\x1b[1m1/9\x1b[0m ━━\x08\x08\x08\r\x1b[1m9/9\x1b[0m ━━ loss: 1", "Epoch 1/2\n9/9 ━━ loss: 1"),
        ("abc\u202edcba", "abcdcba"),
        ("a\u2028b\x0cc\x85d", "a\nb\nc\nd"),
        ("x\ud800y", "x\ufffdy"),
        ("\x00\x07\ufeff학생\uffff", "학생"),
        ("\x9b2Jcleared", "cleared"),
        ("👩‍🚀 é", "👩‍🚀 é"),
    ],
)
def test_terminal_tricks_leave_what_was_seen(text, cleaned):
    assert clean_text(text, 100) == cleaned


def test_what_is_cut_ends_in_an_ellipsis():
    assert clean_text("abcdef", 4) == "abc…"


@pytest.mark.parametrize("piece", ["\x1b]", "\x1b[", "\x1b[0;", "\r", "\r\n", "a\r", "\x1bP", "\x1b[31m\r", "a"])
def test_many_escapes_cost_little(piece):
    start = time.process_time()
    clean_text(piece * 300_000, 1_000)
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("from 'keras' (/opt/venv/lib/python3.11/site-packages/keras/__init__.py)", "from 'keras' (keras/__init__.py)"),
        ("/usr/lib/python3/dist-packages/numpy/a.py:3: Warning", "numpy/a.py:3: Warning"),
        ('File "/usr/lib/python3.11/json/decoder.py", line 3', 'File "json/decoder.py", line 3'),
        ("data/train.csv", "data/train.csv"),
        ("two /a/site-packages/x and /b/lib64/python3.12/y", "two x and y"),
    ],
)
def test_paths_of_installed_packages_begin_at_the_package(said, left):
    assert without_installation(said) == left
    assert without_installation(left) == left


def test_many_paths_are_cut_in_linear_time():
    started = time.process_time()
    without_installation("/a/site-packages" * 100_000 + "/site-packages/" * 100_000)
    assert time.process_time() - started < 5
