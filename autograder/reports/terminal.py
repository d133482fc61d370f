"""A grade in the terminal: compact, coloured where the terminal has colours, complete without them."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from autograder.i18n import gettext as _
from autograder.records import State, Status
from autograder.reports.text import number, plain
from autograder.reports.view import CheckView, StudentView
from autograder.reports.wording import earned_word, measured_word, sign, state_word

_COLOURS = {
    Status.PASSED: "green",
    Status.FAILED: "red",
    Status.ERROR: "yellow",
    Status.SKIPPED: "dim",
    Status.AWAITING: "yellow",
}


def summary(view: StudentView) -> RenderableType:
    """Return a grade as rich renders it. Nothing of a submission is read as rich's markup."""
    return Group(*_parts(view))


def _parts(view: StudentView) -> Iterator[RenderableType]:
    yield _heading(view)
    if view.run.missing_layers:
        names = ", ".join(plain(layer.name) for layer in view.run.missing_layers)
        yield Text(_("Weak isolation, missing: {layers}").format(layers=names), style="bold yellow")
    if view.failure:
        yield Text(view.failure.title, style="bold red")
        yield _indented(" ".join(part for part in (view.failure.said, view.failure.used) if part))
    elif view.reason and view.state is not State.GRADED:
        yield Text(view.reason, style="yellow")
    hints: list[RenderableType] = [
        Text.assemble((_("Try: "), "bold"), plain(f"{hint.seen} {hint.attempt}".strip())) for hint in view.hints
    ]
    table: list[RenderableType] = [_table(view)] if view.checks else []
    yield from (*hints, *table) if view.hints_first else (*table, *hints)


def _heading(view: StudentView) -> Text:
    earned = "–" if view.state is State.UNGRADED else number(view.earned)
    colour = "green" if view.state is State.GRADED and view.earned >= view.possible else "yellow"
    parts = [view.student or "", view.title]
    if view.measurement:
        parts.append(measured_word(view.measurement))
    if view.network:
        parts.append(_("{count} parameters").format(count=number(view.network.parameters.total, 0)))
    if view.state is not State.GRADED:
        parts.append(state_word(view.state))
    rest = " · ".join(part for part in parts if part)
    return Text.assemble((f"{earned} / {number(view.possible)}", f"bold {colour}"), "  ", rest)


def _table(view: StudentView) -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(width=1)
    table.add_column(ratio=1)
    table.add_column(justify="right", no_wrap=True)
    for check in view.checks:
        colour = "yellow" if check.status is Status.FAILED and check.earned > 0 else _COLOURS[check.status]
        table.add_row(
            Text(sign(check), style=colour), _words(check), f"{earned_word(check)} / {number(check.possible)}"
        )
    return table


def _words(check: CheckView) -> Text:
    text = Text(check.title, style="" if check.status is Status.PASSED else "bold")
    if check.remark:
        text.append("\n" + check.remark, style="not bold")
    return text


def _indented(text: str) -> Padding:
    return Padding(Text(text), (0, 0, 0, 2))
