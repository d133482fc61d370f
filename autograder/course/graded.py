"""What is graded, as a handout's table says it: checks, as their files state them, and parts."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.course.parts import PartKind, PartSettings


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One row of a handout's table: the title and points of a check or a part."""

    title: str
    points: float


def part_rows(parts: Sequence[PartSettings]) -> tuple[CheckRow, ...]:
    """Return the rows of the parts that people mark."""
    return tuple(CheckRow(part.called, part.points) for part in parts if part.kind is PartKind.WRITTEN)


def graded(folders: Sequence[Path]) -> tuple[CheckRow, ...]:
    """Return the checks of an assignment in order; a later file's check replaces an earlier one of the same name."""
    rows: dict[str, CheckRow] = {}
    for folder in folders:
        for path in sorted(folder.glob("checks/test_*.py")):
            rows |= {node.name: _row(node) for node in _check_functions(path)}
    return tuple(row for row in rows.values() if row.points)


def _check_functions(path: Path) -> Iterator[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    return (node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"))


def _row(node: ast.FunctionDef) -> CheckRow:
    calls = [call for call in node.decorator_list if isinstance(call, ast.Call)]
    marks = [call for call in calls if ast.unparse(call.func).endswith("mark.points") and call.args]
    points = float(ast.literal_eval(marks[0].args[0])) if marks else 0.0
    title = (ast.get_docstring(node) or node.name).split("\n\n")[0]
    return CheckRow(" ".join(title.split()), points)
