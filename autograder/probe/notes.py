"""Remarks for the student's page, written by a student box: a code and what it is about, each once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

Note = Callable[[str, str], None]
"""Called with a remark's code (`colab`, `magic`, `window`, `drive`, …) and what it is about."""


def writer(out: Path) -> Note:
    """Return a function that writes each remark once to `notes.json`, as "CODE:WHAT"."""
    path = out / "notes.json"

    def note(code: str, what: str) -> None:
        notes = written(out)
        if (remark := f"{code}:{what}") not in notes:
            path.write_text(json.dumps([*notes, remark]), encoding="utf-8")

    return note


def written(out: Path) -> list[str]:
    """Return the remarks so far."""
    path = out / "notes.json"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [note for note in found if isinstance(note, str)] if isinstance(found, list) else []


def left_out(out: Path) -> list[str]:
    """Return the commands that were left out so far, as they need a network."""
    return [note.removeprefix("colab:!") for note in written(out) if note.startswith("colab:!")]
