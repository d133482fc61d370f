"""Tell whoever reads a box's results how far the submission came, also where the box is killed in the middle."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from autograder.probe.json_files import write_answer
from autograder.protocol.answers import RunReport
from autograder.records import Failure


@dataclass(slots=True)
class ProgressWriter:
    """How far a run came, and what went wrong so far."""

    out: Path
    part: int = 0
    at: str = ""
    done: bool = False
    failures: list[Failure] = field(default_factory=list)
    line: int = 0

    def start(self, part: int, at: str) -> None:
        """Note that a cell or a statement starts."""
        self.part, self.at = part, at
        self.write()

    def reach(self, part: int, line: int) -> None:
        """Note to which statement a cell came; one of another cell is none of this one."""
        if part == self.part and line > 1 and not self.done:
            self.line, self.at = line, f"{self.at}, line {line}"

    def finish(self) -> None:
        """Note that everything ran."""
        self.done = True
        self.write()

    def write(self) -> None:
        """Write it down."""
        write_answer(self.out, RunReport(self.part, self.at, self.done, tuple(self.failures), self.line))


def part_of(out: Path) -> int:
    """Return the number of the cell or statement that runs."""
    try:
        return int(json.loads((out / RunReport.file).read_text(encoding="utf-8"))["part"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0
