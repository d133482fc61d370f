"""The commands of the grade book: parse, call what runs, print."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.console import legend, plain, standings_table
from autograder.cli.options import CourseOption, LangOption, options
from autograder.database import place
from autograder.i18n import language
from autograder.run.gradebook_service import Desk, as_csv, as_json, open_desk

app = typer.Typer(help="Show grades, and override, comment and excuse; nothing is overwritten without a trace.")

StudentArgument = Annotated[str, typer.Argument(help="The student, by name or any id.")]
AssignmentArgument = Annotated[str, typer.Argument(help="The assignment's id.")]
AssignmentOption = Annotated[str, typer.Option("--assignment", "-a", help="The assignment's id; else every one.")]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why. Students read it.")]
AuthorOption = Annotated[str, typer.Option("--author", help="Who decides; else who is logged in.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
UndoOption = Annotated[bool, typer.Option("--undo", help="Take it back; that is kept in the history, too.")]


@app.callback(invoke_without_command=True)
def gradebook(
    context: typer.Context,
    assignment: AssignmentOption = "",
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV, a row for each student and assignment.")] = False,  # noqa: FBT002
    json: JsonOption = False,  # noqa: FBT002
    course: CourseOption = None,
    lang: LangOption = "",
) -> None:
    """Show where everybody stands."""
    if context.invoked_subcommand is not None:
        return
    with opened_desk(course, lang) as desk:
        found = desk.standings(assignment)
        if csv or json:
            sys.stdout.write(as_csv(found) if csv else as_json(found))
        else:
            plain().print(standings_table(found))
            _say(legend())


@app.command()
def override(
    student: StudentArgument,
    assignment: AssignmentArgument,
    points: Annotated[float | None, typer.Argument(help="The points that count.", min=0)] = None,
    reason: ReasonOption = "",
    author: AuthorOption = "",
    undo: UndoOption = False,  # noqa: FBT002
    course: CourseOption = None,
    lang: LangOption = "",
) -> None:
    """Set a student's points, whatever the checks say."""
    if (points is None) != undo:
        raise typer.BadParameter("expected the points that count, or --undo", param_hint="POINTS")
    with opened_desk(course, lang) as desk:
        _say(desk.override(student, assignment, points, reason=reason, author=author or who()))


@app.command()
def comment(
    student: StudentArgument,
    assignment: AssignmentArgument,
    text: Annotated[str, typer.Argument(help="The comment, which the student reads.")],
    author: AuthorOption = "",
    course: CourseOption = None,
    lang: LangOption = "",
) -> None:
    """Add a comment for the student."""
    with opened_desk(course, lang) as desk:
        _say(desk.comment(student, assignment, text, author=author or who()))


@app.command()
def excuse(
    student: StudentArgument,
    assignment: AssignmentArgument,
    reason: ReasonOption = "",
    author: AuthorOption = "",
    undo: UndoOption = False,  # noqa: FBT002
    course: CourseOption = None,
    lang: LangOption = "",
) -> None:
    """Excuse a student from an assignment."""
    with opened_desk(course, lang) as desk:
        _say(desk.excuse(student, assignment, excused=not undo, reason=reason, author=author or who()))


@app.command()
def history(
    student: Annotated[str, typer.Argument(help="The student, by name or any id; else everybody.")] = "",
    assignment: AssignmentOption = "",
    course: CourseOption = None,
    lang: LangOption = "",
) -> None:
    """Print every entry, the oldest first."""
    console = plain()
    with opened_desk(course, lang) as desk:
        for each in desk.history(student, assignment):
            line = f"{each.at}  {each.author}  {each.student}  {each.assignment}  {each.said}"
            console.print(line, soft_wrap=True)


def _say(sentence: str) -> None:
    plain().print(sentence, soft_wrap=True)


def who() -> str:
    """Return who is logged in, "" where nobody says so."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


@contextmanager
def opened_desk(course: Path | None, lang: str) -> Iterator[Desk]:
    """Open the grade book of the course that a command means, in its language."""
    chosen = options(course, lang, "auto", None)
    path = place(chosen.course.root, chosen.cache)
    with language(chosen.language), open_desk(chosen.course, path, lambda: datetime.now(UTC)) as desk:
        yield desk
