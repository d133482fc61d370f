"""What a student wrote in a file, beside what the handout had there already."""

from __future__ import annotations

import re
from dataclasses import dataclass

_IMPORT = re.compile(r"^[ \t]*(?:from[ \t]+\.?(\w+)|import[ \t]+(\w+))", re.MULTILINE)
_DEFINED = re.compile(r"^(?:(?:async )?def|class)[ \t]+(\w+)|^(\w+)[ \t]*=(?!=)", re.MULTILINE)
_NOT_CODE = re.compile(r"#|!|%|get_ipython\(\)")
_PLACEHOLDER = re.compile(r"\braise NotImplementedError\b|^(?:\w+ *= *)?\.\.\.$")


@dataclass(frozen=True, slots=True)
class FileContents:
    """What a file holds: its lines of code, all of its text, the modules it imports; `whole` unless it is damaged."""

    lines: tuple[str, ...] = ()
    text: str = ""
    imports: frozenset[str] = frozenset()
    whole: bool = True


DAMAGED = FileContents(whole=False)


def work_of(code: str, text: str) -> FileContents:
    """Return what a notebook or module holds.

    Args:
        code: its code.
        text: everything that a person wrote there, code and prose.
    """
    stripped = (line.split("  #")[0].strip() for line in code.split("\n"))
    words = " ".join(text.split())
    imports = {name for names in _IMPORT.findall(code) for name in names if name}
    return FileContents(
        tuple(line for line in stripped if line and not _NOT_CODE.match(line)), words, frozenset(imports)
    )


@dataclass(frozen=True, slots=True)
class Handout:
    """What students started from, in every form, and the names that the assignment asks for."""

    stubs: tuple[FileContents, ...] = ()
    asked: frozenset[str] = frozenset()

    def has_code_of(self, work: FileContents) -> bool:
        """Tell whether a file has no code but a stub's; a damaged file may have any."""
        return work.whole and (not work.lines or any(work.lines == stub.lines for stub in self.stubs))

    def is_stub(self, work: FileContents) -> bool:
        """Tell whether a file is as it was handed out, prose and all, or empty."""
        return work.whole and (not work.text or any(work.text == stub.text for stub in self.stubs))

    def answers(self, work: FileContents) -> int:
        """Return how many of the names that are asked for a file defines."""
        names = {name for line in work.lines for found in _DEFINED.findall(line) for name in found if name}
        return len(names & self.asked)

    def is_fuller(self, work: FileContents, other: FileContents) -> bool:
        """Tell whether a file answers at least as much of what is asked, and leaves fewer places unwritten."""
        if not self.answers(work) and not self._follows(work):
            return False
        return self.answers(work) >= self.answers(other) and _open_places(work) < _open_places(other)

    def written(self, work: FileContents) -> tuple[int, int, int]:
        """Return how much is written, to compare: names that are asked for, places left open, lines of one's own."""
        given = {line for stub in self.stubs for line in stub.lines}
        return self.answers(work), -_open_places(work), sum(line not in given for line in work.lines)

    def _follows(self, work: FileContents) -> bool:
        """Tell whether a file has at least half of a stub's lines, so that it was made from it."""
        lines = set(work.lines)
        return any(2 * sum(line in lines for line in stub.lines) >= len(stub.lines) > 0 for stub in self.stubs)


def _open_places(work: FileContents) -> int:
    return sum(_PLACEHOLDER.search(line) is not None for line in work.lines)
