"""What made a program end itself, read from where its exception arose."""

from __future__ import annotations

import re
import traceback

_EXITS = frozenset({"_sitebuiltins", "autograder.probe.magics"})
"""The modules that `exit` and `quit` are from."""
_ARGUMENT = re.compile(r"\b(?:sys\.)?argv\[\d+\]")


def was_asked_for(ending: SystemExit) -> bool:
    """Tell whether `exit` or `quit` raised it, or nothing shows who did."""
    frames = [frame for frame, _ in traceback.walk_tb(ending.__traceback__)]
    return not frames or frames[-1].f_globals.get("__name__") in _EXITS


def taken_argument(error: IndexError) -> str:
    """Return the argument of a command line that the line took which raised an error; "" where it took none."""
    steps = traceback.extract_tb(error.__traceback__)
    found = _ARGUMENT.search(steps[-1].line or "") if steps else None
    return found[0] if found else ""
