"""Clean text for people: no terminal control, no invisible tricks, no more than fits."""

from __future__ import annotations

import re

from autograder.wire.scalars import plain_text

_ANSI = re.compile(
    r"\x1b\[[0-?]*+[ -/]*+[@-~]?"  # control sequences: colours, cursor movement
    r"|\x1b[\]PX^_][^\x07\x1b\n]*+(?:\x07|\x1b\\)?"  # titles, hyperlinks and other strings
    r"|\x1b[ -/]*+[0-~]?"
    r"|\x9b[0-?]*+[ -/]*+[@-~]?"
)
_LINE_ENDS = re.compile("\r\n|[\u2028\u2029\x0b\x0c\x85]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0d-\x1f\x7f-\x9f"  # controls other than tab and newline
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # reordering of text direction
    "\ufeff\ufff9-\ufffb\ufffe\uffff]"  # marks, annotations and what XML forbids
)
_INSTALLED = re.compile(r"/(?:lib(?:64)?/python3\.\d+/(?:(?:site|dist)-packages/)?|(?:site|dist)-packages/)")
_BEFORE_PATHS = " \n\t'\"`“()[]<>=,"


def clean_text(text: str, max_chars: int) -> str:
    """Return what a person would have read on a terminal, at most `max_chars` characters of it.

    Escape sequences, control characters and overrides of text direction go; a line that was overwritten after a
    carriage return keeps its last state; lone surrogates become U+FFFD; what is cut ends in "…". Cleaning twice
    changes nothing.
    """
    text = _LINE_ENDS.sub("\n", _ANSI.sub("", text).replace("\x08", ""))
    seen = (line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n"))
    text = plain_text(_INVISIBLE.sub("", "\n".join(seen)))
    return text if len(text) <= max_chars else text[: max(max_chars - 1, 0)] + "…"[:max_chars]


def without_installation(text: str) -> str:
    """Return text with paths of installed packages cut to the package: "keras/src/layers/core/dense.py"."""
    kept: list[str] = []
    end = 0
    for found in _INSTALLED.finditer(text):
        head = text[end : found.start()]
        kept.append(head[: max(map(head.rfind, _BEFORE_PATHS)) + 1])
        end = found.end()
    return "".join([*kept, text[end:]])
