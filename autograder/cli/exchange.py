"""The commands that exchange grades with other systems: parse, call what runs, print."""

from __future__ import annotations

import io
import json
import os
import secrets
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Event
from typing import Annotated

import typer

from autograder.cli.console import plain
from autograder.cli.options import (
    PACKAGE,
    AllowOption,
    CourseOption,
    LangOption,
    SandboxOption,
    ledger_of,
    options,
)
from autograder.exports import EXPORTERS, FORMATS, Given, github
from autograder.exports.image import Choices, make_image
from autograder.exports.wheel import make_wheel
from autograder.i18n import language
from autograder.partial import write_atomically
from autograder.records import State
from autograder.reports import summary
from autograder.run import checkout, pushed_work
from autograder.run import ci as push
from autograder.run.export import Request, export_run, write
from autograder.submissions.hand_in import plausible
from autograder.wire import display_name

app = typer.Typer()
OUT = Path("autograder-results")


def _list_formats(asked: bool) -> None:  # noqa: FBT001 - typer's callback
    """Print every format, and who brings those that are not the package's own."""
    if asked:
        for each in EXPORTERS.listed():
            typer.echo(f"{each.name:<14}{each.about}" + (f" [{each.origin}]" if each.origin else ""))
        raise typer.Exit


_LIST = typer.Option("--list", is_eager=True, callback=_list_formats, help="List the formats and end.")


@app.command()
def export(
    runs: Annotated[Path, typer.Argument(help="A run folder.")],
    to: Annotated[str, typer.Option("--to", help=f"The format: {', '.join(FORMATS)}, or what --list shows.")],
    out: Annotated[Path | None, typer.Option("--out", help="The file; a folder for several students.")] = None,
    into: Annotated[Path | None, typer.Option("--into", help="The downloaded sheet to fill in.")] = None,
    column: Annotated[str, typer.Option("--column", help="The title of the sheet's column for points.")] = "",
    provisional: Annotated[bool, typer.Option("--provisional", help="Write grades in review as they stand.")] = False,  # noqa: FBT002
    listed: Annotated[bool, _LIST] = False,  # noqa: ARG001, FBT002 - its callback does it
    course: CourseOption = None,
    lang: LangOption = "",
) -> None:
    """Write the grades of a run folder in another system's format."""
    worksheet = _read(into) if into else None
    given = Given(worksheet, column, _runner_fields())
    chosen = options(course, lang, "auto", None)
    spoken = chosen.language if lang else "en"
    request = Request(to, given, datetime.now(UTC), provisional, spoken, chosen.cache)
    exported, each = export_run(runs, request, course)
    console = plain(stderr=True)
    for warning in exported.warnings:
        console.print(f"warning: {warning}", soft_wrap=True)
    if not exported.documents:
        raise typer.Exit(3)
    if out is None and each:
        raise typer.BadParameter(f"{to} is a file for each student; name a folder", param_hint="--out")
    if out is None:
        sys.stdout.write(next(iter(exported.documents.values())))
    else:
        for path in write(exported, out, each=each):
            typer.echo(path)


@app.command()
def ci(
    paths: Annotated[list[Path] | None, typer.Argument(help="What to grade; else what changed since --base.")] = None,
    base: Annotated[str, typer.Option("--base", help="The commit to compare with; none for every file.")] = "",
    assignment: Annotated[str, typer.Option("--assignment", "-a", help="The assignment's id.")] = "",
    out: Annotated[Path, typer.Option("--out", help="The folder for results, pages and junit.xml.")] = OUT,
    student: Annotated[str, typer.Option("--student", help="Who pushed; else what the runner says.")] = "",
    public: Annotated[bool, typer.Option("--public", help="Run the public checks only.")] = False,  # noqa: FBT002
    fail_under: Annotated[float | None, typer.Option("--fail-under", help="Exit with 1 below these points.")] = None,
    course: CourseOption = None,
    lang: LangOption = "",
    sandbox: SandboxOption = "auto",
    allow: AllowOption = None,
) -> None:
    """Grade what a push changed: annotations, a job summary, JUnit XML, results and pages."""
    chosen, root, now = options(course, lang, sandbox, allow), Path.cwd(), datetime.now(UTC)
    checkout.assert_not_pushed(root, out)
    works = pushed_work.given(chosen.course, paths, assignment) if paths else None
    if works is None:
        works = pushed_work.find(chosen.course, root, checkout.changed(root, base or _base()), assignment)
    if not works:
        typer.echo("nothing to grade: no changed file or folder is named as an assignment of the course")
    who, warn = student or _pusher(), partial(typer.echo, err=True)
    recorder = None if public else ledger_of(course, chosen, warn)
    if works and recorder is not None and not who:
        warn("nobody says who pushed: nothing is entered into the grade book; name the student with --student")
        recorder = None
    pushed = push.Pushed(display_name(who) or "student", pushed_at(now), _commit(), is_login=not student)
    tell = partial(_show, root=root, lang=chosen.language)
    with language(chosen.language):
        done = push.grade(chosen, works, out, pushed, public=public, cancelled=Event(), tell=tell, recorder=recorder)
    _summarise(push.write_reports(done, out, made=datetime.now(UTC), lang=chosen.language))
    grades = [graded.record.grade for graded in done]
    if any(grade.state is State.UNGRADED for grade in grades):
        raise typer.Exit(3)
    if fail_under is not None and any(grade.earned < fail_under for grade in grades):
        raise typer.Exit(1)


