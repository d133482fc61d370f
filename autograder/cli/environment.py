"""The command that installs a course's packages: parse, call what runs, print."""

from __future__ import annotations

from typing import Annotated

import typer

from autograder.cli import console as screen
from autograder.cli.options import CourseOption, options
from autograder.run import environment

app = typer.Typer(no_args_is_help=True)


@app.callback()
def group() -> None:
    """The packages that a course asks for in its settings."""


UpgradeOption = Annotated[bool, typer.Option("--upgrade", help="Take the newest releases, and write the lock anew.")]


@app.command()
def sync(course: CourseOption = None, upgrade: UpgradeOption = False) -> None:  # noqa: FBT002
    """Install what [environment] packages of course.toml asks for where boxes find it; keep the releases in a lock."""
    read = options(course, "en", "auto", None)
    for line in environment.sync(read.course, read.places.cache, upgrade=upgrade):
        screen.plain().print(line, soft_wrap=True)
