"""The command that brings assignments from other graders: parse, call what runs, print."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.options import options
from autograder.run.importing import bring

app = typer.Typer()


@app.command("import")
def import_(
    sources: Annotated[list[Path], typer.Argument(help="Source notebooks of nbgrader's or otter-assign's.")],
    into: Annotated[Path | None, typer.Option("--into", "--course", help="The course; a new folder makes one.")] = None,
    name: Annotated[str, typer.Option("--id", help="The assignment's id; else made of the notebook's name.")] = "",
) -> None:
    """Make assignments of notebooks that were written for nbgrader or otter, and report what could not be kept."""
    for brought in bring(sources, into or options(None, "en", "auto", None).course.root, name):
        points = sum(question.points for question in brought.found.questions)
        typer.echo(f"{brought.id}: {len(brought.found.questions)} questions, {points:g} points")
        for path in brought.paths:
            typer.echo(f"  {path}")
        for sentence in brought.found.lost:
            typer.echo(f"  lost: {sentence}")
