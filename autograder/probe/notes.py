"""Notes for the student's page, written by a student box: a kind and what it is about, each once."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from autograder.contracts import Noting
from autograder.protocol.answers import NOTES
from autograder.records import Note, NoteKind


def writer(out: Path) -> Noting:
    """Return a function that writes each note once to the file of notes."""

    def note(kind: NoteKind, what: str) -> None:
        notes = written(out)
        if (new := Note(kind, what)) not in notes:
            (out / NOTES).write_text(json.dumps([asdict(each) for each in (*notes, new)]), encoding="utf-8")

    return note


def written(out: Path) -> tuple[Note, ...]:
    """Return the notes so far."""
    try:
        found = json.loads((out / NOTES).read_text(encoding="utf-8"))
        return tuple(Note(NoteKind(note["kind"]), str(note["value"])) for note in found)
    except (OSError, ValueError, TypeError, KeyError):
        return ()


def left_out(out: Path) -> list[str]:
    """Return the commands that were left out so far, as they need a network."""
    found = (note.value for note in written(out) if note.kind is NoteKind.COLAB)
    return [value.removeprefix("!") for value in found if value.startswith("!")]
