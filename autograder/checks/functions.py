"""Find what a student's function gave, or say why there is nothing: not found, not called, stopped by an error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache

import numpy as np

from autograder.apart import BRIEF, within
from autograder.checks.context import current_evidence
from autograder.checks.hints.definitions import Definitions, definitions
from autograder.checks.printing import printed
from autograder.errors import ReadingError
from autograder.i18n import gettext as _
from autograder.networks.words import shortened
from autograder.records import MISSING, NOT_CALLED, TOOK_TOO_LONG, FunctionValue, Json
from autograder.sentences import filled

UNREADABLE = "WireError"
"""The kind of the error of a call whose value has no plain form."""
_ALIKE = 0.75
_SHOWN = 120


def values_of(functions: Sequence[FunctionValue], name: str, *cases: str) -> Mapping[str, Json]:
    """Return what a student's function gave, by case.

    Args:
        functions: what the student's functions gave.
        name: the function.
        cases: the cases that are needed; all by default.

    Raises:
        AssertionError: the function was not found, or a call that is needed was not made or raised an error; the
            message says which, for the student.
    """
    calls = {call.case: call for call in functions if call.function == name}
    if not calls or any(call.error == MISSING for call in calls.values()):
        raise AssertionError(not_found(name))
    for case in cases or calls:
        error = calls[case].error if case in calls else NOT_CALLED
        if error is not None:
            text = _("{name}, case “{case}”: {problem}")
            raise AssertionError(text.format(name=name, case=case, problem=error_text(error)))
    return {case: calls[case].value for case in cases or calls}


def in_words(value: Json) -> str:
    """Return a value that a student's function gave as a message shows it: an array by its shape, None as nothing."""
    if value is None:
        return _("nothing")
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, np.ndarray):
        return _("an array of shape {shape}").format(shape=value.shape)
    if isinstance(value, str):
        return value if len(value) <= _SHOWN else value[: _SHOWN - 1] + "…"
    return printed(value, _SHOWN)


def error_text(error: str) -> str:
    """Say that a call gave an error in place of a value."""
    if error == NOT_CALLED:
        return _("the function was not called: your code ended before.")
    if error == TOOK_TOO_LONG:
        return _("the function took too long and was stopped. Look for a loop that never ends.")
    kind, _colon, problem = error.partition(": ")
    if kind == UNREADABLE:
        return filled(_("the function gave a value that cannot be compared: {problem}."), problem=problem)
    return filled(_("expected a value, found an error: {error}."), error=error)


def not_found(name: str) -> str:
    """Say that a function was not found, and what the submission's source tells of the reason."""
    evidence = current_evidence()
    found = _definitions(evidence.source if evidence else "")
    if name in found.names and evidence is not None and evidence.error is not None:
        text = _("The function {name} was not found: your code stopped before the lines that define it.")
        return text.format(name=name)
    if name in found.replaced:
        text = _("The name {name} holds no function any more: “{line}” put something else into it.")
        return text.format(name=name, line=found.replaced[name])
    if near := _near(found, name):
        text = _("The function {name} was not found. Your code defines “{near}”: is that the one? Names must agree.")
        return text.format(name=name, near=shortened(near))
    if found.unread:
        text = _(
            "The function {name} was not found, and the grader could not read your code to say why. Leave out text "
            "that a program made, and very long lines."
        )
        return text.format(name=name)
    return _("The function {name} was not found. Define it at top level.").format(name=name)


def _near(found: Definitions, name: str) -> str:
    """Return the name of a function at top level that may have been meant; "" if there is none."""
    folded = {each.casefold().replace("_", ""): each for each in found.names[:200] if each != name}
    (nearest, *_others) = (*get_close_matches(name.casefold().replace("_", ""), folded, n=1, cutoff=_ALIKE), "")
    return folded.get(nearest, "")


@lru_cache(maxsize=4)
def _definitions(source: str) -> Definitions:
    """Return what a source defines: once for all functions that are missing, as reading may take long."""
    try:
        return within(BRIEF, definitions, source)
    except ReadingError:
        return Definitions(unread=True)
