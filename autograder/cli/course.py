"""The commands of those who run a course: parse, call what runs, print."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from autograder.authoring.template import add as write_template
from autograder.authoring.template import names as template_names
from autograder.cli import console as screen
from autograder.cli.interruption import interruptible
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
from autograder.database import place
from autograder.errors import CourseError
from autograder.run import commands, opened
from autograder.run.course_check import advice, check_assignment
from autograder.run.devices import Devices
from autograder.run.grading_lock import writing
from autograder.run.run_configuration import RunConfiguration

app = typer.Typer()
CORES = os.cpu_count() or 1
WIDE = 200
"""Columns of a table that may be wider than the terminal, and is not cut."""


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
def add(
    name: Annotated[str, typer.Argument(metavar="ID", help="The new assignment's id: small letters, digits, _.")],
    template: Annotated[str, typer.Option("--template", help=f"What it starts from: {', '.join(template_names())}.")],
    course: CourseOption = None,
) -> None:
    """Add an assignment to a course: small and complete, with solution, checks and wrong submissions to start from."""
    console = screen.plain()
    for folder in write_template(options(course, "en", "auto", None).course, name, template):
        console.print(str(folder), soft_wrap=True)
    console.print(
        f"Change what is there; then  autograder check-course {name}  tells what does not hold.", soft_wrap=True
    )


@app.command("check-course")
def check_course(
    assignments: Annotated[list[str] | None, typer.Argument(help="Ids; every assignment where none is named.")] = None,
    out: Annotated[Path, typer.Option("--out", help="Where what was graded is kept.")] = Path("runs/check-course"),
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Submissions graded at a time.")] = CORES,
    course: CourseOption = None,
    sandbox: SandboxOption = "auto",
    allow: AllowOption = None,
    data: DataOption = DataChoice.REAL,
) -> None:
    """Check before term: solutions earn everything, stubs little, and each check is failed by a wrong submission."""
    console, progress = screen.plain(width=WIDE), screen.plain(stderr=True)
    read = replace(options(course, "en", sandbox, allow, data=data), record=False)
    config = RunConfiguration(place(read.course.root, read.cache), time.time)
    problems: list[str] = []
    with opened(read, jobs=jobs) as grader, interruptible() as cancelled:
        for name in assignments or read.course.assignments():
            folder = out / name
            try:
                with writing(folder), screen.Terminal(progress, each=False) as terminal:
                    checked = check_assignment(
                        grader, name, folder, jobs=jobs, config=config, cancelled=cancelled, observers=[terminal.notice]
                    )
            except CourseError as error:
                problems += str(error).splitlines()
                continue
            if cancelled.is_set():
                raise typer.Exit(130)
            console.print(screen.course_table(checked))
            for line in advice(checked):
                console.print(line, soft_wrap=True)
            problems += checked.problems
    for line in problems:
        console.print(line, soft_wrap=True)
    if problems:
        raise typer.Exit(1)


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
    """Train the reference with many seeds and set the bar with its probability of failing an equal network."""
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
