"""The commands that exchange grades with other systems: parse, call the pipeline, print."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from autograder.cli_options import known
from autograder.exports import FORMATS, Given
from autograder.i18n import LANGUAGES
from autograder.pipeline.export import Request, export_run, write

app = typer.Typer()

CourseOption = Annotated[Path | None, typer.Option("--course", help="The course's root folder.")]
LangOption = Annotated[str, typer.Option("--lang", help=f"Language of feedback: {', '.join(LANGUAGES)}.")]


@app.command()
def export(
    runs: Annotated[Path, typer.Argument(help="A run folder.")],
    to: Annotated[str, typer.Option("--to", help=f"The format: {', '.join(FORMATS)}.")],
    out: Annotated[Path | None, typer.Option("--out", help="The file; a folder for several students.")] = None,
    into: Annotated[Path | None, typer.Option("--into", help="The downloaded sheet to fill in.")] = None,
    column: Annotated[str, typer.Option("--column", help="The title of the sheet's column for points.")] = "",
    provisional: Annotated[bool, typer.Option("--provisional", help="Write grades in review as they stand.")] = False,  # noqa: FBT002
    course: CourseOption = None,
    lang: LangOption = "en",
) -> None:
    """Write the grades of a run folder in another system's format."""
    worksheet = _read(into) if into else None
    given = Given(worksheet, column, _runner_fields())
    request = Request(to, given, datetime.now(UTC), provisional, known(lang))
    exported, each = export_run(runs, request, course)
    console = Console(stderr=True)
    for warning in exported.warnings:
        console.print(f"warning: {warning}", markup=False, highlight=False, soft_wrap=True)
    if not exported.documents:
        raise typer.Exit(3)
    if out is None and each:
        raise typer.BadParameter(f"{to} is a file for each student; name a folder", param_hint="--out")
    if out is None:
        sys.stdout.write(next(iter(exported.documents.values())))
    else:
        for path in write(exported, out, each=each):
            typer.echo(path)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise typer.BadParameter(f"{path}: {error.strerror}", param_hint="--into") from None


def _runner_fields() -> dict[str, str]:
    """Return what Classroom 50's runner says about the submission."""
    names = {
        "classroom": "CLASSROOM",
        "assignment": "ASSIGNMENT",
        "assignment_type": "ASSIGNMENT_TYPE",
        "owner": "OWNER",
        "submission": "SUBMISSION_TAG",
        "commit": "COMMIT_URL",
        "release": "RELEASE_URL",
        "review": "REVIEW_URL",
    }
    fields = {field: os.environ[name] for field, name in names.items() if os.environ.get(name)}
    return {"review": fields.get("commit", ""), **fields}
