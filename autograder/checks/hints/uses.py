"""Follow a variable forward, to see whether anything makes use of its values."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from autograder.checks.hints.flow import UNPACKED, Flow, Holder
from autograder.checks.hints.scopes import COMPREHENSIONS, Variable
from autograder.checks.hints.source import last_name
from autograder.checks.hints.words import KEEPING, MEASURING

_PASSING = (
    *(ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Subscript, ast.Slice, ast.Attribute, ast.Lambda),
    *(ast.Tuple, ast.List, ast.Set, ast.Dict, ast.Starred, ast.NamedExpr, *COMPREHENSIONS),
)
"""Expressions that hold the values of their parts, or are chosen by them."""
_TESTING = (ast.Delete, ast.Assert, ast.If, ast.While)


def is_used(flow: Flow, start: Variable) -> bool:
    """Tell whether a variable's values are shown, given to a call that is not known to pass them on, or handed out.

    Calls of the program's own functions are followed into them and out again. Measures of the values are no use of
    them; neither are tests, and the evaluation of a network.
    """
    walk = _Walk(flow)
    walk.open(start)
    return walk.finds_use()


@dataclass(slots=True)
class _Walk:
    """What was visited: every expression, holder, slot and function is entered once."""

    flow: Flow
    seen: set[object] = field(default_factory=set)
    pending: list[ast.AST] = field(default_factory=list)

    def open(self, holder: Holder) -> None:
        if self._is_new(holder):
            self.pending.extend(self.flow.read.get(holder, ()))

    def finds_use(self) -> bool:
        while self.pending:
            node = self.pending.pop()
            if self._is_new(id(node)) and self._is_use(node, self.flow.parents.get(id(node))):
                return True
        return False

    def _is_new(self, key: object) -> bool:
        known = key in self.seen
        self.seen.add(key)
        return not known

    def _is_use(self, node: ast.AST, parent: ast.AST | None) -> bool:
        """Take a step outwards from an expression; tell whether it is used there."""
        value = parent if isinstance(parent, ast.AugAssign) else node
        _value, holders = self.flow.goes.get(id(value), (value, []))
        for holder in holders:
            self.open(holder)
        if isinstance(parent, ast.Call):
            return not holders and self._is_use_by(parent, node)
        if isinstance(parent, ast.keyword):
            return self._is_use_by(self.flow.parents[id(parent)], parent)
        if isinstance(parent, ast.Return | ast.Yield | ast.YieldFrom):
            return self._leaves(parent)
        if holders and not isinstance(parent, ast.NamedExpr):
            return False
        if isinstance(parent, _PASSING):
            self._pass_to(parent)
            return False
        return not isinstance(parent, _TESTING)

    def _pass_to(self, node: ast.expr) -> None:
        """Go on outwards, unless only a measure of the values is left there."""
        if not (isinstance(node, ast.Attribute) and node.attr in MEASURING):
            self.pending.append(node)

    def _is_use_by(self, call: ast.AST, node: ast.AST) -> bool:
        """Tell whether a call makes use of its function or of an argument; go on where it passes them on."""
        name = last_name(call.func) if isinstance(call, ast.Call) else ""
        if not isinstance(call, ast.Call) or name in MEASURING or name == "evaluate":
            return not isinstance(call, ast.Call)
        self.pending.append(call)
        if node is call.func:
            return False
        return not self._enters(node) if self.flow.is_own(call) else name not in KEEPING

    def _enters(self, argument: ast.AST) -> bool:
        """Open the parameters of the program's own functions that get an argument; tell whether there are any."""
        slot = self.flow.filled[id(argument)]
        found = self.flow.receiving.get(slot, [])
        if self._is_new(slot):
            for variable in found:
                self.open(variable)
        return bool(found) and slot[1] != UNPACKED

    def _leaves(self, statement: ast.AST) -> bool:
        """Go on where a function's results are read; one that the program never reads is called by others."""
        function = self.flow.names.function_of(statement)
        if not self._is_new(id(function)):
            return False
        holders = self.flow.holders.get(id(function), [])
        for holder in holders:
            self.open(holder)
        return not any(self.flow.read.get(holder) for holder in holders)
