"""The command line: parse, call what runs, print."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from autograder.cli import console as screen
from autograder.cli import course, environment, exchange, gradebook, importing, marking, push, status
from autograder.cli.interruption import interruptible
from autograder.cli.options import (
    PACKAGE,
    AllowOption,
    CourseOption,
    DataChoice,
    DataOption,
    GpusOption,
    LangOption,
    SandboxOption,
    identified,
    whose,
)
from autograder.cli.options import options as _options
from autograder.cli.options import recorder as _recorder
from autograder.database import place
from autograder.errors import AutograderError
from autograder.execution import Observer
from autograder.i18n import language
from autograder.records import State
from autograder.run import HandIn, Options, commands, opened
from autograder.run.devices import Devices
from autograder.run.grading_lock import batch_turn, writing
from autograder.run.intake import Intake, Sources, take_in
from autograder.run.outcome import GradingOutcome
from autograder.run.run_configuration import ENGINES, RunConfiguration
from autograder.run_folder import RunFolder
from autograder.wire import display_name

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
app.add_typer(course.app)
app.add_typer(environment.app, name="environment")
app.add_typer(exchange.app)
app.add_typer(gradebook.app, name="gradebook")
app.add_typer(importing.app)
app.add_typer(marking.app)
app.add_typer(push.app)
app.add_typer(status.app)
CORES = os.cpu_count() or 1
UNWRITABLE = {errno.EACCES, errno.EDQUOT, errno.EFBIG, errno.ENOSPC, errno.EPERM, errno.EROFS}
"""Errors of a disk that is full or closed to us, which are nobody's mistake in a program."""

AssignmentOption = Annotated[str, typer.Option("--assignment", "-a", help="The assignment's id.")]
OutOption = Annotated[Path | None, typer.Option("--out", help="The run folder for results and pages.")]
JsonOption = Annotated[Path | None, typer.Option("--json", help="Write the result as JSON to this file, - for stdout.")]
JobsOption = Annotated[int, typer.Option("--jobs", "-j", min=1, help="Submissions graded at a time.")]
LogOption = Annotated[Path | None, typer.Option("--log", help="Append a line of JSON for each event to this file.")]
EngineOption = Annotated[str, typer.Option("--engine", help=f"Where the work is done: {', '.join(ENGINES.own)}.")]
SchedulerOption = Annotated[str, typer.Option("--scheduler", help="The Dask scheduler's address: tcp://host:8786.")]
NodesOption = Annotated[int, typer.Option("--nodes", min=1, help="Nodes that Slurm is asked for; -j counts for each.")]
CarryOption = Annotated[bool, typer.Option("--carry", help="Send files along: the nodes do not share this folder.")]
ShareOption = Annotated[int, typer.Option("--share", min=1, help="Submissions on each GPU at a time.")]
FailUnderOption = Annotated[float | None, typer.Option("--fail-under", help="Exit with 1 below these points.")]
CacheOption = Annotated[bool, typer.Option("--cache/--no-cache", help="Use earlier evidence and trainings.")]


@app.command()
def demo(out: OutOption = None, lang: LangOption = "", jobs: JobsOption = CORES) -> None:
    """Grade a small class of bundled submissions offline, and say where its report is."""
    console = screen.plain()
    options = _options(None, lang, "auto", ["all"])
    target = out or Path("demo-report")
    config = RunConfiguration(place(options.course.root, options.cache), time.time)
    with writing(target):
        intake = take_in(options.course, "digits_cnn", Sources(PACKAGE / "samples"), target)
        _batch(console, replace(options, record=False), "digits_cnn", intake, target, jobs=jobs, config=config)


