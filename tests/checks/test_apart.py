"""Nothing outside `autograder.checks.hints` parses a student's source in the process that judges."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "autograder"
HINTS = "autograder.checks.hints"
FUNCTIONS = ("hints_by_part", "definitions")
"""What may be called, and only `apart`."""
APART = {"apart": 0, "within": 1}
"""What calls apart, and which of its arguments it calls."""
LEFT_OUT = (PACKAGE / "checks" / "hints", PACKAGE / "samples", PACKAGE / "assignment_templates")
OUTSIDE = sorted(path for path in PACKAGE.rglob("*.py") if not {*LEFT_OUT} & {*path.parents})


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(HINTS):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith(HINTS))


def called_here(tree: ast.Module) -> list[str]:
    """Return the functions of the hints that are used in any other way than as what `apart` or `within` calls."""
    given = {
        id(node.args[APART[node.func.id]])
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in APART
    }
    names = (node for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in given)
    return [node.id for node in names if node.id in FUNCTIONS]


@pytest.mark.parametrize("path", OUTSIDE, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_source_is_read_apart(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = set(imported(tree))
    assert found <= {*FUNCTIONS, "Definitions"}
    if found & set(FUNCTIONS):
        assert called_here(tree) == []
