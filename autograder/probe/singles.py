"""Take the only number out of an array where a program makes a number of it, as NumPy did until 2.3.

`int(y_train[0])` of a column of labels, `float(model.predict(one))`, `map(int, y_train)`: the calls are rewritten
before they are compiled.
What stands in for them needs nothing but this module, so that a function works in another process too.
"""

from __future__ import annotations

import ast
import functools
from typing import Any

import numpy as np

from autograder.contracts import Noting
from autograder.records import NoteKind

CONVERSIONS = frozenset({"int", "float"})
_TAKING = (
    "(lambda value: __import__('autograder.probe.singles', fromlist=['single']).single(value, 'NAME')"
    " if getattr(value, 'ndim', 0) else value)(0)"
)
_EACH = "lambda value, *more: NAME(TAKEN, *more)"
_told: list[Noting] = []


class Converting:
    """Rewrites `int(x)`, `float(x)` and what `map` does with them so that an array of one number gives it."""

    def visit(self, tree: ast.Module) -> ast.Module:
        """Rewrite the calls of a program, however deep they stand."""
        for node in ast.walk(tree):
            match node:
                case ast.Call(ast.Name(name), [ast.expr() as given], []) if name in CONVERSIONS:
                    if not isinstance(given, ast.Starred | ast.Constant):
                        node.args = [_taken(name, given)]
                case ast.Call(ast.Name("map"), [ast.Name(name) as each, *rest]) if name in CONVERSIONS and rest:
                    node.args = [_for_each(name, each), *rest]
        return tree


def single(value: Any, name: str) -> Any:
    """Return the only number of an array, or whatever else it is."""
    try:
        array = np.asarray(value)
    except Exception:  # noqa: BLE001 - symbolic tensors, and whatever a submission's own class raises
        return value
    if array.size != 1 or not array.ndim:
        return value
    for note in _told:
        note(NoteKind.SINGLE, f"{name}()")
    return array.reshape(())[()]


def install(note: Noting) -> None:
    """Note in this process, once, that numbers were taken out of arrays."""
    _told[:] = [functools.cache(note)]


def _for_each(name: str, function: ast.expr) -> ast.expr:
    made = ast.parse(
        _EACH.replace("TAKEN", _TAKING.removesuffix("(0)") + "(value)").replace("NAME", name), mode="eval"
    ).body
    for node in ast.walk(made):
        ast.copy_location(node, function)
    return made


def _taken(name: str, given: ast.expr) -> ast.expr:
    call = ast.parse(_TAKING.replace("NAME", name), mode="eval").body
    for node in ast.walk(call):
        ast.copy_location(node, given)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Lambda):
            node.args = [given]
    return call