@app.command()
def grade(
    path: Annotated[Path, typer.Argument(help="A notebook, a module, a folder or zip of one.")],
    assignment: AssignmentOption = "",
    out: OutOption = None,
    json_file: JsonOption = None,
    course: CourseOption = None,
    lang: LangOption = "",
    sandbox: SandboxOption = "auto",
    allow: AllowOption = None,
    data: DataOption = DataChoice.REAL,
    fail_under: FailUnderOption = None,
    cache: CacheOption = True,  # noqa: FBT002 - typer makes it --cache/--no-cache
    student: Annotated[str, typer.Option("--student", help="Whose it is; else the file's name.")] = "",
) -> None:
    """Grade one submission."""
    options = _options(course, lang, sandbox, allow, remember=cache, data=data)
    name = assignment or commands.infer_assignment(options.course, path)
    hand_in = HandIn(display_name(student or path.stem), path)
    hand_in = whose(options, hand_in) if student else hand_in
    _one(options, name, hand_in, out or Path("runs") / name, json_file=json_file, fail_under=fail_under)


@app.command()
def batch(
    folder: Annotated[Path | None, typer.Argument(help="One folder or file for each student, or an LMS's zip.")] = None,
    assignment: AssignmentOption = "",
    out: OutOption = None,
    jobs: JobsOption = CORES,
    course: CourseOption = None,
    lang: LangOption = "",
    sandbox: SandboxOption = "auto",
    allow: AllowOption = None,
    data: DataOption = DataChoice.REAL,
    log: LogOption = None,
    engine: EngineOption = "local",
    scheduler: SchedulerOption = "",
    nodes: NodesOption = 1,
    carry: CarryOption = False,  # noqa: FBT002
    gpus: GpusOption = "all",
    share: ShareOption = 1,
    cache: CacheOption = True,  # noqa: FBT002
    roster: Annotated[Path | None, typer.Option("--roster", help="The list of students: names, ids, e-mails.")] = None,
    repositories: Annotated[
        Path | None, typer.Option("--repositories", help="In a folder's place: a list of student, url and ref.")
    ] = None,
) -> None:
    """Grade a folder of submissions; a batch that was interrupted goes on where it stopped."""
    options = _options(course, lang, sandbox, allow, remember=cache, data=data)
    console = screen.plain()
    journal = place(options.course.root, options.cache)
    devices = Devices(gpus, share, os.environ.get("CUDA_VISIBLE_DEVICES"))
    config = RunConfiguration(
        journal, time.time, log, engine=engine, scheduler=scheduler, nodes=nodes, carry=carry, devices=devices
    )
    name = assignment or commands.infer_assignment(options.course, folder or Path())
    target = out or Path("runs") / name
    with batch_turn(journal.parent), writing(target):
        with language(options.language):
            intake = take_in(options.course, name, Sources(folder, repositories, roster), target)
        intake = replace(intake, hand_ins=identified(options, intake.hand_ins, intake.roster))
        _batch(console, options, name, intake, target, jobs=jobs, config=config)


@app.command()
def check(
    path: Annotated[Path, typer.Argument(help="Your notebook or module.")] = Path(),
    assignment: AssignmentOption = "",
    course: CourseOption = None,
    out: OutOption = None,
    json_file: JsonOption = None,
    data: DataOption = DataChoice.REAL,
    lang: LangOption = "",
) -> None:
    """Check your own work with the public checks, on your own machine, without a sandbox."""
    options = commands.own_machine(_options(course, lang, "process", None, data=data))
    name = assignment or commands.infer_assignment(options.course, path)
    screen.about_self_checks(screen.plain(stderr=True), options.language)
    _one(
        options, name, HandIn(display_name(path.stem), path), out or Path("runs") / f"check-{name}", json_file=json_file
    )


