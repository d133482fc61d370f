"""Collect all answers to one part of a run, as the sheet on which people mark."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from autograder.course.folder import Course, solution_in
from autograder.course.release import read_solution
from autograder.errors import UsageError
from autograder.exports import table
from autograder.exports.book import points as written
from autograder.gradebook import Standing
from autograder.partial import write_atomically
from autograder.records import CheckResult, PartMark, Record
from autograder.reports import title_of
from autograder.reports.marking import MarkingSheet, SheetRow, marking_page
from autograder.run.gradebook_service import Desk
from autograder.run.marking import SHEET
from autograder.run.pages import STAFF, look_of
from autograder.run_folder import RunFolder

NOBODY_MARKED = PartMark("", (), "", "", "")


def write_sheet(
    desk: Desk, runs: Path, part: str, *, out: Path | None, anonymous: bool, templates: Sequence[Path]
) -> tuple[Path, Path]:
    """Write the sheet of a part as a page and as CSV; return their paths.

    Args:
        desk: the open grade book.
        runs: the run folder.
        part: a written part, or a check.
        out: the folder to write into; else `marking` in the run folder.
        anonymous: names are left out of the page, and the order tells nothing.
        templates: template folders, the course's own first.

    Raises:
        UsageError: the folder holds no run of the course's, or nothing was graded by this name.
    """
    folder = out or runs / "marking"
    sheet = _sheet(desk, RunFolder(runs), part, folder)
    if anonymous:
        sheet = replace(sheet, anonymous=True, rows=tuple(sorted(sheet.rows, key=lambda row: row.answer_id)))
    page, sheet_file = folder / f"{part}.html", folder / f"{part}.csv"
    write_atomically(page, marking_page(sheet, templates=templates).encode())
    write_atomically(sheet_file, _csv(sheet).encode())
    return page, sheet_file


def _sheet(desk: Desk, folder: RunFolder, part: str, where: Path) -> MarkingSheet:
    name = folder.read_settings().get("assignment", "")
    records = folder.records()
    if not name or not records:
        raise UsageError(
            f"{folder.root}: expected a folder that batch or grade wrote, found no graded submission in it"
        )
    assignment, rubric = desk.course.assignment(name), desk.course.rubric(name)
    found = _results(records, part)
    result = next(iter(found.values()))
    standings = {each.student: each for each in desk.standings(name)}
    joined = desk.book.students().joined
    return MarkingSheet(
        look=look_of(desk.course),
        assignment=name,
        title=title_of(assignment),
        part=part,
        called=result.title,
        possible=result.possible,
        criteria=rubric.of(part, result.possible),
        comments=dict(rubric.comments),
        model=_model(desk.course, name, part),
        rows=tuple(
            _row(folder, slug, records[slug], each, standings=standings, joined=joined, where=where)
            for slug, each in found.items()
        ),
    )


def _results(records: Mapping[str, Record], part: str) -> Mapping[str, CheckResult]:
    """Return what each student got for a part, by folder.

    Raises:
        UsageError: nobody got anything for it.
    """
    every = {slug: record.grade.results for slug, record in records.items()}
    found = {slug: each for slug, results in every.items() for each in results if each.check == part}
    if not found:
        known = dict.fromkeys(each.check for results in every.values() for each in results)
        listed = ", ".join(known) or "none"
        raise UsageError(f"expected a written part or a check, found {part!r}; there are: {listed}")
    return found


def _row(
    folder: RunFolder, slug: str, record: Record, result: CheckResult, *, standings: Mapping[str, Standing],
    joined: Mapping[str, str], where: Path,
) -> SheetRow:  # fmt: skip
    student = joined.get(record.submission.key, record.submission.key)
    evidence = folder.evidence.glance(record.evidence_key)
    standing = standings.get(student)
    mark = (standing and standing.mark_of(result.check, result.answer)) or NOBODY_MARKED
    return SheetRow(
        student=student,
        name=record.grade.student,
        answer=(evidence.answers.get(result.check) if evidence else "") or "",
        answer_id=result.answer,
        link=Path(os.path.relpath(folder.student(slug) / STAFF, where)).as_posix(),
        points={each.criterion: each.points for each in mark.criteria},
        comment=mark.comment,
        author=mark.author,
        said=result.message,
    )


def _model(course: Course, name: str, part: str) -> str:
    """Return the solution's own answer, "" where there is none."""
    if solution_in(course.private(name)) is None:
        return ""
    cells = read_solution(course.private(name)).cells
    return "\n\n".join(cell.source for cell in cells if part in cell.metadata.get("tags", ()))


def _csv(sheet: MarkingSheet) -> str:
    ids = [criterion.id for criterion in sheet.criteria]
    head = [*SHEET, *ids, "comment", "name", "answer"]
    return table.write([head, *_cells(sheet, ids)], marked=True)


def _cells(sheet: MarkingSheet, ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for row in sheet.rows:
        points = [written(row.points[each]) if each in row.points else "" for each in ids]
        keys = [row.student, sheet.assignment, sheet.part, row.answer_id]
        shown = ["", ""] if sheet.anonymous else [row.name, row.answer]
        yield [*map(table.cell, keys), *points, *map(table.cell, (row.comment, *shown))]
