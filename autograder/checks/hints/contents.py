"""Go back from an expression to everything that its contents may come from."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from autograder.checks.hints.flow import Flow, Holder
from autograder.checks.hints.scopes import Variable
from autograder.checks.hints.source import last_name
from autograder.checks.hints.words import MEASURING


def contents(flow: Flow, start: ast.AST) -> Iterator[ast.AST]:
    """Yield every expression whose contents may have gone into one, measures and conditions left aside."""
    seen: set[int] = set()
    opened: set[object] = set()
    pending = [start]
    while pending:
        node = pending.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        pending.extend(_parts(flow, node, opened))


def variables_in(flow: Flow, *starts: ast.AST | None) -> frozenset[Variable]:
    """Return the variables that stand in expressions, and those that are only another name for what stands there."""
    found: set[Variable] = set()
    slots: set[object] = set()
    pending = [node for start in starts if start for node in ast.walk(start) if isinstance(node, ast.Name)]
    while pending:
        variable = flow.variable(pending.pop())
        if variable in found:
            continue
        found.add(variable)
        pending.extend(value for value in flow.made.get(variable, ()) if isinstance(value, ast.Name))
        for slot in set(flow.slots.get(variable, ())) - slots:
            slots.add(slot)
            pending.extend(value for value in flow.given.get(slot, ()) if isinstance(value, ast.Name))
    return frozenset(found)


def _parts(flow: Flow, node: ast.AST, opened: set[object]) -> Iterator[ast.AST]:
    """Yield what the contents of an expression come from."""
    if isinstance(node, ast.Name):
        yield from _held(flow, flow.variable(node), opened)
    elif isinstance(node, ast.Attribute):
        yield from _held(flow, node.attr, opened)
        yield from () if node.attr in MEASURING or flow.is_module(node) else (node.value,)
    elif isinstance(node, ast.Call):
        yield from _called(flow, node, opened)
    elif isinstance(node, ast.Subscript | ast.Starred | ast.AugAssign | ast.NamedExpr | ast.keyword | ast.DictComp):
        yield node.value
    elif isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp):
        yield node.elt
    elif isinstance(node, ast.IfExp):
        yield from (node.body, node.orelse)
    elif isinstance(node, ast.Lambda):
        yield node.body
    elif isinstance(node, ast.Tuple | ast.List | ast.Set | ast.BinOp | ast.UnaryOp | ast.BoolOp | ast.Dict):
        yield from (child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr))


def _called(flow: Flow, call: ast.Call, opened: set[object]) -> Iterator[ast.AST]:
    if last_name(call.func) in MEASURING:
        return
    if flow.is_own(call):
        yield from _held(flow, flow.callee(call), opened)
        return
    if isinstance(call.func, ast.Attribute):
        yield from () if flow.is_module(call.func) else (call.func.value,)
    elif not isinstance(call.func, ast.Name) or flow.variable(call.func) in flow.made:
        yield call.func
    yield from (*call.args, *call.keywords)


def _held(flow: Flow, holder: Holder, opened: set[object]) -> Iterator[ast.AST]:
    """Yield what a holder was made from, what functions of its name return, and what calls give to a parameter."""
    if holder in opened:
        return
    opened.add(holder)
    yield from flow.made.get(holder, ())
    for function in flow.functions.get(holder, ()):
        if id(function) not in opened:
            opened.add(id(function))
            yield from flow.returned.get(id(function), ())
    for slot in flow.slots.get(holder, ()) if isinstance(holder, Variable) else ():
        if slot not in opened:
            opened.add(slot)
            yield from flow.given.get(slot, ())
