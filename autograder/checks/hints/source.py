"""Read a submission's source without running it; magics are tolerated, and a broken cell hides no other."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.checks.hints.flow import Flow, trace
from autograder.checks.hints.scopes import resolve
from autograder.errors import ReadingError
from autograder.indented import undented

CELL = re.compile(r"^# %%.*$", flags=re.MULTILINE)
LONGEST = 100_000
MOST_NODES = 50_000
"""Of a submission's code; 60,000 characters that a person wrote have about 16,000."""
_MOST_BRACES = 10_000  # reading one long f-string takes time quadratic in its fields
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Source:
    """The parts of a submission that can be read; a cell that is not Python is left out.

    `nodes` are all nodes of all cells in reading order; `scopes` the statements of the top level (all cells) and of
    each function, without those of functions inside; `flow` says where values come from.
    """

    nodes: tuple[ast.AST, ...]
    scopes: tuple[tuple[ast.stmt, ...], ...]
    flow: Flow

    def calls(self, *names: str) -> list[ast.Call]:
        """Return the calls whose function's last name is one of `names`, in reading order."""
        return [node for node in self.nodes if isinstance(node, ast.Call) and last_name(node.func) in names]

    def imports(self, *packages: str) -> bool:
        """Tell whether the code imports one of some packages, or a part of one."""
        for node in self.nodes:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name.partition(".")[0] in packages for name in names):
                return True
        return False

    def called(self, *, until: int | None = None) -> frozenset[str]:
        """Return the last name of everything that is called or defined, down to a line."""
        return frozenset(
            node.name if isinstance(node, ast.FunctionDef) else last_name(node.func)
            for node in self.nodes
            if isinstance(node, ast.Call | ast.FunctionDef) and (until is None or node.lineno <= until)
        )


def read(source: str) -> Source:
    """Read a module, or a notebook's cells joined by `# %%` lines; what cannot be parsed is left out.

    Raises:
        ReadingError: there is more than anybody writes.
    """
    cells = CELL.split(source[:LONGEST])
    trees = [tree for cell in cells if (tree := _parse(cell)) is not None]
    if sum(1 for tree in trees for _ in ast.walk(tree)) > MOST_NODES:
        raise ReadingError(f"over {MOST_NODES} nodes of code")
    top = tuple(statement for tree in trees for statement in tree.body)
    names = resolve(top)
    functions = [node for node in names.nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return Source(names.nodes, (top, *(tuple(function.body) for function in functions)), trace(names))


def walk_scope(statements: Sequence[ast.stmt]) -> Iterator[ast.AST]:
    """Yield the nodes of a scope in reading order, without entering the functions and classes inside."""
    closed = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    pending: list[ast.AST] = list(reversed(statements))
    while pending:
        node = pending.pop()
        yield node
        if not isinstance(node, closed):
            pending.extend(reversed(list(ast.iter_child_nodes(node))))


def last_name(node: ast.AST) -> str:
    """Return the last part of a dotted name ("fit" of model.fit); "" for anything else."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


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


def _parse(cell: str) -> ast.Module | None:
    if cell.count("{") > _MOST_BRACES:
        return None
    cell = "\n".join(undented(cell.split("\n")))
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
    code = line.strip()
    if code.startswith(("%", "!", "?")) or code.endswith("?"):
        return line[: len(line) - len(line.lstrip())] + "pass"
    target, equals, value = line.partition("=")
    return f"{target}= None" if equals and value.lstrip().startswith(("!", "%")) else line
