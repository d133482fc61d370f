"""Canvas's grade book: a downloaded one is filled in, or a fresh one is made."""

from __future__ import annotations

import re

from autograder.canvas import READ_ONLY, is_points_possible, is_student, number
from autograder.errors import UsageError
from autograder.exports import table
from autograder.exports.book import points, scaled
from autograder.exports.roster import match
from autograder.exports.table import Table
from autograder.people import ListedStudent, listed, tag
from autograder.records import Book, Exported, Given

_FRESH = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
_KINDS = {"ID": "canvas", "SIS User ID": "id", "SIS Login ID": "login"}
_POSSIBLE = "Points Possible"
_NAMES = ("LastName", "FirstName")
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
    if section is None or not _name_columns(sheet) or sheet.column("ID") is None:
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
    total = _total(sheet)
    maximum = book.possible
    if total is not None:
        maximum = number(values[total], comma=sheet.decimal_comma) or maximum
        values[total] = values[total] or sheet.number(maximum)
    settled = book.settled()
    written = {slug: record for slug, record in book.records.items() if slug in settled or slug in book.excused}
    matched = match(
        {slug: record.grade.student for slug, record in written.items()},
        _people(sheet, section),
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
            values[row] = sheet.number(scaled(settled[slug].grade, maximum))
    rows = [(*row[: section + 1], value) for row, value in zip(sheet.rows, values, strict=True)]
    text = table.write_like(sheet, [(*sheet.header[: section + 1], title), *rows])
    return Exported({"": text}, tuple(warnings))


def _column(book: Book, given: Given, sheet: Table, section: int) -> int | None:
    wanted = {given.column.casefold()} if given.column else {book.title.casefold(), book.assignment.casefold()}
    found = [
        index
        for index, title in enumerate(sheet.header)
        if index > section and wanted & {title.strip().casefold(), re.sub(r" \(\d+\)$", "", title.strip()).casefold()}
    ]
    total = _total(sheet)
    closed = [index for index in found if total is not None and sheet.rows[total][index].strip().lower() == READ_ONLY]
    if closed and found == closed:
        raise UsageError(f"the Canvas grade book: Canvas computes the column {sheet.header[closed[0]]}; name another")
    found = [index for index in found if index not in closed]
    if len(found) > 1:
        names = ", ".join(sheet.header[index] for index in found)
        raise UsageError(f"the Canvas grade book: several columns could be the assignment's: {names}; name one")
    return found[0] if found else None


def _total(sheet: Table) -> int | None:
    """Return the row that states what each assignment is worth."""
    names = _name_columns(sheet)
    return next((i for i, row in enumerate(sheet.rows) if any(is_points_possible(row[at]) for at in names)), None)


def _name_columns(sheet: Table) -> list[int]:
    """Return the column with the names, or the two that stand in its place; none where neither is there."""
    name = sheet.column("Student")
    both = [sheet.column(title) for title in _NAMES]
    return [name] if name is not None else [at for at in both if at is not None]


def _people(sheet: Table, section: int) -> list[ListedStudent]:
    names = _name_columns(sheet)
    identifiers = [index for index in range(section) if index not in names]
    kinds = {sheet.column(title): kind for title, kind in _KINDS.items()}
    return [
        listed(
            [row[at] for at in identifiers],
            " ".join(row[at] for at in names),
            tags=[tag(kinds[at], row[at]) for at in identifiers if at in kinds and row[at].strip()],
        )
        if is_student(" ".join(row[at] for at in names), [row[at] for at in identifiers], row[section + 1 :])
        else ListedStudent(frozenset(), "")
        for row in sheet.rows
    ]
