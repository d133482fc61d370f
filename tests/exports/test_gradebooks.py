"""Canvas and Moodle: files as those systems give them for download, filled in and read back."""

from __future__ import annotations

import csv
import io

import pytest

from autograder.errors import UsageError
from autograder.exports import Given, export
from tests.exports.books import book, grade, late, ungraded

CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Warm-up (11),Digits with a CNN (12),Final Score\r\n"
    "    Points Possible,,,,,10,50,(read only)\r\n"
    '"Kim, Ji-woo",101,u101,jkim,Morning,8,,80\r\n'
    '"Müller, José",102,u102,jm,Morning,9,3,90\r\n'
    '"Haddad, Dalia",103,u103,dh,Evening,,EX,\r\n'
    '"=Evil, Eve",104,u104,eve,Evening,,,\r\n'
    '"Lee, Min",105,u105,lee1,Evening,,,\r\n'
    '"Lee, Min",106,u106,lee2,Evening,,,\r\n'
)
MOODLE = (
    "\ufeffIdentifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,"
    "Last modified (submission),Last modified (grade),Feedback comments\n"
    'Participant 501,Ji-woo Kim,jkim@x.edu,Submitted for grading,,100.00,Yes,"Sunday, 22 November 2026",-,\n'
    'Participant 502,김민준,mj@x.edu,Submitted for grading,12.00,100.00,Yes,"Sunday, 22 November 2026",-,old\n'
)
KOREAN = (
    "식별자,성명,이메일 주소,상태,받은점수,최고 성적,성적을 변경할 수 있음\n"
    '참가자 501,김민준,mj@x.edu,제출됨,,"50,00",예\n'
    '참가자 502,이서연,sy@x.edu,제출됨,"7,00","50,00",예\n'
)


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def filled(name, sheet, *grades, column=""):
    return export(book(*grades), name, Given(sheet.encode(), column))


def test_canvas_rows_are_found_by_login_id_and_name_and_points_scaled_to_what_canvas_states():
    made = filled("canvas", CANVAS, grade("jkim"), late("José Müller"), grade("104"))
    rows = {row[1]: row for row in read(made.documents[""])}
    assert rows["ID"] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Digits with a CNN (12)"]
    assert [rows[key][-1] for key in ("101", "102", "103", "104", "105")] == ["31.25", "26.25", "EX", "31.25", ""]
    assert rows[""] == ["    Points Possible", "", "", "", "", "50"]
    assert any("scaled" in warning for warning in made.warnings)


def test_canvas_keeps_what_identifies_a_student_as_it_was_downloaded():
    rows = read(filled("canvas", CANVAS, grade("eve")).documents[""])
    assert [row[:5] for row in rows] == [row[:5] for row in read(CANVAS)]


def test_a_file_name_of_canvas_finds_its_student():
    rows = {row[1]: row for row in read(filled("canvas", CANVAS, grade("kimjiwoo")).documents[""])}
    assert rows["101"][-1] == "31.25"


def test_what_cannot_be_matched_for_sure_is_said_and_not_written():
    made = filled("canvas", CANVAS, grade("Min Lee"), grade("Nobody"), ungraded("jkim"), grade("Dalia Haddad"))
    assert [row[-1] for row in read(made.documents[""])][2:] == ["", "3", "EX", "", "", ""]
    for word in ("Min Lee: several rows", "Nobody: no row", "jkim: ungraded", "Dalia Haddad: excused"):
        assert any(word in warning for warning in made.warnings), word


def test_two_students_who_fit_one_row_get_no_points():
    made = filled("canvas", CANVAS, grade("jkim"), grade("Ji-woo Kim"))
    assert [row[-1] for row in read(made.documents[""])][2] == ""
    assert sum("same row" in warning for warning in made.warnings) == 2


def test_an_assignment_that_canvas_does_not_have_becomes_a_new_column():
    rows = read(filled("canvas", CANVAS, grade("jkim"), column="Homework 3").documents[""])
    assert rows[0][-1] == "Homework 3"
    assert [row[-1] for row in rows[1:4]] == ["100", "62.5", ""]


def test_a_sheet_that_is_not_canvas_is_refused():
    with pytest.raises(UsageError, match="Section"):
        filled("canvas", "Name,Points\na,1\n", grade("jkim"))


def test_a_fresh_canvas_grade_book_has_the_columns_that_canvas_requires():
    rows = read(export(book(grade("jkim"), ungraded("Kim, Ada")), "canvas", Given()).documents[""])
    assert rows[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Digits with a CNN"]
    assert rows[1][0].strip() == "Points Possible"
    assert rows[2:] == [["jkim", "", "", "jkim", "", "62.5"], ["Kim, Ada", "", "", "", "", ""]]


def test_moodles_worksheet_keeps_everything_but_points_and_feedback():
    made = filled("moodle", MOODLE, grade("501"), late("김민준"))
    text = made.documents[""]
    assert text.startswith("\ufeff")
    assert "\r" not in text
    before, after = read(MOODLE), read(text)
    assert [row[:4] + row[5:9] for row in after] == [row[:4] + row[5:9] for row in before]
    assert [row[4] for row in after] == ["Grade", "62.5", "52.5"]
    assert "expected 10 filters, found 32<br>" in after[1][9]
    assert "SECRET" not in text


def test_a_localised_worksheet_is_filled_in_by_its_shape_with_its_comma():
    made = filled("moodle", KOREAN, grade("김민준"))
    rows = read(made.documents[""])
    assert rows[0] == read(KOREAN)[0]
    assert [row[4] for row in rows[1:]] == ["31,25", "7,00"]


def test_a_worksheet_whose_column_cannot_be_told_asks_for_its_title():
    sheet = "Kennung,Name,Punkte\nTeilnehmer 1,Ada,\n"
    with pytest.raises(UsageError, match="--column"):
        filled("moodle", sheet, grade("Ada"))
    assert read(filled("moodle", sheet, grade("Ada"), column="Punkte").documents[""])[1] == [
        "Teilnehmer 1",
        "Ada",
        "62.5",
    ]


def test_a_students_words_in_moodles_feedback_are_text():
    evil = grade("501")
    results = tuple(
        type(each)(each.check, each.title, each.status, each.possible, each.earned, "<script>=1</script>")
        for each in evil.results
    )
    text = filled("moodle", MOODLE, grade("501", results)).documents[""]
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


def test_moodle_without_its_worksheet_says_what_is_needed():
    with pytest.raises(UsageError, match="--into"):
        export(book(grade("Ada")), "moodle", Given())
