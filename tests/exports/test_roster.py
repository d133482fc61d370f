from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.exports.roster import match
from autograder.people import listed, tag
from autograder.records import Person

PEOPLE = [
    listed(["101", "jkim"], "Kim, Ji-woo"),
    listed(["102", ""], "김민준"),
    listed(["103"], "Ann A"),
    listed(["104"], "An Na"),
    listed([""], ""),
    listed(["jm"], "Müller, José"),
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
    matched = match({str(n): name for n, name in enumerate(students)}, [listed([], name) for name in names])
    assert len(set(matched.rows.values())) == len(matched.rows)
    assert len(matched.rows) + len(matched.warnings) == len(students)


SHEET = [
    listed(["1001", "kim@u.kr"], "Kim, Minji", tags=[tag("canvas", "1001"), tag("login", "kim@u.kr")]),
    listed(["1002", "kim2@u.kr"], "Kim, Minji", tags=[tag("canvas", "1002"), tag("login", "kim2@u.kr")]),
    listed(["20261234"], "이서준", tags=[tag("id", "20261234")]),
]


@pytest.mark.parametrize(
    ("student", "person", "row"),
    [
        ("Minji Kim", Person(canvas_id="1002"), 1),
        ("Minji Kim", Person(email="KIM@u.kr"), 0),
        ("somebody", Person(student_id="20261234"), 2),
        ("이서준", Person(canvas_id="77"), 2),
    ],
)
def test_ids_count_before_names(student, person, row):
    assert match({"s": student}, SHEET, known={"s": person}).rows == {"s": row}


@pytest.mark.parametrize("person", [Person(student_id="7"), Person(moodle_id="20261234", student_id="8")])
def test_a_namesake_with_another_id_is_somebody_else(person):
    assert match({"s": "이서준"}, SHEET, known={"s": person}).rows == {}


def test_an_id_of_one_platform_says_nothing_about_another_one():
    assert match({"s": "nobody"}, SHEET, known={"s": Person(moodle_id="1001")}).rows == {}


@pytest.mark.parametrize("student", ["20261234_이서준", "이서준(20261234)", "이서준 20261234", "20261234"])
def test_a_folder_may_be_named_after_id_and_name(student):
    assert match({"s": student}, SHEET).rows == {"s": 2}
