"""Tell which tests pass their verdict beside a submission, where its code could change what they say."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.records import EARNED, Json

PREDICATES = frozenset(
    {"all", "any", "allclose", "array_equal", "array_equiv", "bool", "callable", "hasattr", "isclose", "isinstance"}
    | {"issubclass", "raises"}
)
"""Calls whose values say whether something holds, by the last name."""
_DECIDES = (ast.Compare, ast.BoolOp, ast.Not, ast.IfExp, ast.If, ast.Try, ast.Match, ast.Assert, ast.Raise)
_SHOWS = frozenset({"print", "repr", "str", "format", "join"})
_ROUNDS = frozenset({"round", "around", "print", "format"})
_TRUTH = re.compile(r"\b(?:np\.)?(?:True|False|None)_?\b")
_OF_BOOLS = re.compile(r"\bdtype[=:] ?(?:torch\.)?bool\b")
_CONTAINERS = re.compile(r"\b(?:array|tensor|np|torch|numpy)\b")


def is_verdict(code: str) -> bool:
    """Tell whether a test's code judges beside the submission: its value is points, it has none, or it compares.

    What only selects is no verdict: a mask between brackets that compares with a literal.
    """
    if not code:
        return False
    body = ast.parse(code).body
    last = body[-1]
    if not isinstance(last, ast.Expr) or any(isinstance(n, ast.Name) and n.id == EARNED for n in ast.walk(last)):
        return True
    return any(isinstance(node, _DECIDES) or _is_predicate(node) for node in _deciding(ast.Module(body, [])))


def is_guessable(code: str, value: Json) -> bool:
    """Tell whether a test's value can be had without the work: what is true or false, or what its own code says.

    Args:
        code: the test, run among the submission's names.
        value: what it must give.
    """
    leaves = list(_leaves(value))
    if leaves and all(_is_bare(leaf) or (isinstance(leaf, str) and _is_own_text(code, leaf)) for leaf in leaves):
        return True
    return all(_is_small(leaf) for leaf in leaves) and _calculates(code)


def _deciding(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of a tree without those that only select."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not (isinstance(node, ast.Subscript) and child is node.slice and _is_mask(node)):
            yield from _deciding(child)


def _is_mask(node: ast.Subscript) -> bool:
    """Tell whether brackets take out of something that is no literal, by comparisons with literals alone."""
    compared = [each for each in ast.walk(node.slice) if isinstance(each, ast.Compare)]
    by_literals = all(any(map(_is_constant, [each.left, *each.comparators])) for each in compared)
    return by_literals and not isinstance(node.value, ast.List | ast.Tuple | ast.Dict | ast.Constant)


def name_of(node: ast.AST) -> str:
    """Return the last name of what a call calls, "" for anything else."""
    return ast.unparse(node.func).rpartition(".")[2] if isinstance(node, ast.Call) else ""


def _is_predicate(node: ast.AST) -> bool:
    name = name_of(node)
    return name in PREDICATES or name.lower().startswith("assert")


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            yield from _leaves(item)
    else:
        yield value


def _is_bare(leaf: Any) -> bool:
    """Tell whether a value is true, false, None, or an array of such."""
    return leaf is None or isinstance(leaf, bool) or (isinstance(leaf, np.ndarray | np.generic) and leaf.dtype == bool)


def _is_own_text(code: str, text: str) -> bool:
    """Tell whether nothing of a text is left but what the code itself prints, and words for true, false and None."""
    tree = ast.parse(code or "None")
    own = sorted({node.value for node in _shown(tree) if isinstance(node.value, str) and node.value.strip()}, key=len)
    rest = text
    for part in reversed([part.strip() for part in own]):
        rest = rest.replace(part, " ")
    if _TRUTH.search(rest):
        if _OF_BOOLS.search(rest):
            return True
        rest = _CONTAINERS.sub(" ", _TRUTH.sub(" ", rest))
        for number in {str(node.value) for node in ast.walk(tree) if isinstance(node, ast.Constant)}:
            rest = re.sub(rf"(?<!\w){re.escape(number)}(?!\w)", " ", rest)
    return rest != text and not re.search(r"\w", rest)


def _shown(node: ast.AST) -> Iterator[ast.Constant]:
    """Yield the constants of a tree that may be shown, without those that other calls are given."""
    if isinstance(node, ast.Constant):
        yield node
    elif isinstance(node, ast.Call) and name_of(node) not in _SHOWS:
        yield from _shown(node.func)
    else:
        for child in ast.iter_child_nodes(node):
            yield from _shown(child)


def _is_small(leaf: Any) -> bool:
    """Tell whether a value is one that a calculation gives by default: nothing, zero, one."""
    if isinstance(leaf, np.ndarray | np.generic):
        return bool(np.isin(leaf, (0, 1)).all())
    return leaf is None or leaf in {"", 0, 1}


def _calculates(code: str) -> bool:
    """Tell whether a code combines values of which not all are literals, as `f(2) - 4` and `error(y, p)` do."""
    return any(
        (isinstance(node, ast.BinOp) and not _is_constant(node))
        or (isinstance(node, ast.Call) and len(node.args) > 1 and not all(map(_is_constant, _combined(node))))
        for node in _deciding(ast.parse(code or "None"))
    )


def _combined(call: ast.Call) -> Sequence[ast.expr]:
    return () if name_of(call) in _ROUNDS else call.args


def _is_constant(node: ast.AST) -> bool:
    parts = (ast.Constant, ast.BinOp, ast.UnaryOp, ast.operator, ast.unaryop, ast.List, ast.Tuple, ast.Load)
    return all(isinstance(part, parts) for part in ast.walk(node))
