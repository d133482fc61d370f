"""A grade as GitHub's Markdown, for job summaries and comments.

Every value is escaped by character references, so that a submission's text forms no markup, link, mention or formula.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from autograder.i18n import gettext as _
from autograder.records import State
from autograder.reports.text import number, plain
from autograder.reports.view import StudentView
from autograder.reports.wording import earned_word, measured_word, sign, state_word, status_word

MAX_LENGTH = 60_000
"""Characters of one grade: GitHub refuses a comment above 65,536."""

_MARKUP = re.compile(r"[\\`*_{}\[\]<>#|~$&!^=+]|(?<=[a-zA-Z]):(?=/)|(?<=www)\.|^[-\d]", re.IGNORECASE)
_JOINER = "\N{WORD JOINER}"


def escaped(text: str) -> str:
    """Return text on one line that Markdown shows as it is."""
    safe = _MARKUP.sub(lambda match: f"&#{ord(match[0])};", plain(text).strip())
    lines = (line.strip() for line in safe.split("\n"))
    return "<br>".join(line for line in lines if line).replace("@", "@" + _JOINER)


def markdown(view: StudentView) -> str:
    """Return a grade as Markdown."""
    text = "\n".join(_lines(view))
    if len(text) <= MAX_LENGTH:
        return text
    return text[:MAX_LENGTH].rsplit("\n", 1)[0] + "\n\n…\n"


def _lines(view: StudentView) -> Iterator[str]:
    earned = "–" if view.state is State.UNGRADED else number(view.earned)
    yield f"### {escaped(view.title)}: {earned} / {number(view.possible)}\n"
    yield " · ".join(_facts(view)) + "\n"
    if view.run.missing_layers:
        names = escaped(", ".join(layer.name for layer in view.run.missing_layers))
        yield "> " + _("Weak isolation, missing: {layers}").format(layers=names) + "\n"
    if view.failure:
        yield f"> **{escaped(view.failure.title)}**  "
        yield f"> {escaped(view.failure.said)} {escaped(view.failure.used)}\n"
    parts = (_hints(view), _checks(view))
    for part in parts if view.hints_first else reversed(parts):
        yield from part


def _checks(view: StudentView) -> Iterator[str]:
    if view.checks:
        yield f"| | {_('check')} | {_('points')} |\n|---|---|---:|"
    for check in view.checks:
        message = f"<br>{escaped(check.remark)}" if check.remark else ""
        points = f"{earned_word(check)} / {number(check.possible)}"
        yield f"| {sign(check)} {status_word(check)} | **{escaped(check.title)}**{message} | {points} |"
    yield ""


def _hints(view: StudentView) -> Iterator[str]:
    for hint in view.hints:
        yield "* " + " ".join(escaped(part) for part in (hint.seen, hint.why, hint.attempt) if part)
    yield ""


def _facts(view: StudentView) -> Iterator[str]:
    yield escaped(view.student)
    yield state_word(view.state)
    if view.measurement:
        yield measured_word(view.measurement)
    if view.network:
        yield _("{count} parameters").format(count=number(view.network.parameters.total, 0))
