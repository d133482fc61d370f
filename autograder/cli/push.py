"""The commands around git: feedback into a push, and checks before a commit. They parse, call what runs, print."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Event, Timer
from typing import Annotated

import typer

from autograder.cli.console import plain
from autograder.cli.options import AllowOption, CourseOption, LangOption, SandboxOption, ledger_of, options
from autograder.database import place
from autograder.errors import AutograderError
from autograder.i18n import gettext as _
from autograder.i18n import language
from autograder.reports import summary
from autograder.run import Options, handouts
from autograder.run.ci import GradedSubmission
from autograder.run.post_receive import HookPaths, Push, Wanted, grade_push, installed, main_branch, pushes
from autograder.wire import display_name

app = typer.Typer()
OUT = Path("autograder-results")
LIMIT_S = 900.0


@app.command()
def hook(
    repository: Annotated[Path, typer.Argument(help="The bare repository; git names none to its hooks.")] = Path(),
    branch: Annotated[str, typer.Option("--branch", help="The branch that is graded; else the one of HEAD.")] = "",
    assignment: Annotated[str, typer.Option("--assignment", "-a", help="The assignment's id.")] = "",
    student: Annotated[str, typer.Option("--student", help="Whose repository; else the repository's name.")] = "",
    out: Annotated[Path, typer.Option("--out", help="The folder for results, below the repository.")] = OUT,
    url: Annotated[str, typer.Option("--url", help="Where a web server shows the folder of results.")] = "",
    limit: Annotated[float, typer.Option("--limit", min=1, help="Seconds for a push, waiting included.")] = LIMIT_S,
    public: Annotated[bool, typer.Option("--public", help="Run the public checks only.")] = False,  # noqa: FBT002
    install: Annotated[bool, typer.Option("--install", help="Write the hook into the repository, and stop.")] = False,  # noqa: FBT002
    course: CourseOption = None,
    lang: LangOption = "",
    sandbox: SandboxOption = "auto",
    allow: AllowOption = None,
) -> None:
    """Grade what was pushed to a bare repository, as its post-receive hook, and print the feedback into the push."""
    if install:
        values = {"--branch": branch, "--assignment": assignment, "--student": student, "--out": str(out), "--url": url}
        values |= {"--limit": f"{limit:g}", "--lang": lang, "--sandbox": sandbox}
        values |= {"--course": str(course.resolve()) if course else ""}
        typer.echo(installed(repository, _line(values, allow or [], public=public)))
        return
    now = datetime.now(UTC)
    chosen, home = options(course, lang, sandbox, allow), repository.resolve()
    where = HookPaths(home, home / out, place(chosen.course.root, chosen.cache).parent)
    name = display_name(student or home.name.removesuffix(".git"))
    wanted = Wanted(name, now, assignment, public, ledger_of(course, chosen, typer.echo))
    with language(chosen.language), _ending(limit) as ended:
        graded_branch = branch or main_branch(home)
        found = pushes(sys.stdin.read().splitlines(), graded_branch)
        if not found:
            typer.echo(_("Your push arrived. Only the branch {branch} is graded.").format(branch=graded_branch))
        for push in found:
            _answer(chosen, push, where, wanted, url, ended)


@app.command("check-handouts")
def check_handouts(
    files: Annotated[list[Path] | None, typer.Argument(help="Changed files, as pre-commit names them.")] = None,
    largest: Annotated[
        int, typer.Option("--largest-output", help="Kilobytes of output of a notebook.")
    ] = handouts.LARGEST_KB,
    course: CourseOption = None,
) -> None:
    """Check before a commit: stubs are those of their solutions, notebooks can be read, outputs are small."""
    problems = handouts.problems(options(course, "en", "auto", None).course, files or [], largest)
    for problem in problems:
        typer.echo(problem, err=True)
    if problems:
        raise typer.Exit(1)


def _answer(chosen: Options, push: Push, where: HookPaths, wanted: Wanted, url: str, ended: Event) -> None:
    """Grade a push and print what came of it; whatever goes wrong becomes a sentence in the answer to the push."""

    def waiting() -> None:
        typer.echo(_("Another grading runs; your push waits for its turn."))

    try:
        tell = partial(_show, out=where.out, url=url)
        graded = grade_push(chosen, push, where, wanted, cancelled=ended, waiting=waiting, tell=tell)
    except AutograderError as error:
        typer.echo(_("Your push arrived. It was not graded: {reason}").format(reason=error))
        return
    if ended.is_set():
        typer.echo(_("The time for this push ended before everything was graded; push again later."))
    elif not graded:
        typer.echo(_("Your push arrived. Nothing in it is named as an assignment of the course."))


@contextmanager
def _ending(limit_s: float) -> Iterator[Event]:
    """Yield an event that is set when the time is over."""
    ended = Event()
    timer = Timer(limit_s, ended.set)
    timer.start()
    try:
        yield ended
    finally:
        timer.cancel()


def _show(graded: GradedSubmission, *, out: Path, url: str) -> None:
    """Print a grade and where its page is."""
    console = plain(file=sys.stdout, width=100, force_terminal=False)
    console.print(summary(graded.view))
    page = graded.folder / "feedback.html"
    link = f"{url.rstrip('/')}/{page.relative_to(out).as_posix()}" if url else str(page)
    console.print(link, soft_wrap=True)
    sys.stdout.flush()


def _line(values: Mapping[str, str], allow: Sequence[str], *, public: bool) -> str:
    """Return the command that git is to run, with the options that were given."""
    words = [part for name, value in values.items() if value for part in (name, value)]
    words += [part for layer in allow for part in ("--allow-degraded", layer)]
    return shlex.join([str(Path(sys.argv[0]).absolute()), "hook", *words, *(["--public"] if public else [])])
