"""Which members of an enumeration the code of the package names, by their file."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

import autograder

PACKAGE = Path(autograder.__file__).parent


def named(kind: type[StrEnum], *, but: Iterable[str]) -> set[str]:
    """Return the values of the members that some module names, but those that hold tables of them."""
    tables = {PACKAGE / each for each in but}
    paths = [
        path for path in PACKAGE.rglob("*.py") if path not in tables and not {"bundled", "samples"} & set(path.parts)
    ]
    found = {
        node.attr
        for path in paths
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == kind.__name__
    }
    return {member.value for member in kind if member.name in found}
