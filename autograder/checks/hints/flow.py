"""Say of a program's variables what they are made from and where they are read, without running it.

Order is not looked at: a variable may hold whatever is assigned to it anywhere. Building looks at each node once.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from autograder.checks.hints.scopes import COMPREHENSIONS, FUNCTIONS, Function, SymbolTable, Variable, parts

Holder: TypeAlias = Variable | str
"""What holds values: a variable, or the attributes of one name, whatever object they belong to."""
Slot: TypeAlias = tuple[Holder, int | str]
"""What a call fills: a function's argument by its place or name; "*" for those that are unpacked."""

UNPACKED = "*"
_FILLING = frozenset({"append", "extend", "insert", "add"})
_MOST_DOTS = 10
_MOST_NAMES = 8
"""Names of one lambda that are followed: each of its parameters is noted under each of them."""


@dataclass(frozen=True, slots=True)
class Flow:
    """A program's assignments, functions and calls. Nodes are told apart by their identity.

    Args:
        names: The program's variables.
        parents: The node around each node.
        made: What each holder was made from.
        goes: The holders that each value is assigned to.
        indices: For each holder and value of which it holds a part, the subscripts of that part.
        read: The expressions that read each holder.
        functions: The functions of each name, and the methods of each attribute.
        holders: The names of each function.
        calls: The calls of each name.
        returned: What each function returns.
        slots: The slots of each parameter.
        receiving: The parameters of each slot.
        given: What calls put into each slot.
        filled: The slot that each argument is put into.
        imported: The full name of what an import binds.
    """

    names: SymbolTable
    parents: dict[int, ast.AST] = field(default_factory=dict)
    made: dict[Holder, list[ast.AST]] = field(default_factory=dict)
    goes: dict[int, tuple[ast.AST, list[Holder]]] = field(default_factory=dict)
    indices: dict[tuple[Holder, int], tuple[str, ...]] = field(default_factory=dict)
    read: dict[Holder, list[ast.expr]] = field(default_factory=dict)
    functions: dict[Holder, list[Function]] = field(default_factory=dict)
    holders: dict[int, list[Holder]] = field(default_factory=dict)
    calls: dict[Holder, list[ast.Call]] = field(default_factory=dict)
    returned: dict[int, list[ast.expr]] = field(default_factory=dict)
    slots: dict[Variable, list[Slot]] = field(default_factory=dict)
    receiving: dict[Slot, list[Variable]] = field(default_factory=dict)
    given: dict[Slot, list[ast.expr]] = field(default_factory=dict)
    filled: dict[int, Slot] = field(default_factory=dict)
    imported: dict[Variable, str] = field(default_factory=dict)

    def variable(self, node: ast.Name) -> Variable:
        """Return the variable of a name."""
        return self.names.variable(node, node.id)

    def callee(self, call: ast.Call) -> Holder:
        """Return what holds the function that a call calls; "" for a function without a name."""
        if isinstance(call.func, ast.Name):
            return self.variable(call.func)
        return call.func.attr if isinstance(call.func, ast.Attribute) else ""

    def is_own(self, call: ast.Call) -> bool:
        """Tell whether a call may call a function of the program itself."""
        return self.callee(call) in self.functions and not self.is_module(call.func)

    def is_module(self, node: ast.AST) -> bool:
        """Tell whether an expression is what an import binds, or an attribute of it."""
        for _dot in range(_MOST_DOTS):
            if not isinstance(node, ast.Attribute):
                break
            node = node.value
        return isinstance(node, ast.Name) and self.variable(node) in self.imported

    def full_name(self, node: ast.AST) -> str:
        """Return a dotted name, its first part as it was imported or named before; "" for anything else."""
        dotted: list[str] = []
        for _step in range(_MOST_DOTS):
            if isinstance(node, ast.Attribute):
                dotted.append(node.attr)
                node = node.value
                continue
            if not isinstance(node, ast.Name):
                return ""
            variable = self.variable(node)
            values = self.made.get(variable, [])
            if variable in self.imported or len(values) != 1:
                return ".".join([self.imported.get(variable, node.id), *reversed(dotted)])
            node = values[0]
        return ""


def trace(names: SymbolTable) -> Flow:
    """Return the flow of a program whose names are resolved."""
    flow = Flow(names)
    for node in names.nodes:
        flow.parents.update((id(child), node) for child in parts(node))
    for node in names.nodes:
        for target, value in _assigned(node):
            for holder, part, indices in _held(flow, target, value):
                flow.made.setdefault(holder, []).append(part)
                flow.goes.setdefault(id(part), (part, []))[1].append(holder)
                if isinstance(node, ast.Assign) and indices:
                    flow.indices[holder, id(part)] = indices
        _note(flow, node)
    for node in names.nodes:
        if isinstance(node, FUNCTIONS):
            _define(flow, node)
    return flow


def _assigned(node: ast.AST) -> Iterator[tuple[ast.expr, ast.AST]]:
    """Yield what a node assigns to, and what it assigns."""
    if isinstance(node, ast.Assign):
        yield from ((target, node.value) for target in node.targets)
    elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
        yield node.target, node.value
    elif isinstance(node, ast.AugAssign):
        yield node.target, node
    elif isinstance(node, ast.For | ast.AsyncFor):
        yield node.target, node.iter
    elif isinstance(node, COMPREHENSIONS):
        yield from ((loop.target, loop.iter) for loop in node.generators)
    elif isinstance(node, ast.withitem) and node.optional_vars is not None:
        yield node.optional_vars, node.context_expr
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _FILLING:
        yield from ((node.func.value, given) for given in node.args)


