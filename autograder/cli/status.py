"""The commands of those who watch batches: read the journal, print."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.console import plain
from autograder.cli.options import CourseOption, LangOption, options
from autograder.database import place
from autograder.execution.status import RunStatus, read_status
from autograder.i18n import gettext as _
from autograder.i18n import language

app = typer.Typer()


@app.command()
def status(
    runs: Annotated[
        Path | None, typer.Argument(help="A run folder; every one of the course where none is named.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")] = False,  # noqa: FBT002
    course: CourseOption = None,
    lang: LangOption = "",
) -> None:
    """Tell how far batches are: progress, pace, time left, faults. It may be asked while they run."""
    chosen = options(course, lang, "auto", None)
    found = read_status(place(chosen.course.root, chosen.cache), time.time(), runs)
    if as_json:
        sys.stdout.write(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=1) + "\n")
        return
    with language(chosen.language):
        for line in _lines(found):
            plain().print(line, soft_wrap=True)


def _lines(found: Sequence[RunStatus]) -> Iterator[str]:
    if not found:
        yield _("No batch is known. A batch is known once “autograder batch” has run.")
    for each in found:
        yield f"{each.folder}  ({each.assignment}, {each.engine})"
        yield f"  {_progress(each)}"
        yield f"  {_coordinator(each)}"
        for running in each.running:
            yield "  " + _("running: {student}, {seconds:.0f} s").format(
                student=running.student, seconds=running.since_s
            )
        for fault in each.last_faults:
            text = _("fault of ours: {student}, attempt {attempt}: {reason}")
            yield "  " + text.format(student=fault.student, attempt=fault.attempt, reason=fault.reason)


def _progress(status: RunStatus) -> str:
    text = _("{done} of {total} done, {running} running, {waiting} waiting, {given_up} given up; {rate:.1f} a minute")
    counts = {name: status.jobs.get(name, 0) for name in ("done", "running", "waiting", "given_up")}
    line = text.format(total=status.total, rate=status.rate, **counts)
    if status.eta_s is not None and counts["waiting"] + counts["running"]:
        line += "; " + _("{minutes:.0f} min left").format(minutes=status.eta_s / 60)
    return line


def _coordinator(status: RunStatus) -> str:
    if status.alive:
        return _("process {pid} on {host} works on it").format(pid=status.pid, host=status.host)
    if status.alive is None:
        text = _("process {pid} on {host} had it {seconds:.0f} s ago")
        return text.format(pid=status.pid, host=status.host, seconds=status.heard_s)
    if status.jobs.get("done", 0) == status.total:
        return _("finished")
    return _("nobody works on it; the same “autograder batch” goes on with it")
