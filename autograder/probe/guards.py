"""Tell whether a submission is ready for an absence: whether a line stands where something catches it."""

from __future__ import annotations

import ast
import linecache
import sys
from collections.abc import Iterator, Sequence, Set
from types import FrameType

from autograder.probe.magics import is_magic

ANY = frozenset({"Exception", "BaseException"})
_IMPORTING = frozenset({__name__, "pkgutil", "autograder.probe.packages"})
"""Modules whose frames lie between an import and what it runs, beside Python's own."""


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
    is_file = False
    while frame is not None:
        passed = _passed(frame, module)
        if is_file and not passed:
            return
        if not passed:
            yield frame
        is_file = not passed and frame.f_code.co_name == "<module>"
        frame = frame.f_back


def _passed(frame: FrameType, module: str) -> bool:
    name = str(frame.f_globals.get("__name__"))
    return name == module or name in _IMPORTING or name.partition(".")[0] == "importlib"


def _caught(frame: FrameType, names: Set[str]) -> bool:
    """Tell whether the line that a frame is at stands in a `try`, or `suppress`, for one of the names."""
    lines = linecache.getlines(frame.f_code.co_filename, frame.f_globals)
    try:
        tree = ast.parse("".join("pass\n" if is_magic(line) and not line[:1].isspace() else line for line in lines))
    except (SyntaxError, ValueError):
        return False
    blocks = (node for node in ast.walk(tree) if isinstance(node, ast.Try | ast.With))
    return any(_covers(block, frame.f_lineno) and _catches(block, names) for block in blocks)


def _covers(block: ast.Try | ast.With, line: int) -> bool:
    return bool(block.body) and block.body[0].lineno <= line <= (block.body[-1].end_lineno or line)


def _catches(block: ast.Try | ast.With, names: Set[str]) -> bool:
    if isinstance(block, ast.Try):
        return any(handler.type is None or _named([handler.type], names) for handler in block.handlers)
    calls = (item.context_expr for item in block.items if isinstance(item.context_expr, ast.Call))
    return any(_named([call.func], {"suppress"}) and _named(call.args, names) for call in calls)


def _named(given: Sequence[ast.expr], names: Set[str]) -> bool:
    """Tell whether one of the expressions, or of the items of a tuple, is one of the names, or ends in it."""
    parts = [part for one in given for part in (one.elts if isinstance(one, ast.Tuple) else [one])]
    return any((part.attr if isinstance(part, ast.Attribute) else getattr(part, "id", "")) in names for part in parts)
