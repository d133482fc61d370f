import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.sandbox.text import readable


@given(st.binary(max_size=300))
def test_nothing_that_controls_a_terminal_is_left(data):
    text = readable(data)
    assert not [character for character in text if unicodedata.category(character) == "Cc" and character not in "\n\t"]


@given(st.text(st.characters(blacklist_categories=("Cc", "Cf", "Cs")), max_size=100))
def test_plain_text_stays_as_it_is(text):
    assert readable(text.encode()) == text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"a\r\nb\r\n", "a\nb\n"),
        (b"10%\r50%\r100%\ndone", "100%\ndone"),
        (b"50%\r100%\r", "100%"),
        (b"\x1b[1m4/4\x1b[0m \x1b[32mgreen\x1b[0m", "4/4 green"),
        (b"5/5\x08\x08\x08ok", "5/5ok"),
        ("한글 é 🎉".encode(), "한글 é 🎉"),
        (b"\xff\xfe", "\ufffd\ufffd"),
        ("\u202egnp.exe".encode(), "\ufffdgnp.exe"),
    ],
)
def test_terminal_output_becomes_what_one_would_have_seen(data, text):
    assert readable(data) == text


@pytest.mark.parametrize("piece", [b"x", b"\r", b"\x1b[", b"\x1b[0;", b"\x1b]0;", b"\x1b[1"])
def test_hostile_output_takes_no_longer(piece):
    before = time.process_time()
    readable(piece * (65536 // len(piece)))
    assert time.process_time() - before < 0.5
