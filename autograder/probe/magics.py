"""Teach IPython what a cell needs to run here as it ran at home: magics without their package, windows, installers.

What is left out is noted for the student's page. A cell is never left out in silence: where it cannot be run, IPython's
own error says so.
"""

from __future__ import annotations

import ast
import importlib.util
import re
from collections.abc import Callable, Sequence
from typing import Any

from autograder.contracts import Noting
from autograder.probe.absent import LANGUAGES, LEFT_OUT, only_local, why_left_out
from autograder.probe.drawing import has_window
from autograder.probe.restarts import without_restarts
from autograder.probe.singles import Converting
from autograder.records import NoteKind

EMPTY = frozenset({"time", "timeit", "capture", "prun"})
"""Cell magics above nothing, which do no harm."""
SHELLS = frozenset({"bash", "sh", "shell", "script"})


def magics_first(lines: list[str]) -> list[str]:
    """Put a cell's magics before the comments above them, as Colab does; IPython alone refuses such a cell."""
    head = _head(lines)
    magics = [line for line in lines[:head] if line.startswith("%%")]
    return magics + [line for line in lines[:head] if not line.startswith("%%")] + lines[head:]


def body_of(source: str) -> str:
    """Return what a cell's magics are given to run; "" where a cell has none."""
    lines = magics_first(source.splitlines(keepends=True))
    magics = next((at for at, line in enumerate(lines) if not line.startswith("%%")), len(lines))
    return "".join(lines[magics:]) if magics else ""


def _head(lines: Sequence[str]) -> int:
    """Return how many lines reach down to the last magic that only comments and magics stand above."""
    head = 0
    for number, line in enumerate(lines, start=1):
        if line.startswith("%%"):
            head = number
        elif line.strip() and not line.lstrip().startswith("#"):
            break
    return head


def teach(shell: Any, note: Noting) -> None:
    """Change how a shell treats magics, shell commands, windows for figures, and `exit`.

    Args:
        shell: IPython's.
        note: is told what was left out or done another way.
    """
    shell.input_transformer_manager.cleanup_transforms.insert(1, magics_first)
    shell.input_transformer_manager.cleanup_transforms.append(without_restarts(note))
    shell.ast_transformers.append(Converting())
    _line_magics(shell, note)
    _cell_magics(shell, note)
    _commands(shell, note)
    _windows(shell, note)
    _exits(shell)


def _line_magics(shell: Any, note: Noting) -> None:
    from IPython.core.error import UsageError

    known = shell.run_line_magic

    def run_line_magic(name: str, line: str, _stack_depth: int = 1) -> Any:
        """Run a line magic; leave out one that nobody here knows."""
        if name in {"load_ext", "reload_ext"} and not _importable(line.strip()):
            return _left_out(f"%{name} {line.strip()}", note)
        if name == "tensorboard":
            return _left_out(f"%{name} {line}".strip(), note, kind=NoteKind.SERVER)
        try:
            return known(name, line, _stack_depth + 1)
        except UsageError:
            if shell.find_line_magic(name) is not None:
                raise
            return _left_out(f"%{name} {line}".strip(), note)

    shell.run_line_magic = run_line_magic
    shell.magic = lambda text: shell.run_line_magic(*text.partition(" ")[::2])  # gone from IPython, not from exports
    for name in ("pip", "conda", "mamba", "uv"):
        shell.register_magic_function(_installing(name, note), magic_name=name)


def _installing(name: str, note: Noting) -> Callable[[str], None]:
    """Return a magic that would change the installed packages: what needs no network is passed to its command."""

    def magic(line: str) -> None:
        if LEFT_OUT.match(f"{name} {line}"):
            note(NoteKind.COLAB, f"%{name} {line}".strip()[:80])
        else:
            note(NoteKind.MAGIC, f"%{name} {line}".strip()[:80])

    return magic


def _left_out(what: str, note: Noting, *, kind: NoteKind = NoteKind.MAGIC) -> None:
    note(kind, what[:80])
    print(f"left out: {what[:80]}")  # noqa: T201 - the student reads it in the notebook's output


def _importable(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def _cell_magics(shell: Any, note: Noting) -> None:
    known = shell.run_cell_magic

    def run_cell_magic(name: str, line: str, cell: str) -> Any:
        """Run a cell magic; where nobody knows it, run the cell without it if it is Python."""
        if name in SHELLS:
            name, cell = "bash" if name == "shell" else name, only_local(cell, note)
        if not cell.strip() and name in EMPTY | SHELLS:
            return None
        if shell.find_cell_magic(name) is None and name not in LANGUAGES and _is_python(shell, cell):
            if shell.find_line_magic(name) is None:
                _left_out(f"%%{name} {line}".strip(), note)
            else:
                shell.run_line_magic(name, line)
            return shell.run_cell(cell) and None
        return known(name, line, cell)

    shell.run_cell_magic = run_cell_magic


def _is_python(shell: Any, cell: str) -> bool:
    try:
        compile(shell.transform_cell(cell), "<cell>", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except (SyntaxError, ValueError):
        return False
    return True


def _commands(shell: Any, note: Noting) -> None:
    """Leave out shell commands that need a network, or run until somebody stops them."""
    from IPython.utils.text import SList

    def filtered(original: Callable[..., Any], nothing: Callable[[], Any]) -> Callable[..., Any]:
        def run(command: str, *args: Any, **options: Any) -> Any:
            if not (kind := why_left_out(command)):
                return original(command, *args, **options)
            _left_out(f"!{command.strip()}", note, kind=kind)
            return nothing()

        return run

    for name in ("system", "system_piped", "system_raw"):
        setattr(shell, name, filtered(getattr(shell, name), lambda: None))
    shell.getoutput = filtered(shell.getoutput, SList)


def _windows(shell: Any, note: Noting) -> None:
    """Draw figures into the notebook, whatever window a magic asks for."""
    matplotlib, gui = shell.enable_matplotlib, shell.enable_gui

    def enable_matplotlib(name: str | None = None) -> Any:
        if name is not None and has_window(str(name)):
            note(NoteKind.WINDOW, f"%matplotlib {name}")
        return matplotlib("inline" if name is None or has_window(str(name)) else name)

    def enable_gui(name: str | None = None) -> Any:
        return note(NoteKind.WINDOW, f"%gui {name}") if name not in {None, "inline"} else gui(name)

    shell.enable_matplotlib, shell.enable_gui = enable_matplotlib, enable_gui


def _exits(shell: Any) -> None:
    """Let `exit` and `quit` end their cell with SystemExit, so that it can be told where they stand."""
    from IPython.core.autocall import IPyAutocall

    class Exit(IPyAutocall):  # type: ignore[misc] # IPython's, untyped
        rewrite = False

        def __call__(self, *args: Any) -> None:
            """End the cell."""
            raise SystemExit(*args)

    for name in ("exit", "quit"):
        shell.user_ns[name] = Exit()


def is_magic(line: str) -> bool:
    """Tell whether a line is for IPython and not for Python."""
    return bool(re.match(r"\s*(?:%{1,2}[A-Za-z_]|!)", line))
