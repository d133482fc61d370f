"""What happens at each use of an old spelling: it is noted for the feedback, or it stops with the modern one."""

from __future__ import annotations

from collections.abc import Callable

from autograder.contracts import Noting
from autograder.records import NoteKind

Spelled = Callable[[str, str], None]
"""Called with the old spelling and the modern one at each use."""


class OldSpellingError(Exception):
    """An old spelling was used where the course wants the modern one."""


def noter(note: Noting) -> Spelled:
    """Return a function that notes each use once, as "keras2:OLD → NEW"."""
    return lambda old, new: note(NoteKind.KERAS2, f"{old} → {new}")


def explain(old: str, new: str) -> None:
    """Stop with the modern spelling.

    Raises:
        OldSpellingError: always.
    """
    raise OldSpellingError(f"`{old}` is an old spelling that today's Keras does not know; write `{new}`")