@app.command()
def regrade(
    runs: Annotated[Path, typer.Argument(help="A run folder.")],
    course: CourseOption = None,
    lang: LangOption = "",
) -> None:
    """Check stored evidence again and write the pages anew; no student code is executed."""
    console = screen.plain()
    options = _options(course, lang, "auto", ["all"])
    with _observers(console, options, each=False) as observers:
        run = commands.regrade_run(options, runs, observers)
    done = run.finished
    _finish(console, run)
    changed = sorted({name for finished in done for name in finished.stale})
    if not changed:
        _exit(done, Event())
    else:
        count = sum(bool(finished.stale) for finished in done)
        console.print(
            f"{count} submissions keep their grades: {', '.join(changed)} of the assignment changed since they ran. "
            "“autograder batch” runs them again.",
            style="yellow",
            soft_wrap=True,
        )
        raise typer.Exit(3)


def _one(
    options: Options, name: str, hand_in: HandIn, out: Path, *, json_file: Path | None, fail_under: float | None = None
) -> None:
    console = screen.plain(stderr=json_file == Path("-"))
    options.course.assignment(name)
    (hand_in,) = identified(options, [hand_in])
    with (
        writing(out, [hand_in.key]),
        opened(options) as grader,
        interruptible() as cancelled,
        _observers(console, options, each=True) as observers,
    ):
        run = commands.grade(grader, name, hand_in, out, cancelled=cancelled, observers=observers)
    for finished in run.finished:
        folder = RunFolder(out).student(finished.name)
        console.print(f"{folder / 'feedback.html'}", soft_wrap=True)
        if json_file is not None:
            _write(json_file, (folder / "result.json").read_text(encoding="utf-8"))
    _exit(run.finished, cancelled, fail_under=fail_under)


def _batch(
    console: Console, options: Options, name: str, intake: Intake, out: Path, *, jobs: int, config: RunConfiguration
) -> None:
    with language(options.language):
        screen.tell_intake(console, intake)
    with (
        opened(options, jobs=jobs, at_once=config.here) as grader,
        interruptible() as cancelled,
        _observers(console, options, each=False) as observers,
    ):
        run = commands.batch(
            grader, name, intake.hand_ins, out, jobs=jobs, cancelled=cancelled, observers=observers, config=config,
            absent=intake.absent,
        )  # fmt: skip
    _finish(console, run)
    _exit(run.finished, cancelled)


@contextmanager
def _observers(console: Console, options: Options, *, each: bool) -> Iterator[Sequence[Observer]]:
    """Yield who is told of a run: the grade book, where it is to be entered, then the terminal."""

    def warn(text: str) -> None:
        console.print(text, style="yellow", soft_wrap=True)

    with ExitStack() as stack:
        terminal = stack.enter_context(screen.Terminal(console, each=each))
        book = [stack.enter_context(_recorder(options, warn).entering())] if options.record else []
        yield (*book, terminal.notice)


def _finish(console: Console, run: commands.RunResult) -> None:
    folder = run.pages.folder
    pages = [folder.student(finished.name) / "feedback.html" for finished in run.finished]
    screen.paths(console, run, pages)


def _exit(done: Sequence[GradingOutcome], cancelled: Event, *, fail_under: float | None = None) -> None:
    grades = [finished.record.grade for finished in done]
    if cancelled.is_set():
        raise typer.Exit(130)
    if any(verdict.state is State.UNGRADED for verdict in grades):
        raise typer.Exit(3)
    if fail_under is not None and any(verdict.earned < fail_under for verdict in grades):
        raise typer.Exit(1)


def _write(target: Path, text: str) -> None:
    if target == Path("-"):
        sys.stdout.write(text + "\n")
    else:
        target.write_text(text, encoding="utf-8")


def main() -> None:
    """Run the command line; what is wrong with the input or the disk becomes one message and exit status 2.

    No process that is started imports modules of the working directory, which may be students'.
    """
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        app()
    except AutograderError as error:
        _give_up(str(error))
    except OSError as error:
        if error.errno not in UNWRITABLE:
            raise
        _give_up(f"{error}. What is done is kept: make room there, or a right to write, and run the same command again")


def _give_up(reason: str) -> NoReturn:
    screen.plain(stderr=True).print(f"autograder: {reason}", soft_wrap=True)
    sys.exit(2)
