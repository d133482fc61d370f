"""What commands print: grades, progress, isolation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from autograder.execution import RunEvent, What
from autograder.gradebook import Standing
from autograder.i18n import gettext as _
from autograder.i18n import language
from autograder.records import Grade, IsolationLayer, State
from autograder.reports import duration, state_word, summary, title_of
from autograder.run.calibration_store import stood_in
from autograder.run.commands import RunResult
from autograder.run.course_check import CheckedAssignment
from autograder.run.events import Began, Scored
from autograder.run.intake import Intake
from autograder.run.outcome import GradingOutcome
from autograder.run.resolve import Resolved

plain = partial(Console, markup=False, highlight=False)
"""Makes a console that prints text as it is: names, paths and messages may hold brackets."""
SHOWN_RUNNING = 12


@dataclass(slots=True)
class Board:
    """What of a batch is done, what runs and what is left. Rich draws it again and again while the batch goes on."""

    total: int
    clock: Callable[[], float]
    language: str = "en"
    running: dict[str, float] = field(default_factory=dict)
    done: int = 0
    resumed: int = 0
    ungraded: int = 0
    review: int = 0
    began: float = field(init=False)

    def __post_init__(self) -> None:
        self.began = self.clock()

    def start(self, student: str) -> None:
        """Note that a submission runs now; called from the threads that run them."""
        self.running[student] = self.clock()

    def finish(self, finished: GradingOutcome) -> None:
        """Note that a submission is done."""
        grade = finished.record.grade
        self.running.pop(grade.student, None)
        self.done += 1
        self.resumed += finished.resumed
        self.ungraded += grade.state is State.UNGRADED
        self.review += grade.state is State.NEEDS_REVIEW

    @property
    def left_s(self) -> float | None:
        """Seconds until the end at the pace so far; None while nothing was graded anew."""
        fresh = self.done - self.resumed
        return (self.total - self.done) * (self.clock() - self.began) / fresh if fresh else None

    def __rich__(self) -> RenderableType:
        """Return the counts, a bar, and what runs and for how long. Rich asks on a thread of its own."""
        with language(self.language):
            return self._drawn()

    def _drawn(self) -> RenderableType:
        running = list(self.running.items())
        counts = [
            (_("done"), f"{self.done} / {self.total}", "green"),
            (_("running"), str(len(running)), "cyan"),
            (_("ungraded"), str(self.ungraded), "red" if self.ungraded else "dim"),
            (_("need review"), str(self.review), "yellow" if self.review else "dim"),
            (_("left"), "–" if self.left_s is None else duration(self.left_s), "bold"),
        ]
        table = Table(box=None, padding=(0, 3, 0, 0))
        for title, _count, _style in counts:
            table.add_column(title, header_style="dim", no_wrap=True)
        table.add_row(*(Text(count, style) for _title, count, style in counts))
        names = Table.grid(padding=(0, 2))
        for student, since in running[:SHOWN_RUNNING]:
            names.add_row(Text("▸", "cyan"), Text(student), Text(duration(self.clock() - since), "dim"))
        more = len(running) - SHOWN_RUNNING
        rest = [Text(_("… and {count} more").format(count=more), "dim")] if more > 0 else []
        bar = Table.grid()
        bar.add_row(ProgressBar(self.total, self.done, width=60))
        return Group(table, bar, names, *rest)


class Terminal:
    """Prints a run as it goes on: every grade in full, or a line for each, on a terminal below them a live table.

    It observes the run while it is entered.
    """

    def __init__(self, console: Console, *, each: bool) -> None:
        self._console, self._each = console, each
        self._stack = ExitStack()
        self._board: Board | None = None

    def __enter__(self) -> Self:
        """Nothing is printed before the run begins."""
        return self

    def __exit__(self, *_of_an_error: object) -> None:
        """Take the live table away."""
        self._stack.close()

    def notice(self, event: RunEvent) -> None:
        """Print an event of the run."""
        match event:
            case Began():
                with language(event.pages.language):
                    self._begin(event)
            case Scored():
                with language(event.pages.language):
                    self._score(event)
            case RunEvent(what=What.STARTED) if self._board is not None:
                self._board.start(event.student)

    def _begin(self, event: Began) -> None:
        warn(self._console, event.gaps)
        tell_data(self._console, event.pages.resolved)
        self._board = Board(event.total, self._console.get_time, event.pages.language)
        if event.total > 1 and self._console.is_terminal:
            self._stack.enter_context(Live(self._board, console=self._console, refresh_per_second=4, transient=True))

    def _score(self, event: Scored) -> None:
        done, pages = event.outcome, event.pages
        if self._board is not None:
            self._board.finish(done)
        told = summary(pages.shown(done.name, done.record)) if self._each else line(done, pages.grade(done.record))
        self._console.print(told)


def line(finished: GradingOutcome, grade: Grade) -> Text:
    """Return one line about a finished submission, with its grade as people decided about it."""
    points = "–" if grade.state is State.UNGRADED else f"{grade.earned:g}"
    colour = "green" if grade.state is State.GRADED else "yellow"
    state = "" if grade.state is State.GRADED else f"  {state_word(grade.state)}"
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


def tell_data(console: Console, resolved: Resolved) -> None:
    """Say which data a run is on, if not on the assignment's own, or why it is on none."""
    if stood_in(resolved.course, resolved.assignment):
        console.print(Text(title_of(resolved.assignment), "bold yellow"), soft_wrap=True)
    for text in filter(None, (resolved.missing, *resolved.lacking)):
        console.print(Text(text, "bold yellow"), soft_wrap=True)


