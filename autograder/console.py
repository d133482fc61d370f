"""What commands print: grades, progress, isolation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from autograder.i18n import gettext as _
from autograder.i18n import language
from autograder.pipeline.batch import Finished
from autograder.pipeline.commands import Run
from autograder.records import IsolationLayer, State
from autograder.reports import summary


def show_run(console: Console, run: Run, *, each: bool) -> list[Finished]:
    """Follow a run to its end: every grade in full, or a progress bar with a line for each."""
    warn(console, run.gaps)
    done: list[Finished] = []
    with progress(console, run.total) as advance:
        for finished in run.finished:
            done.append(finished)
            advance()
            console.print(summary(run.view(finished)) if each else line(finished))
    return done


@contextmanager
def progress(console: Console, total: int) -> Iterator[Callable[[], None]]:
    """Show a bar while more than one submission is graded, on a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    bar = Progress(*columns, TimeRemainingColumn(), console=console, disable=total < 2 or not console.is_terminal)
    with bar:
        task = bar.add_task(_("Grading"), total=total)
        yield lambda: bar.advance(task)


def line(finished: Finished) -> Text:
    """Return one line about a finished submission."""
    grade = finished.record.grade
    points = "–" if grade.state is State.UNGRADED else f"{grade.earned:g}"
    colour = "green" if grade.state is State.GRADED else "yellow"
    state = "" if grade.state is State.GRADED else f"  {grade.state.replace('_', ' ')}"
    resumed = _("  (already done)") if finished.resumed else ""
    return Text.assemble((f"{points:>6} / {grade.possible:g}", colour), f"  {grade.student}{state}{resumed}")


def warn(console: Console, gaps: Sequence[IsolationLayer]) -> None:
    """Say loudly which layers of isolation are missing, and what to do about it."""
    for gap in gaps:
        sentence = _("WEAK ISOLATION: {layer} is missing: {reason}").format(layer=gap.name, reason=gap.reason)
        console.print(Text(sentence, "bold yellow"), soft_wrap=True)
    if gaps:
        advice = _("Every result says so. Install bubblewrap for full isolation; “autograder doctor” shows what holds.")
        console.print(Text(advice, "yellow"), soft_wrap=True)


def isolation_table(name: str, layers: Iterable[IsolationLayer]) -> Table:
    """Return what held when each layer of isolation was attacked."""
    table = Table(title=name, title_justify="left")
    for column in (_("layer"), _("holds"), _("observed")):
        table.add_column(column)
    for layer in layers:
        held = Text(_("yes"), "green") if layer.active else Text(_("NO"), "bold red")
        table.add_row(layer.name, held, Text(layer.reason))
    return table


def paths(console: Console, index: Path, pages: Iterable[Path]) -> None:
    """Print where the pages are, one path a line, unbroken."""
    for page in pages:
        console.print(Text(str(page)), soft_wrap=True)
    console.print(Text.assemble((_("Class report: "), "bold"), str(index)), soft_wrap=True)


def about_self_checks(console: Console, lang: str) -> None:
    """Say what a self-check is worth."""
    with language(lang):
        sentence = _(
            "A self-check runs your code as it is, on your own machine, with the public checks only. What shares an "
            "address space with your code cannot be made tamper-proof: your grade is made elsewhere."
        )
    console.print(Text(sentence, "dim"))
