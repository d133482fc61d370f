"""Read the lists that people write in spreadsheets: rosters, repositories, extensions. CSV in any usual dialect."""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder import canvas
from autograder.errors import CourseError
from autograder.wire import clean_text

MAX_BYTES = 20 * 1024**2
CELL_CHARS = 2_000
_DELIMITERS = ",;\t"
_SAMPLE = 50
_ENCODINGS = ("utf-8-sig", "cp949")
_HINT = re.compile(r"^sep=([,;\t])\r?\n")
"""A line that tells Excel what stands between cells."""
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row of a list: its number in the file (the header is 1) and its cells by the plain title of the column."""

    number: int
    cells: Mapping[str, str]

    def get(self, titles: Sequence[str]) -> str:
        """Return the first cell that is not empty under one of the titles, "" where there is none."""
        return next((text for title in titles if (text := self.cells.get(plain_title(title), ""))), "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list that was read: its plain titles in order, and its rows."""

    titles: tuple[str, ...]
    lines: tuple[ListRow, ...]


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a sheet and what stands between its cells; `marked` unless it was plain UTF-8."""

    text: str
    delimiter: str
    marked: bool


def read_list(path: Path) -> Sheet:
    """Read a CSV file with a header: comma, semicolon or tab; UTF-8, UTF-16 or Excel's Korean code page.

    Raises:
        CourseError: there is no such file, or it is no such list; the message names file and line.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CourseError([f"{path}: expected a list in CSV, found none: {error.strerror}"]) from None
    return parse_list(data, str(path))


def parse_list(data: bytes, name: str) -> Sheet:
    """Read the bytes of a list.

    Raises:
        CourseError: it is no list in CSV with a header; the message names `name` and the line.
    """
    if len(data) > MAX_BYTES:
        raise CourseError([f"{name}: expected a list of at most {MAX_BYTES >> 20} MB, found more"])
    found = decoded(data)
    if found is None:
        raise CourseError([f"{name}: expected text in UTF-8; save the sheet as “CSV UTF-8”"])
    reader = csv.reader(io.StringIO(found.text, newline=""), delimiter=found.delimiter, strict=True)
    try:
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise CourseError([f"{name}, line {reader.line_num}: expected CSV; {error}"]) from None
    if not rows:
        raise CourseError([f"{name}: expected a header line and rows, found an empty file"])
    titles = tuple(plain_title(cell) for cell in rows[0][1])
    told = titles[: titles.index(canvas.LAST) + 1] if canvas.is_book(titles) and canvas.LAST in titles else titles
    twice = sorted({title for title in told if title and told.count(title) > 1})
    if twice:
        raise CourseError([f"{name}, line {rows[0][0]}: expected each column once, found {', '.join(twice)} twice"])
    return Sheet(titles, tuple(_line(number, titles, row, name) for number, row in rows[1:]))


def plain_title(text: str) -> str:
    """Return a column's title without case, spaces and punctuation, so that “Student ID” is “student_id”."""
    return re.sub(r"[\W_]+", "_", unicodedata.normalize("NFC", text).casefold()).strip("_")


def decoded(data: bytes) -> Decoded | None:
    """Return the text of a sheet in UTF-8, UTF-16 or Excel's Korean code page; None for anything else."""
    for encoding in ("utf-16",) if data.startswith(_UTF16) else _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            plain = encoding == "utf-8-sig" and not data.startswith(codecs.BOM_UTF8)
            return Decoded(_HINT.sub("", text), _delimiter(text), marked=not plain)
    return None


def _delimiter(text: str) -> str:
    """Return what stands between cells: it gives most rows as many cells as the header has."""
    if hint := _HINT.match(text):
        return hint[1]
    lines = [line for line in re.split(r"\r\n|\r|\n", text) if line.strip()][:_SAMPLE]
    bare = re.sub(r'"[^"]*"', "", lines[0]) if lines else ""
    fitting = {each: _fitting(lines, each) for each in _DELIMITERS}
    return max(_DELIMITERS, key=lambda each: (fitting[each], bare.count(each), -_DELIMITERS.index(each)))


def _fitting(lines: Sequence[str], delimiter: str) -> int:
    """Return how many lines have as many cells as the first one, if that has several."""
    try:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
    except csv.Error:
        return 0
    return sum(width == widths[0] for width in widths) if widths and widths[0] > 1 else 0


def _line(number: int, titles: Sequence[str], row: Sequence[str], name: str) -> ListRow:
    if len(row) > len(titles) and any(cell.strip() for cell in row[len(titles) :]):
        raise CourseError(
            [f"{name}, line {number}: expected {len(titles)} cells as in the header, found {len(row)}; quote commas"]
        )
    cells = (" ".join(unicodedata.normalize("NFC", clean_text(cell, CELL_CHARS)).split()) for cell in row)
    return ListRow(number, dict(zip(titles, cells, strict=False)))
