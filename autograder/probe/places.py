"""Say which lines are the student's own, in words that they know: "cell 4, line 8", "helper.py, line 3"."""

from __future__ import annotations

import linecache
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of a submission: where it is, and what stands there."""

    where: str
    text: str


class Own(Protocol):
    """What is known of a submission's own code."""

    def find(self, filename: str, line: int) -> SourceLine | None:
        """Return the place of a line of code by the name under which Python knows the file; None for foreign code."""


@dataclass(frozen=True, slots=True)
class Files:
    """The files in a submission's folders.

    `folders` hold copies of the same files. `rewritten` has the lines of a file as they were run and as they were
    written, where the two differ.
    """

    folders: tuple[Path, ...]
    rewritten: Mapping[str, tuple[Sequence[str], Sequence[str]]] = field(default_factory=dict)

    def find(self, filename: str, line: int) -> SourceLine | None:
        """Return the place of a line of one of the files."""
        folder = next((folder for folder in self.folders if filename.startswith(f"{folder}/")), None)
        if folder is None:
            return None
        if filename in self.rewritten:
            run, written = self.rewritten[filename]
            line = written_line(run, written, line)
            text = written[line - 1]
        else:
            text = linecache.getline(filename, line)
        return SourceLine(f"{Path(filename).relative_to(folder)}, line {line}", text.strip())


def written_line(run: Sequence[str], written: Sequence[str], line: int) -> int:
    """Return which line of code as it was written became a line of the code that was run; both count from 1.

    IPython leaves out empty lines and joins continued ones, and the body of a cell magic is run by itself.
    """
    if run == written or not written:
        return line
    blocks = SequenceMatcher(None, run, written, autojunk=False).get_matching_blocks()
    before = max((block for block in blocks if block.a < line and block.size), default=None)
    shift = before.b - before.a if before else 0
    return max(1, min(line + shift, len(written)))


def own_frames(error: BaseException, own: Own) -> Iterator[tuple[SourceLine, str]]:
    """Yield the places of an exception that are the student's, the outermost first, with the function's name."""
    for frame, line in traceback.walk_tb(error.__traceback__):
        if place := own.find(frame.f_code.co_filename, line):
            yield place, frame.f_code.co_name
