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
_TYPES = re.compile(r"\b(?:dtype|(?:float|u?int|complex)\d*)\b")
_NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?!\w)")
_CLOSE = (1e-5, 1e-6)
"""The tolerances, relative and absolute, within which checks take numbers as equal."""


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
    said = [leaf for leaf in leaves if not (_is_bare(leaf) or (isinstance(leaf, str) and _is_own_text(code, leaf)))]
    if leaves and not said:
        return True
    return _calculates(code) and all(_is_default(code, leaf) for leaf in said)


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
    rest = _without(text, _own_texts(code))
    if _TRUTH.search(rest):
        if _OF_BOOLS.search(rest):
            return True
        rest = _CONTAINERS.sub(" ", _TRUTH.sub(" ", rest))
        for number in {str(node.value) for node in ast.walk(tree) if isinstance(node, ast.Constant)}:
            rest = re.sub(rf"(?<!\w){re.escape(number)}(?!\w)", " ", rest)
    return rest != text and not re.search(r"\w", rest)


def _own_texts(code: str) -> Sequence[str]:
    """Return the texts that a code itself may show, the longest first."""
    constants = {node.value for node in _shown(ast.parse(code or "None")) if isinstance(node.value, str)}
    return sorted({text.strip() for text in constants} - {""}, key=len, reverse=True)


def _without(text: str, parts: Sequence[str]) -> str:
    for part in parts:
        text = text.replace(part, " ")
    return text


def _shown(node: ast.AST) -> Iterator[ast.Constant]:
    """Yield the constants of a tree that may be shown, without those that other calls are given."""
    if isinstance(node, ast.Constant):
        yield node
    elif isinstance(node, ast.Call) and name_of(node) not in _SHOWS:
        yield from _shown(node.func)
    else:
        for child in ast.iter_child_nodes(node):
            yield from _shown(child)


def _is_default(code: str, leaf: Any) -> bool:
    """Tell whether a value, or a text of values, is what a calculation gives by default: 0, 1, a number of its own."""
    if isinstance(leaf, str):
        numbers = _NUMBER.findall(leaf)
        return leaf == "" or (bool(numbers) and _is_rest(code, leaf) and _are_neutral(code, [*map(float, numbers)]))
    return leaf is None or (isinstance(leaf, int | float | np.ndarray | np.generic) and _are_neutral(code, leaf))


def _are_neutral(code: str, values: Any) -> bool:
    """Tell whether numbers are zero, one, or what a code adds to or multiplies by."""
    sides = [side for node in ast.walk(ast.parse(code or "None")) for side in _operands(node)]
    own = [side.value for side in sides if isinstance(side, ast.Constant) and isinstance(side.value, int | float)]
    return bool(np.any([np.isclose(values, each, *_CLOSE) for each in (0, 1, *own)], axis=0).all())


def _operands(node: ast.AST) -> Sequence[ast.expr]:
    return (node.left, node.right) if isinstance(node, ast.BinOp) and not _is_constant(node) else ()


def _is_rest(code: str, text: str) -> bool:
    """Tell whether nothing is left of a text without numbers, what the code itself prints, and names of containers."""
    rest = _without(_NUMBER.sub(" ", text), _own_texts(code))
    return not re.search(r"\w", _TYPES.sub(" ", _CONTAINERS.sub(" ", rest)))


def _calculates(code: str) -> bool:
    """Tell whether a code combines values of which not all are literals, as `f(2) - 4` and `error(y, p)` do."""
    return any(
        _operands(node)
        or (isinstance(node, ast.Set) and len(node.elts) > 1 and not all(map(_is_constant, node.elts)))
        or (isinstance(node, ast.Call) and len(node.args) > 1 and not all(map(_is_constant, _combined(node))))
        for node in _deciding(ast.parse(code or "None"))
    )


def _combined(call: ast.Call) -> Sequence[ast.expr]:
    return () if name_of(call) in _ROUNDS else call.args


def _is_constant(node: ast.AST) -> bool:
    parts = (ast.Constant, ast.BinOp, ast.UnaryOp, ast.operator, ast.unaryop, ast.List, ast.Tuple, ast.Load)
    return all(isinstance(part, parts) for part in ast.walk(node))
