"""Canvas's grade book: a downloaded one is filled in, or a fresh one is made."""

from __future__ import annotations

import re

from autograder.errors import UsageError
from autograder.exports import table
from autograder.exports.book import Book, Exported, Given, points, scaled
from autograder.exports.roster import match
from autograder.exports.table import Table
from autograder.people import Listed, listed, tag

_FRESH = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
_KINDS = {"ID": "canvas", "SIS User ID": "id", "SIS Login ID": "login"}
_POSSIBLE = "Points Possible"
_EXCUSED = "EX"
_LOGIN = re.compile(r"[A-Za-z0-9._@-]+")


def canvas(book: Book, given: Given) -> Exported:
    """Return a grade book with the points of one assignment.

    Of a downloaded grade book the columns about students and the assignment's column are kept: importing it changes no
    other grade. An excused student stays excused. Where Canvas states other possible points, points are scaled to them.

    Raises:
        UsageError: the sheet is no grade book of Canvas, or several of its columns could be the assignment's.
    """
    if given.worksheet is None:
        return Exported({"": table.write(_fresh(book, given.column))})
    sheet = table.read(given.worksheet, "the Canvas grade book")
    section = sheet.column("Section")
    if section is None or sheet.column("Student") is None or sheet.column("ID") is None:
        raise UsageError("the Canvas grade book: expected the columns Student, ID and Section, found others")
    return _filled(book, given, sheet, section)


def _fresh(book: Book, title: str) -> list[list[str]]:
    rows = [[*_FRESH, table.cell(title or book.title)], [f"    {_POSSIBLE}", "", "", "", "", points(book.possible)]]
    for slug, record in book.records.items():
        grade = record.grade
        person = record.submission.person
        login = person.login or (grade.student if _LOGIN.fullmatch(grade.student) else "")
        known = (person.canvas_id, person.student_id, login, person.section)
        earned = "" if book.is_open(grade) else points(scaled(grade, book.possible))
        earned = _EXCUSED if slug in book.excused else earned
        rows.append([*map(table.cell, (grade.student, *known)), earned])
    return rows


def _filled(book: Book, given: Given, sheet: Table, section: int) -> Exported:
    column = _column(book, given, sheet, section)
    title = sheet.header[column] if column is not None else table.cell(given.column or book.title)
    values = [row[column] if column is not None else "" for row in sheet.rows]
    total = next((i for i, row in enumerate(sheet.rows) if row[0].strip() == _POSSIBLE), None)
    maximum = book.possible
    if total is not None:
        maximum = _number(values[total]) or maximum
        values[total] = values[total] or points(maximum)
    settled = book.settled()
    written = {slug: record for slug, record in book.records.items() if slug in settled or slug in book.excused}
    matched = match(
        {slug: record.grade.student for slug, record in written.items()},
        _people(sheet, section, total),
        known={slug: record.submission.person for slug, record in written.items()},
    )
    warnings = list(matched.warnings)
    if maximum != book.possible:
        warnings.append(f"Canvas states {points(maximum)} possible points, the course {points(book.possible)}: scaled")
    for slug, row in matched.rows.items():
        if values[row].strip().upper() == _EXCUSED:
            warnings.append(f"{written[slug].grade.student}: excused in Canvas; left so")
        elif slug in book.excused:
            values[row] = _EXCUSED
        else:
            values[row] = points(scaled(settled[slug].grade, maximum))
    rows = [(*row[: section + 1], value) for row, value in zip(sheet.rows, values, strict=True)]
    text = table.write([(*sheet.header[: section + 1], title), *rows], marked=sheet.marked, line_end=sheet.line_end)
    return Exported({"": text}, tuple(warnings))


def _column(book: Book, given: Given, sheet: Table, section: int) -> int | None:
    wanted = {given.column.casefold()} if given.column else {book.title.casefold(), book.assignment.casefold()}
    found = [
        index
        for index, title in enumerate(sheet.header)
        if index > section and wanted & {title.strip().casefold(), re.sub(r" \(\d+\)$", "", title.strip()).casefold()}
    ]
    if len(found) > 1:
        names = ", ".join(sheet.header[index] for index in found)
        raise UsageError(f"the Canvas grade book: several columns could be the assignment's: {names}; name one")
    return found[0] if found else None


def _people(sheet: Table, section: int, total: int | None) -> list[Listed]:
    name = sheet.column("Student") or 0
    identifiers = [index for index in range(section) if index != name]
    kinds = {sheet.column(title): kind for title, kind in _KINDS.items()}
    nobody = Listed(frozenset(), "")
    return [
        nobody
        if index == total
        else listed(
            [row[at] for at in identifiers],
            row[name],
            tags=[tag(kinds[at], row[at]) for at in identifiers if at in kinds and row[at].strip()],
        )
        for index, row in enumerate(sheet.rows)
    ]


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 < value < float("inf") else None
