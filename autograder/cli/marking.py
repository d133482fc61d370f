"""The commands of those who mark: parse, call what runs, print."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.console import plain
from autograder.cli.gradebook import AuthorOption, opened_desk, who
from autograder.cli.options import CourseOption, LangOption, options
from autograder.errors import UsageError
from autograder.run.marking import Marker
from autograder.run.marking_sheet import write_sheet

app = typer.Typer()


@app.command()
def mark(
    student: Annotated[str, typer.Argument(help="The student, by name or any id; with --sheet the assignment.")],
    assignment: Annotated[str, typer.Argument(metavar="ID", help="The assignment's id.")] = "",
    part: Annotated[str, typer.Argument(help="The written part, or the check that is overruled.")] = "",
    points: Annotated[
        list[str] | None, typer.Argument(metavar="CRITERION=POINTS…", help="Points for each criterion of the rubric.")
    ] = None,
    comment: Annotated[
        list[str] | None, typer.Option("--comment", help="What the student reads; @NAME is one of rubric.toml.")
    ] = None,
    sheet: Annotated[Path | None, typer.Option("--sheet", help="A CSV of marking-sheet, filled in, for many.")] = None,
    author: AuthorOption = "",
    undo: Annotated[bool, typer.Option("--undo", help="Take the mark back; that is kept in the history, too.")] = False,  # noqa: FBT002
    course: CourseOption = None,
    lang: LangOption = "",
) -> None:
    """Mark a written part by its rubric, or overrule a check; nothing is overwritten without a trace."""
    name = student if sheet is not None else assignment
    if sheet is None and not (assignment and part and (undo != bool(points))):
        raise UsageError("expected STUDENT ID PART and CRITERION=POINTS, or --undo in their place; or ID --sheet FILE")
    if sheet is not None and (assignment or undo or comment):
        raise UsageError("expected the assignment's id alone beside --sheet; the sheet says everything else")
    with opened_desk(course, lang) as desk:
        marker = Marker(desk, desk.course.assignment(name).id, desk.course.rubric(name), author or who())
        if sheet is not None:
            said = marker.sheet(_read(sheet), sheet.name)
        elif undo:
            said = marker.undo(student, part)
        else:
            said = marker.mark(student, part, points or (), comment or ())
    plain().print(said, soft_wrap=True)


@app.command("marking-sheet")
def marking_sheet(
    runs: Annotated[Path, typer.Argument(help="A run folder.")],
    part: Annotated[str, typer.Argument(help="The written part, or a check.")],
    out: Annotated[Path | None, typer.Option("--out", help="The folder to write into; else RUNS/marking.")] = None,
    anonymous: Annotated[bool, typer.Option("--anonymous", help="Leave names out; the order tells nothing.")] = False,  # noqa: FBT002
    course: CourseOption = None,
    lang: LangOption = "",
) -> None:
    """Write all answers to one part beside the criteria: a page to mark on, and a CSV that mark --sheet enters."""
    chosen = options(course, lang, "auto", None)
    own = chosen.course.root / "templates"
    templates = (*([own] if own.is_dir() else []), *chosen.templates)
    with opened_desk(course, lang) as desk:
        for path in write_sheet(desk, runs, part, out=out, anonymous=anonymous, templates=templates):
            plain().print(str(path), soft_wrap=True)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: expected a sheet that marking-sheet wrote, found none: {error.strerror}") from None
