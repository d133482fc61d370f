"""Turn a notebook's cell into plain Python: what speaks to IPython or the shell is left out, and named."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CELL = re.compile(r"\s*%%(\w+)[^\n]*\n?")
_PYTHON_CELLS = frozenset({"time", "timeit", "capture", "prun"})
_LINE = re.compile(r"^(?P<indent>[ \t]*)(?P<text>[%!?].*|\w[\w.]*\?{1,2}\s*)$", re.MULTILINE)
_TIMED = re.compile(r"%(?:time|prun)\s+(?P<code>\S.*)")


@dataclass(frozen=True, slots=True)
class Plain:
    """Python code, and the lines that were left out of it; `whole` unless the cell is in another language."""

    code: str
    left_out: tuple[str, ...] = ()
    whole: bool = True


def plain_python(source: str) -> Plain:
    """Return a cell's code without magics; what `%time` times stays."""
    left_out = []
    if found := _CELL.match(source):
        left_out.append(found[0].strip())
        if found[1] not in _PYTHON_CELLS:
            return Plain("", tuple(left_out), whole=False)
        source = source[found.end() :]

    def replaced(line: re.Match[str]) -> str:
        left_out.append(line["text"].strip())
        timed = _TIMED.fullmatch(line["text"].strip())
        return f"{line['indent']}{timed['code'] if timed else 'pass'}"

    return Plain(_LINE.sub(replaced, source), tuple(left_out))