@app.command("gradescope-zip")
def gradescope_zip(
    assignment: Annotated[str, typer.Argument(help="The assignment's id.")],
    out: Annotated[Path | None, typer.Option("--out", help="The zip; else ID-gradescope.zip.")] = None,
    course: CourseOption = None,
    lang: LangOption = "",
    allow: AllowOption = None,
) -> None:
    """Make the zip that Gradescope runs as an assignment's autograder; it holds the assignment's private half."""
    chosen = options(course, lang, "auto", allow)
    choices = Choices(f"python{sys.version_info.major}.{sys.version_info.minor}", chosen.language, tuple(allow or ()))
    wheel = make_wheel(PACKAGE, chosen.templates)
    target = out or Path(f"{assignment}-gradescope.zip")
    write_atomically(target, make_image(chosen.course, assignment, wheel, choices))
    typer.echo(target)


def _show(graded: push.GradedSubmission, *, root: Path, lang: str) -> None:
    """Print a grade; to GitHub's runner inside a fence, followed by its annotations."""
    file = io.StringIO()
    console = plain(file=file, width=100)
    with language(lang):
        console.print(summary(graded.view))
        console.print(str(graded.folder / "feedback.html"), soft_wrap=True)
        lines = github.commands(push.remarks(graded, root))
    if os.environ.get("GITHUB_ACTIONS") != "true":
        sys.stdout.write(file.getvalue())
        return
    sys.stdout.write(github.fenced(file.getvalue(), secrets.token_hex(16)))
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def _summarise(text: str) -> None:
    """Add to the runner's job summary, where there is one, what still fits."""
    named = os.environ.get("GITHUB_STEP_SUMMARY")
    if named:
        path = Path(named)
        used = path.stat().st_size if path.exists() else 0
        with path.open("a", encoding="utf-8") as file:
            file.write(github.job_summary([text], used=used))


def _base() -> str:
    """Return the commit that a runner compares a push with; "" where it says none."""
    target = os.environ.get("GITHUB_BASE_REF")
    names = ("CI_MERGE_REQUEST_DIFF_BASE_SHA", "CI_COMMIT_BEFORE_SHA")
    return f"origin/{target}" if target else next(filter(None, map(os.environ.get, names)), "")


def _pusher() -> str:
    names = ("GITHUB_ACTOR", "GITLAB_USER_LOGIN")
    return next(filter(None, map(os.environ.get, names)), "")


def _commit() -> str:
    return next(filter(None, map(os.environ.get, ("GITHUB_SHA", "CI_COMMIT_SHA"))), "")


def pushed_at(now: datetime) -> datetime:
    """Return when a push came, by the platform's clock where it says so; a commit's own date is its author's to set."""
    created, event = os.environ.get("CI_PIPELINE_CREATED_AT"), os.environ.get("GITHUB_EVENT_PATH")
    try:
        if created:
            told = datetime.fromisoformat(created)
        elif event and os.environ.get("GITHUB_EVENT_NAME") == "push":
            payload = json.loads(Path(event).read_text(encoding="utf-8"))
            told = datetime.fromtimestamp(int(payload["repository"]["pushed_at"]), UTC)
        else:
            return now
    except (OSError, ValueError, LookupError, TypeError, OverflowError):
        return now
    return plausible(told if told.tzinfo else told.replace(tzinfo=UTC)) or now


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
