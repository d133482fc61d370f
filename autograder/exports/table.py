"""CSV as grade books write and read it: UTF-8, with text that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from autograder import lists
from autograder.errors import UsageError
from autograder.exports.book import points
from autograder.wire import clean_text

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the start of a formula."""
_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet that was read: its header, its rows as long as the header, and how it was written."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    marked: bool
    line_end: str
    delimiter: str = ","

    def column(self, *titles: str) -> int | None:
        """Return the index of the first column with one of the titles, ignoring case; None where there is none."""
        wanted = {title.casefold() for title in titles}
        return next((i for i, title in enumerate(self.header) if title.strip().casefold() in wanted), None)

    @property
    def decimal_comma(self) -> bool:
        """Whether a comma stands before decimals: it does in a cell, or semicolons part cells and no point does."""
        cells = [cell.strip() for row in self.rows for cell in row]
        if any(re.fullmatch(r"\d{1,9},\d{1,2}", cell) for cell in cells):
            return True
        return self.delimiter == ";" and not any(re.fullmatch(r"\d{1,9}\.\d+", cell) for cell in cells)

    def number(self, value: float) -> str:
        """Return points as the sheet writes numbers."""
        text = points(value)
        return text.replace(".", ",") if self.decimal_comma else text


def cell(text: str) -> str:
    """Return text for a cell: what would start a formula gets an apostrophe in front, as does what has one there."""
    clean = clean_text(text, 32_000)
    return f"'{clean}" if _starts_formula(clean) else clean


def text_of(found: str) -> str:
    """Return the text that `cell` wrote into a cell."""
    return found[1:] if found.startswith("'") and _starts_formula(found[1:]) else found


def _starts_formula(text: str) -> bool:
    """Tell whether a spreadsheet could take text for a formula, behind any number of apostrophes."""
    first = text.lstrip("'")[:1]
    return unicodedata.normalize("NFKC", first).startswith(FORMULA)  # full-width signs are read as their plain ones


def read(data: bytes, name: str) -> Table:
    """Read a downloaded sheet.

    Raises:
        UsageError: it is not CSV in UTF-8 with a header.
    """
    found = lists.decoded(data)
    if found is None:
        raise UsageError(f"{name}: expected the CSV file that was downloaded, in UTF-8, found other bytes")
    try:
        rows = list(csv.reader(io.StringIO(found.text, newline=""), delimiter=found.delimiter, strict=True))
    except csv.Error as error:
        raise UsageError(f"{name}: expected the CSV file that was downloaded; {error}") from None
    rows = [row for row in rows if row]
    if not rows:
        raise UsageError(f"{name}: expected a header line, found an empty file")
    width = len(rows[0])
    long = next((number for number, row in enumerate(rows, start=1) if len(row) > width), None)
    if long is not None:
        raise UsageError(f"{name}, row {long}: expected {width} cells as in the header, found {len(rows[long - 1])}")
    padded = tuple((*row, *[""] * (width - len(row))) for row in rows[1:])
    return Table(
        header=tuple(rows[0]),
        rows=padded,
        marked=found.marked,
        line_end="\r\n" if "\r\n" in found.text else "\n",
        delimiter=found.delimiter,
    )


def write_like(sheet: Table, rows: Iterable[Sequence[str]]) -> str:
    """Return rows as CSV in the way in which a sheet was written that was read."""
    return write(rows, marked=sheet.marked, line_end=sheet.line_end, delimiter=sheet.delimiter)


def write(rows: Iterable[Sequence[str]], *, marked: bool = False, line_end: str = "\r\n", delimiter: str = ",") -> str:
    """Return rows as CSV."""
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator=line_end, delimiter=delimiter).writerows(rows)
    return (_MARK if marked else "") + file.getvalue()
