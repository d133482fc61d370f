from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import UsageError
from autograder.exports import FORMATS, Given, export
from autograder.exports.book import points, scaled
from autograder.exports.sheets import NBGRADER
from autograder.exports.table import FORMULA, cell, read, write
from tests.exports.books import book, grade, in_review, late, ungraded

NAMES = ("Kim, Ji-woo", "김민준", "José Ñandú", 'O"Brien', "=cmd|' /C calc'!A0", "@SUM(1)", "-2+3", "+1", "\t=1")


def sheet(name: str, made) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(export(made, name, Given()).documents[""], newline="")))


def test_every_name_comes_back_whole_and_none_starts_a_formula():
    rows = sheet("csv", book(*(grade(name) for name in NAMES)))
    assert [row["student"].removeprefix("'").strip() for row in rows] == [name.strip() for name in NAMES]
    for name in ("csv", "canvas", "nbgrader"):
        cells = [cell for row in csv.reader(io.StringIO(export(book(*map(grade, NAMES)), name, Given()).documents[""]))
                 for cell in row]  # fmt: skip
        assert not [text for text in cells if text.startswith(FORMULA)]


@given(st.text())
def test_a_cell_never_starts_a_formula_and_reads_back(text):
    safe = cell(text)
    assert not safe.startswith(FORMULA)
    assert list(csv.reader(io.StringIO(write([[safe, "x"]]), newline=""))) == [[safe, "x"]]


TITLES = st.text(st.characters(codec="utf-8", categories=["L", "N", "P"], exclude_characters=",;"), min_size=1)
CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"))


@given(st.tuples(TITLES, TITLES), st.lists(st.tuples(CELLS, CELLS)), st.sampled_from(",;\t"))
def test_a_sheet_that_is_written_reads_back(header, rows, delimiter):
    found = read(write([header, *rows], delimiter=delimiter).encode(), "sheet")
    assert [found.header, *found.rows] == [header, *rows]


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe\x00", b'a,"b\n', b"a,b\n1,2,3\n"], ids=["empty", "utf16", "open quote", "long row"]
)
def test_what_is_no_sheet_is_refused_in_words(data):
    with pytest.raises(UsageError, match="expected"):
        read(data, "the sheet")


def test_a_grade_that_is_open_is_empty_in_every_sheet_and_listed_as_a_warning():
    made = book(ungraded("Ada"), grade("Grace"), in_review("Hugo"))
    for name in ("csv", "nbgrader", "canvas"):
        rows = sheet(name, made)
        column = {"csv": "earned", "nbgrader": "score", "canvas": "Digits with a CNN"}[name]
        values = [row[column] for row in rows if "Points" not in next(iter(row.values()))]
        assert values == ["", "62.5", ""]
    warnings = export(made, "csv", Given()).warnings
    assert [warning.split(":")[0] for warning in warnings] == ["Ada", "Hugo"]


def test_a_grade_in_review_is_written_when_provisional_grades_are_asked_for_and_an_ungraded_one_never():
    made = book(ungraded("Ada"), in_review("Hugo"), provisional=True)
    assert [row["earned"] for row in sheet("csv", made)] == ["", "62.5"]


def test_pandas_reads_the_plain_sheet_with_a_gap_for_what_is_open():
    text = export(book(late("김민준"), ungraded("Ada")), "csv", Given()).documents[""]
    frame = pd.read_csv(io.StringIO(text)).set_index("student")
    assert frame.loc["김민준", "earned"] == 52.5
    assert frame.loc["김민준", "adjustments"] == -10
    assert frame.loc["김민준", "test_architecture"] == 22.5
    assert math.isnan(frame.loc["Ada", "earned"])


def test_nbgrader_gets_its_columns_and_a_score_that_is_raw_less_late():
    made = book(late("jkim@example.edu"), grade("ada", earned=70))
    text = export(made, "nbgrader", Given()).documents[""]
    assert text.splitlines()[0] == (
        "assignment,duedate,timestamp,student_id,last_name,first_name,email,raw_score,late_submission_penalty,score,max_score"
    )
    rows = sheet("nbgrader", made)
    assert rows[0] == dict(
        zip(
            NBGRADER,
            ("digits_cnn", "2026-11-23 23:59:00", "2026-11-22 21:04:00", "jkim@example.edu", "", "",
             "jkim@example.edu", "62.5", "10", "52.5", "100"),
            strict=True,
        )
    )  # fmt: skip
    for row in rows:
        assert float(row["raw_score"]) - float(row["late_submission_penalty"]) == float(row["score"])


def test_json_keeps_all_but_what_hidden_checks_say():
    document = json.loads(export(book(grade("김민준"), ungraded("Ada")), "json", Given()).documents[""])
    first, second = document["students"]
    assert document["schema"] == "autograder/grades/v1"
    assert (first["student"], first["earned"], first["possible"]) == ("김민준", 62.5, 100)
    assert (second["earned"], second["state"]) == (None, "ungraded")
    assert [check["id"] for check in first["checks"]] == ["test_architecture", "test_accuracy", "test_scaling"]


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"moodle", "classroom50"}))
def test_no_format_tells_what_a_hidden_check_found(name):
    made = book(grade("Ada"))
    assert "SECRET" in str(made)
    assert "SECRET" not in str(export(made, name, Given()).documents)


def test_an_unknown_format_is_answered_with_those_there_are():
    with pytest.raises(UsageError, match="moodle"):
        export(book(), "blackboard", Given())


@given(st.floats(0, 1), st.floats(1, 200), st.floats(1, 200))
def test_scaled_points_stay_within_the_maximum(part, possible, maximum):
    one = grade("Ada", earned=part * possible, possible=possible)
    assert 0 <= scaled(one, maximum) <= maximum + 0.005
    assert scaled(replace(one, earned=possible), maximum) == pytest.approx(maximum, abs=0.005)


@given(st.integers(0, 100_000))
def test_points_read_back_as_they_are(hundredths):
    assert float(points(hundredths / 100)) == hundredths / 100


@pytest.mark.parametrize("text", ["\uff1d1+1", "\uff0b1", "\uff20SUM(A1)", "\uff0d1", "\ufe66x", "=1", "-1"])
def test_signs_of_every_width_start_no_formula(text):
    assert cell(text) == f"'{text}"
    assert cell(f"x{text}") == f"x{text}"