def _held(flow: Flow, target: ast.expr, value: ast.AST) -> Iterator[tuple[Holder, ast.AST, tuple[str, ...]]]:
    """Yield each holder of a target, with what it gets and the subscripts of its part; (a, b) = (x, y) pairs them."""
    pending: list[tuple[ast.expr, ast.AST, tuple[str, ...]]] = [(target, value, ())]
    while pending:
        target, value, indices = pending.pop()
        if isinstance(target, ast.Name):
            yield flow.variable(target), value, indices
        elif isinstance(target, ast.Attribute):
            yield target.attr, value, indices
            pending.append((target.value, value, ()))
        elif isinstance(target, ast.Subscript | ast.Starred):
            pending.append((target.value, value, ()))
        elif isinstance(target, ast.Tuple | ast.List):
            pending.extend(reversed(_divided(target, value, indices)))


def _divided(
    target: ast.Tuple | ast.List, value: ast.AST, indices: tuple[str, ...]
) -> list[tuple[ast.expr, ast.AST, tuple[str, ...]]]:
    """Return each part of a target with what it gets, and the subscripts of that in the value."""
    if paired := _paired(target, value):
        return [(part, given, ()) for part, given in zip(target.elts, paired, strict=True)]
    if any(isinstance(part, ast.Starred) for part in target.elts):
        return [(part, value, ()) for part in target.elts]
    return [(part, value, (*indices, f"[{number}]")) for number, part in enumerate(target.elts)]


def _paired(target: ast.Tuple | ast.List, value: ast.AST) -> Sequence[ast.AST]:
    """Return the parts of a value that go to the parts of a target one by one; none where they cannot be paired."""
    if not isinstance(value, ast.Tuple | ast.List) or len(target.elts) != len(value.elts):
        return []
    return [] if any(isinstance(part, ast.Starred) for part in (*target.elts, *value.elts)) else value.elts


def _note(flow: Flow, node: ast.AST) -> None:
    """Note what a node reads, calls, imports or returns."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        flow.read.setdefault(flow.variable(node), []).append(node)
    elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
        flow.read.setdefault(node.attr, []).append(node)
    elif isinstance(node, ast.Call):
        _fill(flow, node)
    elif isinstance(node, ast.Import | ast.ImportFrom):
        home = f"{node.module or ''}." if isinstance(node, ast.ImportFrom) else ""
        for alias in node.names:
            bound = alias.asname or alias.name.split(".", maxsplit=1)[0]
            flow.imported[flow.names.variable(node, bound)] = home + (alias.name if alias.asname or home else bound)
    elif isinstance(node, ast.Return | ast.Yield | ast.YieldFrom) and node.value is not None:
        flow.returned.setdefault(id(flow.names.function_of(node)), []).append(node.value)
    elif isinstance(node, ast.Lambda):
        flow.returned.setdefault(id(node), []).append(node.body)


def _fill(flow: Flow, call: ast.Call) -> None:
    """Note which slots of a function a call fills."""
    callee = flow.callee(call)
    flow.calls.setdefault(callee, []).append(call)
    unpacks = any(isinstance(given, ast.Starred) for given in call.args)
    for place, value in enumerate(call.args):
        slot = (callee, UNPACKED if unpacks else place)
        flow.given.setdefault(slot, []).append(value)
        flow.filled[id(value)] = slot
    for keyword in call.keywords:
        slot = (callee, keyword.arg or UNPACKED)
        flow.given.setdefault(slot, []).append(keyword.value)
        flow.filled[id(keyword)] = slot


def _define(flow: Flow, function: Function) -> None:
    """Note a function under everything it may be called by: its name, as a method its attribute."""
    for holder in _called_by(flow, function):
        flow.functions.setdefault(holder, []).append(function)
        flow.holders.setdefault(id(function), []).append(holder)
        given = function.args
        first = int(isinstance(holder, str) and not _is_static(function))
        for place, argument in enumerate((*given.posonlyargs, *given.args), start=-first):
            _receive(flow, argument, (holder, place), (holder, argument.arg), (holder, UNPACKED))
        for argument in given.kwonlyargs:
            _receive(flow, argument, (holder, argument.arg), (holder, UNPACKED))


def _receive(flow: Flow, argument: ast.arg, *slots: Slot) -> None:
    variable = flow.names.variable(argument, argument.arg)
    flow.slots.setdefault(variable, []).extend(slots)
    for slot in slots:
        flow.receiving.setdefault(slot, []).append(variable)


def _called_by(flow: Flow, function: Function) -> Sequence[Holder]:
    if isinstance(function, ast.Lambda):
        holders = flow.goes.get(id(function), (function, []))[1]
        return list(dict.fromkeys(holders))[:_MOST_NAMES]
    owner = flow.names.scopes[flow.names.scope_of[id(function)]].owner
    return [function.name if isinstance(owner, ast.ClassDef) else flow.names.variable(function, function.name)]


def _is_static(function: Function) -> bool:
    marks = () if isinstance(function, ast.Lambda) else function.decorator_list
    return any(isinstance(mark, ast.Name) and mark.id == "staticmethod" for mark in marks)
