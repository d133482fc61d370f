"""Go back from an expression to everything that its contents may come from."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple, TypeAlias

from autograder.checks.hints.flow import Flow, Holder
from autograder.checks.hints.scopes import Variable
from autograder.checks.hints.source import last_name
from autograder.checks.hints.words import MEASURING

_OF_ARRAYS = frozenset(
    {"reshape", "astype", "transpose", "swapaxes", "clip", "drop", "head", "sample"}
    | {"batch", "map", "filter", "take", "prefetch", "repeat", "shuffle"}
)
"""Methods that give the data of their object in another form, whatever they get."""
_MOST_PARTS = 10
_MOST_PLACES = 1_000
_MOST_NODES = 20
"""Of a subscript that is compared with others."""
_Chain: TypeAlias = tuple[ast.Name, tuple[str, ...]]


class AccessPath(NamedTuple):
    """Where data stands: a variable, and the attributes and subscripts behind it as they are written."""

    variable: Variable
    path: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.variable.name + "".join(self.path)


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


def places_in(flow: Flow, *starts: ast.AST | None) -> frozenset[AccessPath]:
    """Return where the data of expressions stands, under every name that is only another one for the same.

    What is counted on, measured or divided by is left aside, and so is what works on data: functions, modules, scalers.
    """
    found: set[AccessPath] = set()
    slots: set[object] = set()
    pending = [chain for start in starts if start for chain in _chains(flow, start)]
    while pending and len(found) < _MOST_PLACES:
        name, path = pending.pop()
        place = AccessPath(flow.variable(name), path)
        if place in found:
            continue
        found.add(place)
        for value in flow.made.get(place.variable, ()):
            if isinstance(value, ast.Name):
                indices = flow.indices.get((place.variable, id(value)), ())
                pending.append((value, (*indices, *path)[:_MOST_PARTS]))
        for slot in {(slot, path) for slot in flow.slots.get(place.variable, ())} - slots:
            slots.add(slot)
            pending.extend((value, path) for value in flow.given.get(slot[0], ()) if isinstance(value, ast.Name))
    return frozenset(found)


def shared(first: frozenset[AccessPath], second: frozenset[AccessPath]) -> frozenset[AccessPath]:
    """Return the places of either that are in the other too, or that hold one there."""
    return frozenset(
        around
        for places, others in ((first, second), (second, first))
        for place in places
        for length in range(len(place.path) + 1)
        if (around := AccessPath(place.variable, place.path[:length])) in others
    )


def _chains(flow: Flow, start: ast.AST) -> Iterator[_Chain]:
    """Yield the names of data in an expression, each with the attributes and subscripts that follow it."""
    pending: list[tuple[ast.AST, tuple[str, ...]]] = [(start, ())]
    while pending:
        node, path = pending.pop()
        if isinstance(node, ast.Name):
            if flow.variable(node) not in flow.functions and flow.variable(node) not in flow.imported:
                yield node, path[:_MOST_PARTS]
        elif isinstance(node, ast.Attribute) and not flow.is_module(node) and node.attr not in MEASURING:
            pending.append((node.value, (f".{node.attr}", *path)))
        elif isinstance(node, ast.Subscript) and len(list(islice(ast.walk(node.slice), _MOST_NODES))) < _MOST_NODES:
            pending.append((node.value, (f"[{ast.unparse(node.slice)}]", *path)))
        elif isinstance(node, ast.Call):
            pending.extend(_worked_on(flow, node))
        elif isinstance(node, ast.BinOp):
            sides = [side for side in (node.left, node.right) if not isinstance(side, ast.Constant)]
            of_left = isinstance(node.op, ast.Sub | ast.Div)
            pending.extend((side, ()) for side in sides[:1] if of_left or len(sides) == 1)
        elif not isinstance(node, ast.Attribute | ast.Subscript):
            pending.extend((child, ()) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr))


def _worked_on(flow: Flow, call: ast.Call) -> Iterator[tuple[ast.AST, tuple[str, ...]]]:
    """Yield what a call works on: the object of a method of arrays, or of one that gets nothing; else what comes first.

    What a method makes of its object has a path of its own.
    """
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    if last_name(call.func) in MEASURING:
        return
    if isinstance(call.func, ast.Attribute) and not flow.is_module(call.func):
        if call.func.attr in _OF_ARRAYS:
            yield call.func.value, ()
            return
        if not given:
            yield call.func.value, (f".{call.func.attr}()",)
            return
    yield from ((part, ()) for part in given[:1])


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
