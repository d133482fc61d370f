"""Say what an exception in a submission means: where it arose in the student's own lines, and its kind."""

from __future__ import annotations

import os
import re
import traceback
from importlib.util import find_spec
from typing import Any

from autograder.explain import PROVIDED
from autograder.records import Failure

MAX_MESSAGE = 2000
MAX_LINES = 12


def from_exception(error: BaseException, *, files: tuple[str, ...], label: str) -> Failure:
    """Describe an exception.

    Args:
        error: what a submission raised.
        files: path prefixes of the student's own files.
        label: what the student calls the file ("main.py").
    """
    if isinstance(error, SyntaxError) and str(error.filename or "").startswith(files):
        where = f"{label}, line {error.lineno}"
        shown = f"{error.text.rstrip()}\n" if error.text else ""
        return Failure("syntax", str(error.msg), where, f"{shown}SyntaxError: {error.msg}")
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(files)]
    where = f"{label}, line {frames[-1].lineno}" if frames else label
    lines = [f"{label}, line {frame.lineno}, in {frame.name}\n    {frame.line}" for frame in frames[-MAX_LINES:]]
    message = f"{type(error).__name__}: {said(str(error))}"[:MAX_MESSAGE]
    kind, details = classify(type(error).__name__, str(error))
    return Failure(kind, message, where, "\n".join([*lines, message]), details)


def from_cell(error: Any, source: str, number: int) -> Failure:
    """Describe a notebook's error output, in terms of the cell's own lines."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(error.traceback))
    found = re.findall(r"(?:Cell In\[\d+\], line |^-+> ?)(\d+)", text, flags=re.MULTILINE)
    line = int(found[0]) if found else None
    written = source.splitlines()
    shown = f"    {written[line - 1].strip()}\n" if line and line <= len(written) else ""
    where = f"cell {number}, line {line}" if line else f"cell {number}"
    message = f"{error.ename}: {said(error.evalue)}"[:MAX_MESSAGE]
    kind, details = classify(error.ename, error.evalue)
    return Failure(kind, message, where, f"{where}\n{shown}{message}", details)


_OF_GRAPH = re.compile(r"Graph execution error:.*?\n\n(?:  File [^\n]*(?:\n|$)+)+", re.DOTALL)
_NODE = re.compile(r"\s*\[\[\{\{node .*", re.DOTALL)


def said(message: str) -> str:
    """Return what an exception says, without the frames and nodes of TensorFlow's graph: none is a student's."""
    return _NODE.sub("", _OF_GRAPH.sub("", message)).strip()


KINDS = {
    "SystemExit": "system_exit",
    "EOFError": "input",
    "StdinNotImplementedError": "input",
    "MemoryError": "out_of_memory",
    "NotImplementedError": "not_implemented",
    "SyntaxError": "syntax",
    "IndentationError": "syntax",
    "OutOfTime": "timed_out",
    "KeyboardInterrupt": "timed_out",
}


def classify(name: str, message: str) -> tuple[str, dict[str, str]]:
    """Return the kind of a failure and the values its message needs, from the exception's name and message."""
    missing = re.match(r"No module named '([\w.]+)'", message)
    if name == "ModuleNotFoundError" and missing:
        return "missing_package", {"package": missing[1], "provided": provided()}
    return KINDS.get(name, "exception"), {"type": name}


MODULES = {"scikit-learn": "sklearn", "pillow": "PIL"}
"""Where a package's module has another name."""


def provided() -> str:
    """Return what a submission can import here besides the standard library."""
    names = dict.fromkeys((os.environ.get("KERAS_BACKEND", "tensorflow"), *PROVIDED.split(", ")))
    return ", ".join(name for name in names if find_spec(MODULES.get(name, name)) is not None)
