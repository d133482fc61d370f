"""Students' names become file names that are safe and never meet."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.wire import display_name, slug


@given(st.text(st.characters(), max_size=80))
def test_a_slug_is_a_safe_file_name(name):
    made = slug(name)
    assert re.fullmatch(r"\w(?:[\w.-]*\w)?", made)
    assert len(made.encode("utf-8")) <= 200
    assert made == unicodedata.normalize("NFC", made) == made.lower().replace("…", "")
    assert not made.endswith(".")


@given(st.text(max_size=20), st.text(max_size=20))
def test_different_names_have_different_slugs(one, other):
    if unicodedata.normalize("NFC", one) != unicodedata.normalize("NFC", other):
        assert slug(one) != slug(other)


@pytest.mark.parametrize("login", ["kim", "jane.doe", "2023-11234", "a_b", "x"])
def test_a_plain_login_stays_as_it_is(login):
    assert slug(login) == login


@pytest.mark.parametrize("name", ["Kim", "KIM", "..", "a..b", "con", "nul.txt", "", "a/b", "-rf", "x" * 300, ".hidden"])
def test_anything_else_gets_a_suffix(name):
    assert re.search(r"-[0-9a-f]{12}$", slug(name))


def test_a_login_cannot_take_the_slug_of_a_name():
    assert slug(slug("Kim Minji")) != slug("Kim Minji")


def test_both_ways_to_write_an_accent_are_one_student():
    assert slug("José") == slug(unicodedata.normalize("NFD", "José"))
    assert slug("김민지") == slug(unicodedata.normalize("NFD", "김민지"))


def test_a_slug_can_be_read():
    assert slug("Kim, Minji").startswith("kim-minji-")
    assert slug("김민지").startswith("김민지-")


@pytest.mark.parametrize(
    ("text", "shown"),
    [("  Kim \n Minji ", "Kim Minji"), ("a\u202eb\x1b[31m", "ab"), (unicodedata.normalize("NFD", "김"), "김")],
)
def test_a_name_is_shown_on_one_line_in_normal_form(text, shown):
    assert display_name(text) == shown


LONG = "Wolfeschlegelsteinhausenbergerdorff " * 4
APART = {
    "a last letter": (f"{LONG}A", f"{LONG}B"),
    "letters far behind": ("x" * 5_000 + "a", "x" * 5_000 + "b"),
    "where it was cut": (LONG + "x", LONG[:119] + "…"),
    "more behind what is read": ("Kim" + "\u200b" * 2_000, "Kim" + "\u200b" * 2_001),
    "nothing that is seen": ("\u200b" * 30 + "\u200c", "\u200b" * 30 + "\u200d"),
    "controls": ("\x01", "\x02"),
}


@pytest.mark.parametrize("names", APART.values(), ids=APART)
def test_names_that_differ_where_none_is_shown_are_two_students(names):
    shown = [display_name(name) for name in names]
    assert shown[0] != shown[1]
    assert slug(shown[0]) != slug(shown[1])
    assert all(0 < len(each) <= 120 for each in shown)


@given(st.text(st.characters(), max_size=300))
def test_a_name_that_is_shown_is_shown_again_as_it_is(name):
    assert display_name(display_name(name)) == display_name(name)


def test_a_long_name_can_be_read_and_is_one_student_in_both_forms_of_an_accent():
    assert re.fullmatch(r"(Wolfeschlegelsteinhausenbergerdorff ){2}Wolfe\w+… [0-9a-f]{12}", display_name(LONG + "A"))
    long = "José " * 50
    assert display_name(long) == display_name(unicodedata.normalize("NFD", long)) == display_name(f" {long} ")


@pytest.mark.parametrize("letter", ["남", "𠀀", "𝗔", "İ", "\u0958"])
def test_a_slug_of_a_long_name_in_any_script_is_short_enough_for_a_file(letter):
    assert len(slug(letter * 300).encode()) <= 160
