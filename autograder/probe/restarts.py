"""Leave out what restarts the kernel: in Colab the kernel comes back by itself, and the cells below run in it."""

from __future__ import annotations

import re
from collections.abc import Callable

from autograder.contracts import Noting
from autograder.records import NoteKind

_RESTART = re.compile(
    r"(?P<call>os\.kill\(\s*os\.getpid\(\)\s*,\s*(?:9|signal\.SIGKILL)\s*\)|os\._exit\(00\)"
    r"|(?:IPython\.)?(?:get_ipython\(\)|Application\.instance\(\))\.kernel\.do_shutdown\((?:restart\s*=\s*)?True\))"
    r"\s*;?\s*(?:#.*)?"
)
_BESIDE = re.compile(r"(?:#|import\s|from\s|print\(|[!%]|def\s+\w+\(\):$|\w+\(\)$|$)")
"""How a line begins that may stand in a cell which only restarts the kernel."""


def without_restarts(note: Noting) -> Callable[[list[str]], list[str]]:
    """Return a transformation of lines: a cell that does little more than restart the kernel does not restart it."""

    def transform(lines: list[str]) -> list[str]:
        found = [(line, _RESTART.fullmatch(line.strip())) for line in lines]
        if not all(restart or _BESIDE.match(line.strip()) for line, restart in found):
            return lines
        for _line, restart in found:
            if restart:
                note(NoteKind.RESTART, restart["call"])
        return [_nothing(line) if restart else line for line, restart in found]

    return transform


def is_restart(code: str) -> bool:
    """Tell whether a call restarts the kernel."""
    found = _RESTART.fullmatch(code)
    return found is not None and found["call"] == code


def _nothing(line: str) -> str:
    return f"{line[: len(line) - len(line.lstrip())]}pass\n"
