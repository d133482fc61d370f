"""Tell from the call that raised an exception whether a file was to be written."""

from __future__ import annotations

import ast
import linecache
from itertools import islice
from types import FrameType, TracebackType

_MAKING = ("save", "write", "dump", "create", "mkdir", "makedirs", "to_")
"""How the names of calls begin that make files or folders."""


def was_writing(error: BaseException) -> bool:
    """Tell whether what raised an exception makes a file or a folder, or opens a file to be written.

    The innermost call counts whose source is there: that of compiled code is not.
    """
    frames: list[TracebackType] = []
    raised = error.__traceback__
    while raised is not None:
        frames.append(raised)
        raised = raised.tb_next
    calls = ((call, frame.tb_frame) for frame in reversed(frames) if (call := _call_at(frame)))
    return any(_writes(call, frame) for call, frame in islice(calls, 1))


def _writes(call: ast.Call, frame: FrameType) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return bool(set("wax") & set(_mode(call, frame))) if name.endswith("open") else name.startswith(_MAKING)


def _call_at(raised: TracebackType) -> ast.Call | None:
    """Return the call where an exception left a frame, as it stands in the source."""
    code = raised.tb_frame.f_code
    first, last, start, end = next(islice(code.co_positions(), raised.tb_lasti // 2, None), (None,) * 4)
    if first is None or last is None or start is None or end is None:
        return None
    source = linecache.getlines(code.co_filename, raised.tb_frame.f_globals)
    lines = [line.encode() for line in source[first - 1 : last]]
    if not lines:
        return None
    lines[-1] = lines[-1][:end]
    lines[0] = lines[0][start:]
    try:
        found = ast.parse(b"".join(lines), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return found if isinstance(found, ast.Call) else None


def _mode(call: ast.Call, frame: FrameType) -> str:
    """Return the mode in which a call opens a file; "" for one that is not known."""
    named = [keyword.value for keyword in call.keywords if keyword.arg in {"mode", None}]
    for node in (part for given in (*call.args[1:2], *named) for part in ast.walk(given)):
        value = frame.f_locals.get(node.id) if isinstance(node, ast.Name) else getattr(node, "value", None)
        if isinstance(value, tuple | dict):  # handed on as they came: `open(file, *args, **kwargs)`
            value = value.get("mode") if isinstance(value, dict) else next(iter(value), None)
        if isinstance(value, str) and value:
            return value
    return ""
