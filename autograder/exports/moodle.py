"""Moodle's worksheet for offline grading: the downloaded file is filled in, its headers stay as they are."""

from __future__ import annotations

import html
import re

from autograder.errors import UsageError
from autograder.exports import table
from autograder.exports.book import feedback, points, scaled
from autograder.exports.roster import match
from autograder.exports.table import Table
from autograder.people import ListedStudent, listed, tag
from autograder.records import Book, Exported, Given, Grade

_GRADE = ("Grade", "성적", "Bewertung", "Calificación")
_FEEDBACK = ("Feedback comments",)
_ID_NUMBER = ("ID number", "학번", "ID-Nummer", "Número de ID")
_IDENTIFIER = re.compile(r".*?(\d+)", re.DOTALL)


def moodle(book: Book, given: Given) -> Exported:
    """Return the downloaded worksheet with points and feedback comments filled in.

    The first column identifies the participant. The points' column is the one that is named, else the one with a
    known title, else the one before the maximum grade, which is the same in every row after the e-mail addresses.
    Where Moodle states another maximum, points are scaled to it; where the sheet writes a decimal comma, so do they.

    Raises:
        UsageError: there is no worksheet, it is none of Moodle's, or its columns cannot be told.
    """
    if given.worksheet is None:
        raise UsageError("moodle: expected the worksheet that was downloaded from Moodle; name it with --into")
    sheet = table.read(given.worksheet, "the Moodle worksheet")
    if not sheet.rows or not all(_IDENTIFIER.fullmatch(row[0].strip()) for row in sheet.rows):
        raise UsageError("the Moodle worksheet: expected “Participant N” in every row's first cell, found others")
    return _filled(book, sheet, _grade_column(sheet, given.column))


def _filled(book: Book, sheet: Table, column: int) -> Exported:
    settled = book.settled()
    matched = match(
        {slug: record.grade.student for slug, record in settled.items()},
        _people(sheet, column),
        known={slug: record.submission.person for slug, record in settled.items()},
    )
    comma = any("," in row[at] for row in sheet.rows for at in (column, column + 1) if at < len(row))
    comma = comma or sheet.decimal_comma
    maximum = _maximum(sheet, column) or book.possible
    comments = sheet.column(*_FEEDBACK)
    rows = [list(row) for row in sheet.rows]
    for slug, row in matched.rows.items():
        grade = settled[slug].grade
        text = points(scaled(grade, maximum))
        rows[row][column] = text.replace(".", ",") if comma else text
        if comments is not None:
            rows[row][comments] = _comment(grade)
    warnings = list(matched.warnings)
    if maximum != book.possible:
        warnings.append(f"Moodle's maximum is {points(maximum)}, the course's {points(book.possible)}: scaled")
    return Exported({"": table.write_like(sheet, [sheet.header, *rows])}, tuple(warnings))


def _grade_column(sheet: Table, named: str) -> int:
    column = sheet.column(named) if named else sheet.column(*_GRADE)
    if column is None and not named:
        column = _before_maximum(sheet)
    if column is None:
        titles = ", ".join(sheet.header)
        raise UsageError(f"the Moodle worksheet: which column is for the points? Name it with --column: {titles}")
    return column


def _before_maximum(sheet: Table) -> int | None:
    mails = [i for i in range(len(sheet.header)) if all("@" in row[i] for row in sheet.rows)]
    start = mails[0] + 1 if mails else len(sheet.header)
    constant = [
        index
        for index in range(start, len(sheet.header))
        if len({row[index] for row in sheet.rows}) == 1 and _number(sheet.rows[0][index])
    ]
    following = [index for index in constant if index + 1 not in constant]
    return following[0] - 1 if following and following[0] > start else None


def _maximum(sheet: Table, column: int) -> float | None:
    values = {row[column + 1] for row in sheet.rows if column + 1 < len(row)}
    return _number(values.pop()) if len(values) == 1 else None


def _people(sheet: Table, column: int) -> list[ListedStudent]:
    name = 1 if column > 1 else 0
    ids = sheet.column(*_ID_NUMBER)
    found = []
    for row in sheet.rows:
        number = _IDENTIFIER.fullmatch(row[0].strip())
        participant = number[1] if number else ""
        kinds = [("moodle", participant), *(("id" if at == ids else "login", row[at]) for at in range(2, column))]
        tags = [tag(kind, value) for kind, value in kinds if value.strip() and (kind != "login" or "@" in value)]
        found.append(listed([row[0], participant, *row[2:column]], row[name], tags=tags))
    return found


def _number(text: str) -> float | None:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if 0 < value < float("inf") else None


def _comment(grade: Grade) -> str:
    return table.cell(html.escape(feedback(grade), quote=False).replace("\n", "<br>"))
