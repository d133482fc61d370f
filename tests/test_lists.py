"""Lists as spreadsheets save them are read, and what is none is told with its line."""

from __future__ import annotations

import csv
import io
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import CourseError
from autograder.lists import parse_list, read_list
from autograder.wire import clean_text

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_a_list_is_read_in_every_usual_dialect(delimiter: str, encoding: str) -> None:
    text = delimiter.join(("학번", "Full Name")) + "\r\n" + delimiter.join(("20261234", '"김, 민지"')) + "\r\n\r\n"
    sheet = parse_list(text.encode(encoding), "roster.csv")
    assert sheet.titles == ("학번", "full_name")
    (line,) = sheet.lines
    assert (line.number, line.get(["nothing", "학번"]), line.get(["full name"])) == (2, "20261234", "김, 민지")


def test_a_title_with_commas_does_not_hide_what_parts_cells() -> None:
    sheet = parse_list(b"Name, first, then last;id\nKim Minji;1\nLee Joon;2\n", "list")
    assert [line.get(["id"]) for line in sheet.lines] == ["1", "2"]


def test_names_are_read_in_one_form() -> None:
    sheet = parse_list(unicodedata.normalize("NFD", "name\nJosé  Müller\n김민지\n").encode(), "r")
    assert [line.get(["name"]) for line in sheet.lines] == ["José Müller", "김민지"]


@given(st.lists(st.tuples(TEXT, TEXT), max_size=6), st.sampled_from([",", ";", "\t"]))
def test_what_was_written_is_read_again(rows: list[tuple[str, str]], delimiter: str) -> None:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter)
    writer.writerows([("student", "note"), *rows])
    sheet = parse_list(file.getvalue().encode(), "list")
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    assert [(line.get(["student"]), line.get(["note"])) for line in sheet.lines] == [
        tuple(" ".join(unicodedata.normalize("NFC", clean_text(cell, 2_000)).split()) for cell in row) for row in kept
    ]


@given(st.binary(max_size=200))
def test_any_bytes_are_a_list_or_one_message(data: bytes) -> None:
    try:
        said = parse_list(data, "list").titles
    except CourseError as error:
        said = tuple(problem for problem in error.problems if problem.startswith("list"))
    assert said


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty file"),
        (b"a,b\n1,2,3\n", "line 2: expected 2 cells"),
        (b"a,A\n", "found a twice"),
        (b'a\n"x\n', "line 2: expected CSV"),
        (b"\x89PNG\x00\x01\x02\xff\xff", "CSV UTF-8"),
    ],
)
def test_what_is_no_list_is_told_with_its_line(data: bytes, said: str) -> None:
    with pytest.raises(CourseError, match=said):
        parse_list(data, "list.csv")


def test_a_list_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="No such file"):
        read_list(tmp_path / "gone.csv")
