"""What the code of the package names: members of enumerations."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

import autograder

PACKAGE = Path(autograder.__file__).parent


def sources() -> list[Path]:
    """Return the modules of the package."""
    theirs = (PACKAGE / "assignment_templates", PACKAGE / "bundled", PACKAGE / "samples")
    return [path for path in PACKAGE.rglob("*.py") if not any(path.is_relative_to(each) for each in theirs)]


def named(kind: type[StrEnum], *, but: Iterable[str]) -> set[str]:
    """Return the values of the members that some module names, but those that hold tables of them."""
    tables = {PACKAGE / each for each in but}
    found = {
        node.attr
        for path in sources()
        if path not in tables
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == kind.__name__
    }
    return {member.value for member in kind if member.name in found}
