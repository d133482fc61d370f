"""Say what an exception in a submission means: where it arose in the student's own lines, and its kind."""

from __future__ import annotations

import re
import traceback
from collections.abc import Sequence
from types import ModuleType

from autograder.probe.kinds import kind_of
from autograder.probe.places import Own, own_frames
from autograder.records import Failure, FailureKind

MAX_MESSAGE = 2000
MAX_LINES = 12

_OF_GRAPH = re.compile(r"Graph execution error:.*?\n\n(?:  File [^\n]*(?:\n|$)+)+", re.DOTALL)
_NODE = re.compile(r"\s*\[\[\{\{node .*", re.DOTALL)


def from_exception(error: BaseException, own: Own, *, label: str, left_out: Sequence[str] = ()) -> Failure:
    """Describe an exception.

    Args:
        error: what a submission raised.
        own: which code is the student's.
        label: the place where no line is the student's: the file's name, or the cell.
        left_out: commands of the submission that were not run, as they need a network.
    """
    if isinstance(error, SyntaxError) and (place := own.find(str(error.filename or ""), error.lineno or 1)):
        text = error.text.strip() if error.text else place.text
        return Failure(FailureKind.SYNTAX, str(error.msg), place.where, f"{text}\nSyntaxError: {error.msg}")
    frames = list(own_frames(error, own))
    lines = [f"{place.where}, in {name}\n    {place.text}" for place, name in frames[-MAX_LINES:]]
    name, said = type(error).__name__, without_graph(_said(error))
    message = (f"{name}: {said}" if said else name)[:MAX_MESSAGE]
    kind, details = kind_of(error, said, here=_raised_by(error, own), left_out=left_out)
    where = frames[-1][0].where if frames else label
    return Failure(kind, message, where, "\n".join([*lines, message]), details)


def _said(error: BaseException) -> str:
    """Return an exception's message; "" where it holds what cannot be shown, or has none and nothing is known of it."""
    try:
        return str(error) or _unsaid(error)
    except Exception:  # noqa: BLE001 - a class of the submission's may raise anything
        return ""


def _unsaid(error: BaseException) -> str:
    """Return what a module lacks that says nothing of it, as scikit-learn does."""
    if not isinstance(error, AttributeError) or not isinstance(error.obj, ModuleType):
        return ""
    return f"module {error.obj.__name__!r} has no attribute {error.name!r}"


def _raised_by(error: BaseException, own: Own) -> bool:
    """Tell whether the student's own line raised the exception, and nothing that it called."""
    last = None
    for frame, line in traceback.walk_tb(error.__traceback__):
        last = own.find(frame.f_code.co_filename, line)
    return last is not None


def without_graph(message: str) -> str:
    """Return what an exception says, without the frames and nodes of TensorFlow's graph: none is a student's."""
    return _NODE.sub("", _OF_GRAPH.sub("", message)).strip()
