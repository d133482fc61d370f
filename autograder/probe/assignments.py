"""Find where a submission's code gives a name a value: the last time, or only after it is used."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from autograder.records import Failure, FailureKind

MAX_BYTES = 2_000_000
_UNKNOWN = re.compile(r"NameError: name '(\w+)' is not defined\b.*", flags=re.DOTALL)
_COMMAND = re.compile(r"^(\s*)[%!?].*", flags=re.MULTILINE)


def last_assignment(entry: Path, name: str) -> str:
    """Return where a notebook or module assigns a top-level name last ("cell 4, line 2", "main.py, line 9").

    "" where it does not, or cannot be read.
    """
    found = ""
    for label, code in _parts(entry):
        lines = [line for bound, line in _bindings(_statements(code)) if bound == name]
        found = f"{label}, line {max(lines)}" if lines else found
    return found


def made_later(failure: Failure, cells: Sequence[str], number: int) -> Failure:
    """Return what went wrong in a cell; where a name was not there that only a later cell makes, tell which.

    Args:
        failure: what went wrong.
        cells: the sources of the notebook's cells.
        number: the cell that failed, from 1.
    """
    unknown = _UNKNOWN.fullmatch(failure.message)
    if unknown is None:
        return failure
    makes = [at for at, code in enumerate(cells, start=1) if unknown[1] in _made(_statements(code))]
    if not makes or makes[0] <= number:
        return failure
    return replace(failure, kind=FailureKind.MADE_LATER, details={"name": unknown[1], "cell": str(makes[0])})


def _statements(code: str) -> list[ast.stmt]:
    """Return the statements of a cell; none where it cannot be read."""
    try:
        return ast.parse(_COMMAND.sub(r"\1pass", code)).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def _made(body: list[ast.stmt]) -> set[str]:
    """Return the top-level names that statements make: variables, functions, classes and imports."""
    made = {name for name, _line in _bindings(body)}
    for statement in body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            made.add(statement.name)
        elif isinstance(statement, ast.Import | ast.ImportFrom):
            made.update((alias.asname or alias.name.partition(".")[0]) for alias in statement.names)
    return made


def _parts(entry: Path) -> Iterator[tuple[str, str]]:
    """Yield the code of each cell, or of the module, and what it is called."""
    try:
        if entry.stat().st_size > MAX_BYTES:
            return
        text = entry.read_text(encoding="utf-8", errors="replace")
        if entry.suffix != ".ipynb":
            yield entry.name, text
            return
        cells = [cell for cell in json.loads(text)["cells"] if cell.get("cell_type") == "code"]
        for number, cell in enumerate(cells, start=1):
            yield f"cell {number}", "".join(cell.get("source", ""))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return


def _bindings(body: list[ast.stmt]) -> Iterator[tuple[str, int]]:
    """Yield the names that statements assign outside of functions and classes, with their lines."""
    for statement in body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            continue
        for node in ast.iter_child_nodes(statement):
            yield from _bound(node)
        for part in ("body", "orelse", "finalbody"):
            yield from _bindings(getattr(statement, part, []))
        for handler in getattr(statement, "handlers", []):
            yield from _bindings(handler.body)


def _bound(node: ast.AST) -> Iterator[tuple[str, int]]:
    if isinstance(node, ast.stmt | ast.Lambda):
        return
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id, node.lineno
    for child in ast.iter_child_nodes(node):
        yield from _bound(child)
