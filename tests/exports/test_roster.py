from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.exports.roster import match, person

PEOPLE = [
    person(["101", "jkim"], "Kim, Ji-woo"),
    person(["102", ""], "김민준"),
    person(["103"], "Ann A"),
    person(["104"], "An Na"),
    person([""], ""),
    person(["jm"], "Müller, José"),
]


@pytest.mark.parametrize(
    ("student", "row"),
    [
        ("JKIM", 0),
        ("ji-woo kim", 0),
        ("kimjiwoo", 0),
        ("김민준", 1),
        (unicodedata.normalize("NFD", "김민준"), 1),
        ("An  Na", 3),
        ("José Müller", 5),
    ],
)
def test_a_student_is_found_in_every_spelling_that_is_plain(student, row):
    assert match({"s": student}, PEOPLE).rows == {"s": row}


@pytest.mark.parametrize("student", ["", "!!!", "anna", "Kim", "Ji", "10", "Jose Muller"])
def test_nobody_is_found_by_a_part_or_by_nothing(student):
    matched = match({"s": student}, PEOPLE)
    assert matched.rows == {}
    assert len(matched.warnings) == 1


@given(st.lists(st.text(min_size=1, max_size=6), max_size=8), st.lists(st.text(max_size=6), max_size=8))
def test_every_student_has_one_row_of_their_own_or_a_warning(students, names):
    matched = match({str(n): name for n, name in enumerate(students)}, [person([], name) for name in names])
    assert len(set(matched.rows.values())) == len(matched.rows)
    assert len(matched.rows) + len(matched.warnings) == len(students)