def isolation_table(name: str, layers: Iterable[IsolationLayer]) -> Table:
    """Return what held when each layer of isolation was attacked."""
    table = Table(title=name, title_justify="left")
    for column in (_("layer"), _("holds"), _("observed")):
        table.add_column(column)
    for layer in layers:
        held = Text(_("yes"), "green") if layer.active else Text(_("NO"), "bold red")
        table.add_row(layer.name, held, Text(layer.reason))
    return table


def paths(console: Console, run: RunResult, pages: Iterable[Path]) -> None:
    """Write the class page, and print where the pages are, one path a line, unbroken."""
    for page in pages:
        console.print(Text(str(page)), soft_wrap=True)
    with language(run.pages.language):
        title = _("Class report: ")
    console.print(Text.assemble((title, "bold"), str(run.pages.class_page())), soft_wrap=True)


def standings_table(found: Sequence[Standing]) -> Table:
    """Return where everybody stands: a row for each student, a column for each assignment."""
    names = sorted({each.assignment for each in found})
    cells = {(each.student, each.assignment): each for each in found}
    table = Table()
    table.add_column(_("student"))
    table.add_column(_("id"))
    for name in names:
        table.add_column(name, justify="right")
    for called, student in sorted({(each.name, each.student) for each in found}):
        mine = [cells[student, name] for name in names]
        table.add_row(Text(called), Text(mine[0].person.student_id), *(Text(_standing(each)) for each in mine))
    return table


def course_table(checked: CheckedAssignment) -> Table:
    """Return what each submission of an assignment's author earned, where it lost points, and what its box used."""
    table = Table(checked.id, "points", "seconds", "MB", "loses points at", box=None, padding=(0, 2, 0, 0))
    for each in checked.tried:
        points, lost = f"{each.grade.earned:g} / {each.grade.possible:g}", ", ".join(check.check for check in each.lost)
        used = (f"{each.usage.wall_s:.1f}", f"{each.usage.peak_memory_mb:.0f}")
        table.add_row(Text(each.grade.student), points, *used, Text(lost))
    return table


def legend() -> str:
    """Return what the marks in the table of standings mean."""
    return _(
        "* set by a person   + a part is still to be marked   ? waits for a person   … not graded yet   EX excused   "
        "– nothing handed in"
    )


def _standing(standing: Standing) -> str:
    if standing.excuse is not None:
        return "EX"
    if standing.override is not None:
        return f"{standing.override.points:g}*"
    counted = standing.counted
    if counted is None:
        return "–"
    marks = {State.GRADED: "", State.AWAITING: "+", State.NEEDS_REVIEW: "?", State.UNGRADED: "…"}
    return f"{counted.earned:g}{marks[counted.state]}" if counted.state is not State.UNGRADED else "…"


def tell_intake(console: Console, intake: Intake) -> None:
    """Say who handed in nothing, whose work could not be fetched, and what of the lists fits nobody."""
    for warning in intake.warnings:
        console.print(Text(warning, "yellow"), soft_wrap=True)
    silent = [each.student for each in intake.absent if not each.reason]
    if silent:
        text = _("Handed in nothing ({count}): {names}").format(count=len(silent), names=", ".join(silent))
        console.print(Text(text, "yellow"), soft_wrap=True)
    for each in intake.absent:
        if each.reason:
            console.print(Text(f"{each.student}: {each.reason}", "yellow"), soft_wrap=True)


def about_self_checks(console: Console, lang: str) -> None:
    """Say what a self-check is worth."""
    with language(lang):
        sentence = _(
            "A self-check runs your code as it is, on your own machine, with the public checks only. What shares an "
            "address space with your code cannot be made tamper-proof: your grade is made elsewhere."
        )
    console.print(Text(sentence, "dim"))
