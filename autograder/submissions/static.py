"""Read a submission's code without running it: does it parse, and which spellings are out of date."""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass

from autograder.indented import undented
from autograder.probe.absent import LANGUAGES
from autograder.records import Form, Submission
from autograder.submissions.content import conflict_line
from autograder.submissions.files import MAX_FILE_MB, MAX_SOURCE_CHARS, MB, read_bytes
from autograder.submissions.keras2 import ImportedNames, OldSpelling, asks_for_acc, find_old_spellings
from autograder.wire import clean_text, decode_json

_MAX_CHARS = 200_000
_MAX_BRACES = 10_000  # reading one long f-string takes time quadratic in its fields
_MAX_MAGICS = 50
_MAX_READ_CHARS = 3_000_000
"""Characters given to Python's parser for one submission: a cell with magics is parsed more than once."""
_MAGIC = re.compile(
    r"^(?P<indent>[ \t]*)"
    r"(?:%{1,2}[A-Za-z_]|!|\?|(?P<target>[A-Za-z_][\w., ]*)=[ \t]*(?:%[A-Za-z_]|!)|[\w.]+\?{1,2}[ \t]*$)"
)
_PYTHON_CELLS = frozenset({"time", "timeit", "capture", "prun", "mprun", "memit", "debug"})
_OTHER_CELLS = (
    LANGUAGES
    | {"bash", "sh", "shell", "script", "cmd", "perl", "ruby", "pypy", "python2", "writefile", "file"}
    | {"html", "HTML", "javascript", "js", "latex", "svg", "SVG", "markdown"}
)
_NOTHING = ast.Module([], [])


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """The first place where the code is not Python: where, what Python says, and the line itself.

    `conflict` says that git left a merge conflict there.
    """

    where: str
    line: int
    message: str
    text: str
    conflict: bool = False


@dataclass(frozen=True, slots=True)
class Findings:
    """What reading the code tells: the first place that is not Python, and each old spelling with its place."""

    problem: SyntaxProblem | None
    old: tuple[tuple[str, OldSpelling], ...]


@dataclass(frozen=True, slots=True)
class _Cell:
    """A piece of code with its number in the notebook; 0 for a module."""

    source: str
    number: int
    name: str

    def where(self, line: int) -> str:
        if self.number:
            return f"cell {self.number}, line {line}"
        return f"{self.name}, line {line}"


@dataclass(frozen=True, slots=True)
class _Parsed:
    """A cell read: its tree, empty where it is not Python or more than is read, and its syntax error."""

    cell: _Cell
    tree: ast.Module
    problem: SyntaxProblem | None = None


def read_source(submission: Submission) -> Findings:
    """Read a loaded submission's code.

    Cells are numbered from 1, code cells only, as Jupyter numbers them when all are run in order.

    Args:
        submission: the submission, as `load` gave it.
    """
    parser = _Parser()
    cells = [parser.parse(cell) for cell in _cells(submission)]
    names = ImportedNames()
    for cell in cells:
        names.learn(cell.tree)
    own_acc = any(asks_for_acc(cell.tree) for cell in cells)
    return Findings(
        problem=next((cell.problem for cell in cells if cell.problem), None),
        old=tuple(
            (cell.cell.where(spelling.line), spelling)
            for cell in cells
            for spelling in find_old_spellings(cell.tree, names, own_acc=own_acc)
        ),
    )


