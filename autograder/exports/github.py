"""GitHub's workflow commands and job summary: annotations that nobody's code can forge.

A line that a student wrote is printed between `stop-commands` and its token only; in an annotation it is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from autograder.wire import clean_text

MAX_ANNOTATIONS = 10
"""Annotations that GitHub shows of one step."""
SUMMARY_BYTES = 1024 * 1024
"""Bytes of one step's summary; GitHub drops a longer one whole."""
_CUT = "\n\n…\n"


class Level(StrEnum):
    """How loud an annotation is."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Annotation:
    """A remark at a file's line (from 1; None for the whole file)."""

    level: Level
    file: str
    line: int | None
    title: str
    message: str


def command(annotation: Annotation) -> str:
    """Return the annotation as one line for the runner."""
    places = {"file": annotation.file, "line": str(annotation.line or ""), "title": clean_text(annotation.title, 200)}
    properties = ",".join(f"{name}={_property(value)}" for name, value in places.items() if value)
    return f"::{annotation.level} {properties}::{_data(clean_text(annotation.message, 2_000))}"


def commands(annotations: Sequence[Annotation]) -> list[str]:
    """Return at most as many lines as GitHub shows; the last one then says how many are left."""
    if len(annotations) <= MAX_ANNOTATIONS:
        return [command(annotation) for annotation in annotations]
    shown = annotations[: MAX_ANNOTATIONS - 1]
    left = len(annotations) - len(shown)
    rest = Annotation(Level.NOTICE, "", None, "autograder", f"{left} more in the job summary")
    return [command(annotation) for annotation in (*shown, rest)]


def fenced(text: str, token: str) -> str:
    """Return text as lines in which the runner sees no commands; `token` is random and used once."""
    return f"::stop-commands::{token}\n{text.rstrip()}\n::{token}::\n"


def job_summary(parts: Iterable[str], *, used: int = 0) -> str:
    """Return Markdown that fits what is left of a summary of which `used` bytes are there; what is cut ends in "…"."""
    text = "\n\n".join(parts)
    room = SUMMARY_BYTES - used
    if len(text.encode()) <= room:
        return text
    kept = text.encode()[: max(room - len(_CUT.encode()), 0)].decode(errors="ignore")
    return kept.rpartition("\n")[0] + _CUT if room > len(_CUT.encode()) else ""


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
