"""Read what the course wrote about a check: its name, title, points and visibility, and what is wrong with them."""

from __future__ import annotations

import math
import re
import traceback
from pathlib import Path

import pytest

from autograder.checks.cases import Check
from autograder.i18n import gettext as _
from autograder.records import MODEL, Visibility

CASE = "case#"
"""What the ids of cases begin with; they are taken out of a check's name again."""

_CASE_IN_NAME = re.compile(rf"-?{CASE}\d+-?")


def described(item: pytest.Function, default: Visibility, problems: list[str]) -> Check:
    """Read what the course wrote about a check; add its mistakes to `problems`, each once."""
    function = item.function
    place = f"{item.path}, line {function.__code__.co_firstlineno}"
    mistakes = []
    points = _marked_points(item)
    if points is None:
        mistakes.append(f"{place}: {function.__name__}: expected @pytest.mark.points(NUMBER), a number from 0 up")
    visibility = _marked_visibility(item, default)
    if visibility is None:
        mistakes.append(f'{place}: {function.__name__}: expected @pytest.mark.visibility("visible" or "hidden")')
    title = " ".join((function.__doc__ or "").strip().split("\n\n")[0].split())
    if not title:
        mistakes.append(f"{place}: {function.__name__}: expected a docstring, the title that students read")
    part = _marked_part(item)
    if part is None:
        mistakes.append(f'{place}: {function.__name__}: expected @pytest.mark.part("ID"), the id of a part')
    problems.extend(mistake for mistake in mistakes if mistake not in problems)
    name = _CASE_IN_NAME.sub("", item.name).replace("[]", "")
    said = _(title) if title else ""
    claimed = item.get_closest_marker("claimed") is not None
    asked = frozenset(item.fixturenames)
    return Check(name, said, points or 0.0, visibility or default, place, asked, claimed, part or MODEL)


def _marked_points(item: pytest.Function) -> float | None:
    mark = item.get_closest_marker("points")
    if mark is None or len(mark.args) != 1 or mark.kwargs:
        return None
    points = mark.args[0]
    number = isinstance(points, int | float) and not isinstance(points, bool)
    return float(points) if number and math.isfinite(points) and points >= 0 else None


def _marked_part(item: pytest.Function) -> str | None:
    mark = item.get_closest_marker("part")
    if mark is None:
        return MODEL
    told = mark.args[0] if len(mark.args) == 1 and not mark.kwargs else None
    return told if isinstance(told, str) and told else None


def _marked_visibility(item: pytest.Function, default: Visibility) -> Visibility | None:
    mark = item.get_closest_marker("visibility")
    if mark is None:
        return default
    try:
        return Visibility(*mark.args, **mark.kwargs)
    except (TypeError, ValueError):
        return None


def collection_problem(path: Path, error: BaseException) -> str:
    """Say what keeps a file from being read, with the line if it is one of the file's own."""
    cause = error.__cause__ or error
    if isinstance(cause, SyntaxError):
        return f"{path}, line {cause.lineno}: {cause.msg}"
    lines = [frame.lineno for frame in traceback.extract_tb(cause.__traceback__) if frame.filename == str(path)]
    place = f"{path}, line {lines[-1]}" if lines else str(path)
    return f"{place}: {type(cause).__name__}: {cause}"
