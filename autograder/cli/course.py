"""The commands of those who run a course: parse, call what runs, print."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli import console as screen
from autograder.cli.options import (
    BUNDLED,
    AllowOption,
    CourseOption,
    DataChoice,
    DataOption,
    GpusOption,
    SandboxOption,
    options,
)
from autograder.run import commands, opened
from autograder.run.devices import Devices

app = typer.Typer()


@app.command()
def new(folder: Annotated[Path, typer.Argument(help="An empty folder, or one to be made.")]) -> None:
    """Start a course of one's own from the bundled one: assignments with their solutions, checks and bars."""
    root = commands.new_course(folder, BUNDLED)
    screen.plain().print(
        f"{root}: grade a solution with  autograder grade {root}/reference/digits_cnn/solution.py "
        f"-a digits_cnn --course {root}",
        soft_wrap=True,
    )


@app.command()
def release(
    assignments: Annotated[list[str] | None, typer.Argument(help="Ids; every assignment where none is named.")] = None,
    course: CourseOption = None,
    lang: Annotated[str, typer.Option("--lang", help="Language of the handouts.")] = "en",
    out: Annotated[Path | None, typer.Option("--out", help="Write the stubs here instead of into the course.")] = None,
) -> None:
    """Make the stubs that students start from: solutions without what students write."""
    for path in commands.release(options(course, lang, "auto", None), assignments or [], lang, out):
        screen.plain().print(str(path), soft_wrap=True)


@app.command()
def calibrate(
    assignment: Annotated[str, typer.Argument(help="The assignment's id.")],
    seeds: Annotated[int, typer.Option("--seeds", min=3, help="Trainings of the reference.")] = 20,
    course: CourseOption = None,
    sandbox: SandboxOption = "auto",
    allow: AllowOption = None,
    data: DataOption = DataChoice.REAL,
    gpus: GpusOption = "all",
) -> None:
    """Train the reference with many seeds and set the accuracy bar with its probability of failing an equal network."""
    tell = partial(screen.plain().print, soft_wrap=True)
    devices = Devices(gpus, visible=os.environ.get("CUDA_VISIBLE_DEVICES"))
    with opened(options(course, "en", sandbox, allow, data=data)) as grader:
        commands.calibrate(grader, assignment, seeds, tell, devices)


@app.command()
def doctor(
    assignments: Annotated[list[str] | None, typer.Argument(help="Ids of assignments whose limits are listed.")] = None,
    course: CourseOption = None,
    sandbox: SandboxOption = "auto",
    allow: AllowOption = None,
) -> None:
    """Attack every layer of isolation on this machine, and say what held; list bytecode, data and devices.

    Of assignments that are named it lists the limits and what they come from; their references are run for it.
    """
    console, read = screen.plain(), options(course, "en", sandbox, allow)
    tell = partial(console.print, soft_wrap=True)
    commands.isolation(read, lambda name, layers: console.print(screen.isolation_table(name, layers)))
    commands.inventory(read, tell)
    commands.limits(read, assignments or [], tell)
