"""Read a module that may be an exported notebook: lines for IPython in it, or calls of its shell."""

from __future__ import annotations
import __future__ as future

import ast
import builtins
import importlib.util
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from autograder.probe.failures import from_exception
from autograder.probe.places import Own
from autograder.probe.progress import ProgressWriter
from autograder.probe.singles import Converting

_CALL = re.compile(r"^\s*(?:[\w.\[\]'\", ]+=\s*)?get_ipython\(\)\.", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement at the top of a module: what to run, its line, and whether it waits for the name `__main__`."""

    code: Any
    line: int
    waits: bool


@dataclass(frozen=True, slots=True)
class ParsedModule:
    """A module that was read: its statements, whether they need IPython's shell, and lines that were rewritten."""

    statements: tuple[Statement, ...]
    needs_shell: bool
    rewritten: Mapping[str, tuple[Sequence[str], Sequence[str]]] = field(default_factory=dict)


def read(path: Path) -> ParsedModule:
    """Read a module; lines for IPython, where Python stumbles over them, become calls of its shell.

    Raises:
        SyntaxError: it is not Python, nor what a notebook exports.
    """
    source = importlib.util.decode_source(path.read_bytes())
    try:
        tree = ast.parse(source, str(path))
    except SyntaxError:
        run = _as_python(source)
        if run == source:
            raise
        tree = ast.parse(run, str(path))
        rewritten = {str(path): (run.splitlines(), source.splitlines())}
        return ParsedModule(tuple(_statements(tree, str(path))), needs_shell=True, rewritten=rewritten)
    return ParsedModule(tuple(_statements(tree, str(path))), needs_shell=bool(_CALL.search(source)))


def _as_python(source: str) -> str:
    from IPython.core.inputtransformer2 import TransformerManager

    transformed: str = TransformerManager().transform_cell(source)
    return transformed


def _statements(tree: ast.Module, path: str) -> Iterator[Statement]:
    flags = 0
    tree = Converting().visit(tree)
    for number, node in enumerate(tree.body):
        if number and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue  # alone it would be taken for the module's docstring
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            for alias in node.names:
                flags |= getattr(future, alias.name).compiler_flag
        code = compile(ast.Module([node], []), path, "exec", flags=flags, dont_inherit=True)
        yield Statement(code, node.lineno, isinstance(node, ast.If) and _is_guard(node.test))


def _is_guard(test: ast.expr) -> bool:
    """Tell whether a condition asks if the module runs as `__main__`."""
    return any(
        {"__name__", "__main__"} <= {getattr(part, "id", getattr(part, "value", None)) for part in ast.walk(node)}
        for node in ast.walk(test)
        if isinstance(node, ast.Compare)
    )


def provide_shell(module: ModuleType, out: Path, own: Own, progress: ProgressWriter) -> None:
    """Give a module the shell that its notebook had: `get_ipython()`, with the same magics and the same exceptions.

    Errors that the shell only shows are noted in `progress`.
    """
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    from autograder.probe import magics, notes

    shell = InteractiveShell.instance(
        config=Config(HistoryManager={"enabled": False}), user_module=module, user_ns=vars(module)
    )
    shell.enable_matplotlib = shell.enable_gui = lambda *_args, **_options: (None, "agg")
    magics.teach(shell, notes.writer(out))
    show = shell.showtraceback

    def noted(*args: Any, **options: Any) -> None:
        error = sys.exc_info()[1]
        if error is not None:
            progress.failures.append(from_exception(error, own, label=progress.at, left_out=notes.left_out(out)))
        show(*args, **options)

    shell.showtraceback = noted
    vars(builtins)["get_ipython"] = lambda: shell
