"""Know a notebook's cells in the process that runs them: which code is from which cell, and what went wrong in it."""

from __future__ import annotations

import ast
import contextlib
import json
import linecache
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from autograder.probe.failures import from_exception
from autograder.probe.json_files import failure_json, write_json
from autograder.probe.magics import body_of
from autograder.probe.places import Files, SourceLine, written_line
from autograder.records import Failure

BODIES = frozenset({"<timed exec>", "<timed eval>", "<magic-timeit>"})
"""The names under which IPython compiles the body of a cell magic."""
STATEMENT = "statement.json"
"""The file with the number of the cell that runs, and the line in which the statement of it begins that does."""


class Cells:
    """The cells, and the pieces of code that IPython made of them.

    Numbers count the cells of code from 1, the empty ones too, as a person who reads the notebook does.
    """

    def __init__(self, sources: Sequence[str], files: Files) -> None:
        self.number = 0
        self._sources = sources
        self._files = files
        self._pieces: dict[str, tuple[int, list[str]]] = {}

    @property
    def source(self) -> str:
        """Return the code of the cell that runs."""
        return self._sources[self.number - 1] if 0 < self.number <= len(self._sources) else ""

    @property
    def label(self) -> str:
        """Return what the cell that runs is called."""
        return f"cell {max(1, self.number)}"

    def add(self, filename: str, code: str) -> None:
        """Note that a piece of code of the cell that runs has a name from now on."""
        self._pieces[filename] = (self.number, code.splitlines())

    def find(self, filename: str, line: int) -> SourceLine | None:
        """Return the place of a line of code, in a cell or in one of the submission's files."""
        if filename not in self._pieces:
            return self._files.find(filename, line)
        number, at, written = self._place(filename, line)
        text = written[at - 1].strip() if at <= len(written) else ""
        return SourceLine(f"cell {number}, line {at}", text)

    def line(self, filename: str, node: ast.stmt) -> int:
        """Return the line of its cell in which a statement begins; 0 for one of no cell."""
        if filename not in self._pieces:
            return 0
        decorators = getattr(node, "decorator_list", [])
        return self._place(filename, min(part.lineno for part in (node, *decorators)))[1]

    def _place(self, filename: str, line: int) -> tuple[int, int, list[str]]:
        """Return the number of a piece's cell, the line of it that a line of the piece is, and the cell's lines."""
        number, run = self._pieces[filename]
        written = self._sources[number - 1].splitlines() if 0 < number <= len(self._sources) else run
        at = _line_of_magic(written) if _runs_magic(run) else written_line(_bare(run), _bare(written), line)
        return number, at, written


def _bare(lines: Sequence[str]) -> list[str]:
    return [line.strip() for line in lines]


def _runs_magic(run: Sequence[str]) -> bool:
    return len(run) == 1 and run[0].startswith("get_ipython().run_cell_magic(")


def _line_of_magic(written: Sequence[str]) -> int:
    return next((number for number, line in enumerate(written, start=1) if line.lstrip().startswith("%%")), 1)


def compiler(shell: Any, cells: Cells, folder: Path) -> Any:
    """Return a compiler for the shell that tells `cells` which code is whose.

    The body of a cell magic keeps the line numbers of its cell. Which statement of a cell runs is written into a
    folder: IPython compiles each when its turn comes.
    """

    class Compiler(type(shell.compile)):  # type: ignore[misc] # IPython's, untyped
        def cache(self, transformed_code: str, number: int = 0, raw_code: str | None = None) -> str:
            """Name a piece of code."""
            name: str = super().cache(transformed_code, number, raw_code)
            cells.add(name, transformed_code)
            return name

        def __call__(self, source: Any, filename: str, *rest: Any, **options: Any) -> Any:
            """Compile code."""
            if filename in BODIES and isinstance(source, ast.AST) and (body := body_of(cells.source)):
                source = ast.increment_lineno(source, _shift(shell, body, cells.source))
                filename = f"<{cells.label}>"
                self._filename_map[filename] = shell.execution_count - 1
                lines = cells.source.splitlines(keepends=True)
                linecache.cache[filename] = (len(cells.source), None, lines, filename)
                cells.add(filename, cells.source)
            elif isinstance(source, ast.Module | ast.Interactive) and source.body:
                with contextlib.suppress(OSError):
                    write_json(folder / STATEMENT, [cells.number, cells.line(filename, source.body[0])])
            return super().__call__(source, filename, *rest, **options)

    return Compiler()


def _shift(shell: Any, body: str, source: str) -> int:
    """Return by how much the lines of a cell magic's body differ from those of its cell."""
    run = shell.input_transformer_manager.transform_cell(body)
    first = next((node.lineno for node in ast.parse(run).body), 1)
    return written_line(_bare(run.splitlines()), _bare(source.splitlines()), first) - first


def record(shell: Any, cells: Cells, folder: Path, left_out: Callable[[], Sequence[str]]) -> None:
    """Make the shell write `failure.json` into a folder when an error is shown, the first one of a cell.

    Whoever runs the cells takes the file away before each. A cell that fills even that folder is told without a line.
    """
    path = folder / "failure.json"

    def seen(error: BaseException | None) -> None:
        if error is not None and not path.exists():
            cause = interruption(error)
            failure = from_exception(cause or error, cells, label=cells.label, left_out=left_out())
            with contextlib.suppress(OSError):
                write_json(path, {"failure": failure_json(failure), "interrupted": cause is not None})

    def showing(original: Callable[..., Any]) -> Callable[..., Any]:
        def show(*args: Any, **options: Any) -> Any:
            given = args[0] if args else options.get("exc_tuple")
            seen(given[1] if isinstance(given, tuple) else sys.exc_info()[1])
            return original(*args, **options)

        return show

    shell.showtraceback = showing(shell.showtraceback)
    shell.showsyntaxerror = showing(shell.showsyntaxerror)


def interruption(error: BaseException | None) -> KeyboardInterrupt | None:
    """Return the interruption that an exception is, or came from."""
    for _ in range(20):
        if error is None or isinstance(error, KeyboardInterrupt):
            return error
        error = error.__cause__ or error.__context__
    return None


def recorded(folder: Path) -> tuple[Failure | None, bool]:
    """Return what went wrong in the last cell, and whether it was, or came from, an interruption."""
    try:
        found = json.loads((folder / "failure.json").read_text(encoding="utf-8"))
        return Failure(**found["failure"]), bool(found["interrupted"])
    except (OSError, ValueError, TypeError, KeyError):
        return None, False


def reached(folder: Path) -> tuple[int, int]:
    """Return the number of the cell that ran last, and the line of its statement that did; zeros where nobody knows."""
    try:
        number, line = json.loads((folder / STATEMENT).read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError):
        return 0, 0
    return (number, line) if type(number) is int and type(line) is int else (0, 0)


def forget(folder: Path) -> None:
    """Make ready for what goes wrong in the next cell."""
    (folder / "failure.json").unlink(missing_ok=True)
