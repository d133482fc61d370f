"""Tell whether a submission is ready for an absence: whether a line stands in a `try` that catches it."""

from __future__ import annotations

import ast
import linecache
import sys
from collections.abc import Iterator, Set
from types import FrameType

from autograder.probe.magics import is_magic

ANY = frozenset({"Exception", "BaseException"})


def guarded(*catching: str, module: str) -> bool:
    """Tell whether the lines of the submission that are being run catch one of these classes of exceptions.

    Args:
        catching: names of the classes; a handler for everything counts too.
        module: the name of the module that asks; its own frames, and those of Python's import, are passed over.
    """
    names = ANY | set(catching)
    return any(_caught(frame, names) for frame in _asking(module))


def only_looked_for(module: str) -> bool:
    """Tell whether a module is looked for, not imported: by `importlib.util.find_spec` and its like."""
    names = {frame.f_globals.get("__name__") for frame in _behind(module)}
    return bool(names & {"importlib.util", "pkgutil"})


def _behind(module: str) -> Iterator[FrameType]:
    """Yield the frames of the module that asks and of Python's import."""
    frame: FrameType | None = sys._getframe(2)  # noqa: SLF001 - the only way to see who asks
    while frame is not None and _passed(frame, module):
        yield frame
        frame = frame.f_back


def _asking(module: str) -> Iterator[FrameType]:
    """Yield the submission's frames, the innermost first, up to the cell or file that runs."""
    frame: FrameType | None = sys._getframe(2)  # noqa: SLF001 - the only way to see who asks
    while frame is not None and _passed(frame, module):
        frame = frame.f_back
    while frame is not None:
        yield frame
        frame = None if frame.f_code.co_name == "<module>" else frame.f_back


def _passed(frame: FrameType, module: str) -> bool:
    name = str(frame.f_globals.get("__name__"))
    return name in {module, __name__, "pkgutil"} or name.partition(".")[0] == "importlib"


def _caught(frame: FrameType, names: Set[str]) -> bool:
    """Tell whether the line that a frame is at stands in a `try` with a handler for one of the names."""
    lines = linecache.getlines(frame.f_code.co_filename, frame.f_globals)
    try:
        tree = ast.parse("".join("pass\n" if is_magic(line) and not line[:1].isspace() else line for line in lines))
    except (SyntaxError, ValueError):
        return False
    attempts = (node for node in ast.walk(tree) if isinstance(node, ast.Try))
    return any(_covers(attempt, frame.f_lineno) and _catches(attempt, names) for attempt in attempts)


def _covers(attempt: ast.Try, line: int) -> bool:
    return bool(attempt.body) and attempt.body[0].lineno <= line <= (attempt.body[-1].end_lineno or line)


def _catches(attempt: ast.Try, names: Set[str]) -> bool:
    for handler in attempt.handlers:
        if handler.type is None:
            return True
        caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        if any(isinstance(one, ast.Name) and one.id in names for one in caught):
            return True
    return False
