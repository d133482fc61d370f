"""Read a submission's source without running it: its calls, and which name was made from which."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

CELL = re.compile(r"^# %%.*$", flags=re.MULTILINE)
LONGEST = 100_000
_MAGIC = re.compile(r"^(\s*)(%|!|\?|.*\?\s*$)")
_SHELL_VALUE = re.compile(r"^(\s*[\w, ]+=\s*)[!%].*$")
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Source:
    """The parts of a submission that can be read; a cell that is not Python is left out.

    `nodes` are all nodes of all cells; `scopes` the statements of the top level (all cells in order) and of each
    function, without those of functions inside.
    """

    nodes: tuple[ast.AST, ...]
    scopes: tuple[tuple[ast.stmt, ...], ...]

    def calls(self, *names: str) -> list[ast.Call]:
        """Return the calls whose function's last name is one of `names`, in reading order."""
        return [node for node in self.nodes if isinstance(node, ast.Call) and last_name(node.func) in names]

    def identifiers(self) -> frozenset[str]:
        """Return every name, attribute, imported name and name of a function or class of the source."""
        return frozenset(name for node in self.nodes for name in _identifiers(node))

    def assigned(self) -> Mapping[str, tuple[ast.expr, ...]]:
        """Return the expressions that each name was made from."""
        found: dict[str, list[ast.expr]] = {}
        for node in self.nodes:
            for name, value in _assignments(node):
                found.setdefault(name, []).append(value)
        return {name: tuple(values) for name, values in found.items()}

    def derived(self, name: str) -> frozenset[str]:
        """Return a name and every name that was made from it, directly or through others."""
        made: dict[str, set[str]] = {}
        for target, values in self.assigned().items():
            for origin in frozenset[str]().union(*map(names_in, values)):
                made.setdefault(origin, set()).add(target)
        found, pending = {name}, [name]
        while pending:
            more = made.get(pending.pop(), set()) - found
            found |= more
            pending.extend(more)
        return frozenset(found)


def read(source: str) -> Source:
    """Read a module, or a notebook's cells joined by `# %%` lines; what cannot be parsed is left out."""
    cells = CELL.split(source[:LONGEST])
    trees = [tree for cell in cells if (tree := _parse(cell)) is not None]
    nodes = tuple(node for tree in trees for node in _walk(tree.body))
    top = tuple(statement for tree in trees for statement in tree.body)
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef)]
    return Source(nodes, (top, *(tuple(function.body) for function in functions)))


def walk_scope(statements: Sequence[ast.stmt]) -> Iterator[ast.AST]:
    """Yield the nodes of a scope in reading order, without entering the functions and classes inside."""
    return _walk(statements, closed=(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda))


def last_name(node: ast.AST) -> str:
    """Return the last part of a dotted name ("fit" of model.fit); "" for anything else."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def names_in(node: ast.AST | None) -> frozenset[str]:
    """Return the plain names below a node."""
    return frozenset(part.id for part in ast.walk(node) if isinstance(part, ast.Name)) if node else frozenset()


def argument(call: ast.Call, position: int, keyword: str) -> ast.expr | None:
    """Return a call's argument, given by position or by keyword."""
    if position < len(call.args) and not any(isinstance(arg, ast.Starred) for arg in call.args[: position + 1]):
        return call.args[position]
    return next((given.value for given in call.keywords if given.arg == keyword), None)


def shown(node: ast.AST) -> str:
    """Return a node as code, shortened."""
    try:
        text = " ".join(ast.unparse(node).split())
    except RecursionError:
        return "…"
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _walk(statements: Sequence[ast.stmt], *, closed: tuple[type[ast.AST], ...] = ()) -> Iterator[ast.AST]:
    """Yield nodes in reading order, the outer before the inner, without entering those of a `closed` kind."""
    pending: list[ast.AST] = list(reversed(statements))
    while pending:
        node = pending.pop()
        yield node
        if not isinstance(node, closed):
            pending.extend(reversed(list(ast.iter_child_nodes(node))))


def _parse(cell: str) -> ast.Module | None:
    for text in (cell, _without_magics(cell)):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    return None


def _without_magics(cell: str) -> str:
    """Replace IPython's magics, shell lines and questions by nothing, line by line."""
    lines = cell.splitlines()
    first = next((line.strip() for line in lines if line.strip()), "")
    if first.startswith("%%") and not first.startswith(("%%time", "%%capture", "%%prun")):
        return ""
    return "\n".join(_plain_line(line) for line in lines)


def _plain_line(line: str) -> str:
    if magic := _MAGIC.match(line):
        return magic[1] + "pass"
    return _SHELL_VALUE.sub(r"\1None", line)


def _identifiers(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Attribute):
        yield node.attr
    elif isinstance(node, ast.alias):
        yield from node.name.split(".")
    elif isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name


def _assignments(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield from _targets(target, node.value)
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        yield from _targets(node.target, node.value)
    elif isinstance(node, ast.AugAssign):
        yield from _targets(node.target, ast.BinOp(node.target, node.op, node.value))


def _targets(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Yield each name of a target with what it got; (a, b) = (x, y) pairs them."""
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple | ast.List):
        paired = isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(target.elts)
        values = value.elts if paired and isinstance(value, ast.Tuple | ast.List) else [value] * len(target.elts)
        for part, part_value in zip(target.elts, values, strict=True):
            yield from _targets(part, part_value)