def _cells(submission: Submission) -> list[_Cell]:
    if submission.form is Form.MODULE or len(submission.source) >= MAX_SOURCE_CHARS:
        return [_Cell(submission.source, 0, submission.entry)]
    data = read_bytes(submission.root / submission.entry, max_mb=2 * MAX_FILE_MB)
    notebook = decode_json(data, max_bytes=2 * MAX_FILE_MB * MB, what=submission.entry)
    sources = [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    return [_Cell(source, number, submission.entry) for number, source in enumerate(sources, start=1)]


@dataclass(slots=True)
class _Parser:
    """Parses the cells of one submission; `left` is how many characters more it gives to Python."""

    left: int = _MAX_READ_CHARS

    def parse(self, cell: _Cell) -> _Parsed:
        """Parse a cell; lines for IPython are set aside, but only where Python itself stumbles over them."""
        if len(cell.source) > _MAX_CHARS or cell.source.count("{") > _MAX_BRACES:
            return _Parsed(cell, _NOTHING)
        lines = undented(cell.source.split("\n")) if cell.number else cell.source.split("\n")
        first = re.match(r"\s*%%([A-Za-z_!]\w*)", cell.source) if cell.number else None
        if first is None:
            return self._parse_lines(cell, lines)
        if first[1] in _OTHER_CELLS:
            return _Parsed(cell, _NOTHING)
        lines[cell.source.count("\n", 0, first.end())] = ""
        body = self._parse_lines(cell, lines)
        return _Parsed(cell, _NOTHING) if body.problem and first[1] not in _PYTHON_CELLS else body

    def _parse_lines(self, cell: _Cell, lines: list[str]) -> _Parsed:
        tree = self._tree("\n".join(lines))
        candidates = {number: line for number, line in enumerate(lines, start=1) if _MAGIC.match(line)}
        if isinstance(tree, ast.Module) or not candidates:
            return _result(cell, tree)
        blanked = self._tree(_without(lines, candidates))
        if isinstance(blanked, ast.Module):
            return _result(cell, blanked)
        return _result(cell, self._one_by_one(lines, tree, candidates))

    def _one_by_one(
        self, lines: list[str], tree: ast.Module | SyntaxError | None, candidates: dict[int, str]
    ) -> ast.Module | SyntaxError | None:
        """Set aside only the lines that Python stumbles over, until it reads the rest or stumbles over another."""
        aside: dict[int, str] = {}
        while (
            isinstance(tree, SyntaxError)
            and tree.lineno in candidates.keys() - aside.keys()
            and len(aside) < _MAX_MAGICS
        ):
            aside[tree.lineno] = candidates[tree.lineno]
            tree = self._tree(_without(lines, aside))
        return tree

    def _tree(self, source: str) -> ast.Module | SyntaxError | None:
        """Return the code's tree, its syntax error, or None where it is too much or nested too deeply for us."""
        self.left -= len(source)
        return _tree(source) if self.left >= 0 else None


def _without(lines: list[str], aside: dict[int, str]) -> str:
    """Return the code with lines for IPython replaced by plain statements that define the same names."""
    kept = list(lines)
    for number, line in aside.items():
        match = _MAGIC.match(line)
        target = (match["target"] or "") if match else ""
        kept[number - 1] = (match["indent"] if match else "") + (f"{target}= None" if target else "pass")
        following = number
        while following < len(kept) and lines[following - 1].endswith("\\"):
            kept[following] = ""
            following += 1
    return "\n".join(kept)


def _tree(source: str) -> ast.Module | SyntaxError | None:
    flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    with warnings.catch_warnings(action="ignore"):
        try:
            tree = compile(source, "<submission>", "exec", flags, dont_inherit=True)
        except SyntaxError as error:
            return error
        except ValueError as error:
            return SyntaxError(str(error))
        except (MemoryError, RecursionError, OverflowError):
            return None
    assert isinstance(tree, ast.Module)  # noqa: S101 - what these flags give
    return tree


def _result(cell: _Cell, tree: ast.Module | SyntaxError | None) -> _Parsed:
    if not isinstance(tree, SyntaxError):
        return _Parsed(cell, tree or _NOTHING)
    conflict = conflict_line(cell.source)
    line = conflict or tree.lineno or 1
    text = cell.source.split("\n")[line - 1] if line <= cell.source.count("\n") + 1 else ""
    said = clean_text(tree.msg or "", 300)
    problem = SyntaxProblem(cell.where(line), line, said, clean_text(text.strip(), 200), bool(conflict))
    return _Parsed(cell, _NOTHING, problem)
