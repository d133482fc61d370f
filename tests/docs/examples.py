"""Examples in the documentation that are run: a `console` block behind the line `<!-- tested -->`.

A line that begins with "$ " is a command; the lines behind it must occur in what it prints, in their order, where "…"
stands for anything. A block marked `tested slow` grades something.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
_BLOCK = re.compile(r"^<!-- tested(?P<slow> slow)? -->\n```console\n(?P<text>.*?)^```", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Step:
    """A command and what it must print."""

    command: str
    printed: tuple[str, ...]
    slow: bool


def steps(page: Path) -> Iterator[Step]:
    """Yield the commands of a page in order."""
    for block in _BLOCK.finditer(page.read_text(encoding="utf-8")):
        for part in re.split(r"^\$ ", block["text"], flags=re.MULTILINE)[1:]:
            command, *printed = part.rstrip("\n").split("\n")
            yield Step(command, tuple(line.strip() for line in printed if line.strip()), bool(block["slow"]))


def missing(step: Step, text: str) -> str:
    """Return the first line that a command should have printed and did not; "" where it printed all."""
    place = 0
    for line in step.printed:
        pattern = ".*".join(re.escape(part) for part in line.split("…"))
        found = re.search(pattern, text[place:])
        if found is None:
            return line
        place += found.end()
    return ""


def pages() -> list[Path]:
    return [page for page in sorted(DOCS.glob("**/*.md")) if any(steps(page))]
