"""Values that a test states: literals, calculations with numbers, and arrays of these."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from typing import Any, Final

from autograder.verdicts import name_of

NO_LITERAL: Final = object()
"""In the place of a value that is not stated."""
_LARGEST = 2**63
_CALCULATIONS: Final[Mapping[type[ast.operator], Callable[[Any, Any], Any]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: math.pow,
}
_ARRAYS = frozenset({"array", "asarray"})


def literal(node: ast.expr) -> Any:
    """Return the value that an expression states, `NO_LITERAL` where it states none."""
    if name_of(node) in _ARRAYS and isinstance(node, ast.Call) and len(node.args) == 1:
        node = node.args[0]
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError):
        value = number(node)
        return NO_LITERAL if value is None else value


def number(node: ast.expr) -> Any:
    """Return the number that an expression of numbers alone gives, None for any other."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, int | float) and not isinstance(node.value, bool) else None
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = number(node.operand)
        return None if value is None else -value
    if not isinstance(node, ast.BinOp) or type(node.op) not in _CALCULATIONS:
        return None
    left, right = number(node.left), number(node.right)
    if left is None or right is None:
        return None
    try:
        value = _CALCULATIONS[type(node.op)](left, right)
    except (ArithmeticError, ValueError):
        return None
    if isinstance(node.op, ast.Pow) and isinstance(left, int) and isinstance(right, int) and abs(value) < _LARGEST:
        value = left**right
    return value if abs(value) < _LARGEST else None
