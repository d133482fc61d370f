"""Notes as short texts: "renamed:net"."""

from __future__ import annotations

from autograder.records import Doubt, DoubtKind, Note, NoteKind


def note(text: str) -> Note:
    """Return the note that a text stands for."""
    kind, _, value = text.partition(":")
    return Note(NoteKind(kind), value)


def doubt(text: str) -> Doubt:
    """Return the doubt that a text stands for."""
    kind, _, value = text.partition(":")
    return Doubt(DoubtKind(kind), value)


def short(note: Note | Doubt) -> str:
    """Return the text that stands for a note."""
    return f"{note.kind}:{note.value}"


def left(text: str) -> dict[str, str]:
    """Return a note as a box leaves it, also one of no known kind."""
    kind, _, value = text.partition(":")
    return {"kind": kind, "value": value}
