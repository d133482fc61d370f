"""The notebook on disk: the one that was handed in, and the one with what its cells showed.

Neither is validated: a hand-in was read before it came here, and nbformat takes 30 to 40 ms for the first validation
of a process, more than most cells do.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from nbformat import convert, reader, v4

SPACING = 10
"""How many times longer than a write of the notebook the time between two of them is, at least."""


def read(path: Path) -> Any:
    """Return a notebook in the format of version 4."""
    return convert(reader.reads(path.read_text(encoding="utf-8")), 4)


class ExecutedNotebook:
    """The executed notebook on disk: written after each cell, so that it is there when everything is killed."""

    def __init__(self, notebook: Any, path: Path) -> None:
        self._notebook, self._path, self._next = notebook, path, 0.0

    def write_now_and_then(self) -> None:
        """Write it unless that would take more than a small part of the time."""
        if time.monotonic() >= self._next:
            self.write()

    def write(self) -> None:
        """Write it; whoever reads finds the old one or the new one."""
        started = time.monotonic()
        new = self._path.with_name("partial.ipynb")
        new.write_text(v4.writes(self._notebook) + "\n", encoding="utf-8")
        new.replace(self._path)
        self._next = time.monotonic() + SPACING * (time.monotonic() - started)
