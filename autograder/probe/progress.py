"""Tell whoever reads a box's results how far the submission came, also where the box is killed in the middle.

`run.json` holds: `part`, the number of the cell or statement that ran last; `at`, its place; `done`, whether all ran;
`failures`, what went wrong.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from autograder.probe.json_files import failure_json, write_json
from autograder.records import Failure

FILE = "run.json"


@dataclass(slots=True)
class Progress:
    """How far a run came, and what went wrong so far."""

    out: Path
    part: int = 0
    at: str = ""
    done: bool = False
    failures: list[Failure] = field(default_factory=list)

    def start(self, part: int, at: str) -> None:
        """Note that a cell or a statement starts."""
        self.part, self.at = part, at
        self.write()

    def finish(self) -> None:
        """Note that everything ran."""
        self.done = True
        self.write()

    def write(self) -> None:
        """Write it down."""
        failures = [failure_json(failure) for failure in self.failures]
        report = {"part": self.part, "at": self.at, "done": self.done, "failures": failures}
        write_json(self.out / FILE, report)


def part_of(out: Path) -> int:
    """Return the number of the cell or statement that runs."""
    try:
        return int(json.loads((out / FILE).read_text(encoding="utf-8"))["part"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0
