"""What happens at each use of an old spelling: it is noted for the feedback, or it stops with the modern one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

Spelled = Callable[[str, str], None]
"""Called with the old spelling and the modern one at each use."""


class OldSpellingError(Exception):
    """An old spelling was used where the course wants the modern one."""


def noter(out: Path, kind: str = "keras2") -> Spelled:
    """Return a function that notes each use once in `notes.json`, as "KIND:OLD → NEW" or "KIND:OLD"."""
    path = out / "notes.json"

    def spelled(old: str, new: str) -> None:
        notes = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
        note = f"{kind}:{old} → {new}" if new else f"{kind}:{old}"
        if note not in notes:
            path.write_text(json.dumps([*notes, note]), encoding="utf-8")

    return spelled


def explain(old: str, new: str) -> None:
    """Stop with the modern spelling.

    Raises:
        OldSpellingError: always.
    """
    raise OldSpellingError(f"`{old}` is an old spelling that today's Keras does not know; write `{new}`")
