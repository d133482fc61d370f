"""Tell which variable each name of a program is, by Python's rules for scopes, without running anything."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
MODULE = 0
"""The scope of the top level; what no scope binds belongs to it too."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A name in the scope that owns it."""

    scope: int
    name: str


@dataclass(slots=True)
class Scope:
    """A module, function, class body or comprehension, with the names that it binds or takes from elsewhere."""

    parent: int
    owner: ast.AST | None = None
    bound: set[str] = field(default_factory=set)
    of_module: set[str] = field(default_factory=set)
    of_outer: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class SymbolTable:
    """Every node's scope, and every scope.

    `nodes` are in reading order; `scope_of` maps a node's identity to its scope, for the nodes that hold a name.
    """

    nodes: tuple[ast.AST, ...]
    scopes: tuple[Scope, ...]
    scope_of: Mapping[int, int]
    known: dict[tuple[int, str], Variable] = field(default_factory=dict)

    def variable(self, node: ast.AST, name: str) -> Variable:
        """Return the variable that a name means at a node."""
        start = self.scope_of.get(id(node), MODULE)
        if (start, name) not in self.known:
            self.known[start, name] = Variable(self._owner(start, name), name)
        return self.known[start, name]

    def function_of(self, node: ast.AST) -> ast.AST | None:
        """Return the function around a node; None at the top level."""
        place = self.scope_of.get(id(node), MODULE)
        while place != MODULE and not isinstance(self.scopes[place].owner, FUNCTIONS):
            place = self.scopes[place].parent
        return self.scopes[place].owner

    def _owner(self, start: int, name: str) -> int:
        place = start
        while place != MODULE:
            scope = self.scopes[place]
            visible = place == start or not isinstance(scope.owner, ast.ClassDef)
            if visible and name in scope.of_module:
                return MODULE
            if visible and name in scope.bound and name not in scope.of_outer:
                return place
            place = scope.parent
        return MODULE


def resolve(statements: Iterable[ast.stmt]) -> SymbolTable:
    """Read the scopes of a program's top-level statements."""
    scopes = [Scope(MODULE)]
    nodes: list[ast.AST] = []
    scope_of: dict[int, int] = {}
    pending: list[tuple[ast.AST, int]] = [(statement, MODULE) for statement in reversed(list(statements))]
    while pending:
        node, place = pending.pop()
        nodes.append(node)
        scope_of[id(node)] = place
        _bind(scopes[place], node)
        pending.extend(reversed(list(_children(node, place, scopes))))
    return SymbolTable(tuple(nodes), tuple(scopes), scope_of)


def _bind(scope: Scope, node: ast.AST) -> None:
    if isinstance(node, ast.Global):
        scope.of_module.update(node.names)
    elif isinstance(node, ast.Nonlocal):
        scope.of_outer.update(node.names)
    else:
        scope.bound.update(_bound_by(node))


def _bound_by(node: ast.AST) -> Iterator[str]:
    """Yield the names that a node binds in its own scope."""
    if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        yield node.id
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.arg):
        yield node.arg
    elif isinstance(node, ast.alias):
        yield node.asname or node.name.split(".", maxsplit=1)[0]
    elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
        yield node.name
    elif isinstance(node, ast.MatchMapping) and node.rest:
        yield node.rest


def _children(node: ast.AST, place: int, scopes: list[Scope]) -> Iterator[tuple[ast.AST, int]]:
    """Yield a node's children with their scopes, in reading order; open a scope where the node makes one."""
    if isinstance(node, (*FUNCTIONS, ast.ClassDef, *COMPREHENSIONS)):
        scopes.append(Scope(place, node))
        inner = len(scopes) - 1
        outside = set(map(id, _outside(node)))
        yield from ((child, place if id(child) in outside else inner) for child in parts(node))
    elif isinstance(node, ast.NamedExpr):
        yield node.target, _home(place, scopes)
        yield node.value, place
    else:
        yield from ((child, place) for child in ast.iter_child_nodes(node))


def parts(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node's children, those of its arguments and of its loops one by one."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.arguments | ast.comprehension):
            yield from ast.iter_child_nodes(child)
        else:
            yield child


def _outside(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what stands in a scope's head, and is read outside of it."""
    if isinstance(node, FUNCTIONS):
        yield from (default for default in (*node.args.defaults, *node.args.kw_defaults) if default is not None)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield from node.decorator_list
    if isinstance(node, ast.ClassDef):
        yield from (*node.bases, *node.keywords)
    if isinstance(node, COMPREHENSIONS):
        yield node.generators[0].iter


def _home(place: int, scopes: list[Scope]) -> int:
    """Return the scope in which `:=` binds: the nearest that is no comprehension."""
    while isinstance(scopes[place].owner, COMPREHENSIONS):
        place = scopes[place].parent
    return place
