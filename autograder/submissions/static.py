"""Read a submission's code without running it: does it parse, what does it name, which habits are out of date."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from autograder.probe.absent import LANGUAGES
from autograder.records import Form, Submission
from autograder.submissions.content import conflict_line
from autograder.submissions.files import MAX_FILE_MB, MAX_SOURCE_CHARS, MB, read_bytes
from autograder.submissions.keras2 import Names, OldSpelling, asks_for_acc, find_old_spellings
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
_WORD = re.compile(r"[%!?]++\s*+([\w.-]+)")
_ASKED = re.compile(r"([\w.]++)\?")
_PYTHON_CELLS = frozenset({"time", "timeit", "capture", "prun", "mprun", "memit", "debug"})
_OTHER_CELLS = (
    LANGUAGES
    | {"bash", "sh", "shell", "script", "cmd", "perl", "ruby", "pypy", "python2", "writefile", "file"}
    | {"html", "HTML", "javascript", "js", "latex", "svg", "SVG", "markdown"}
)
_NOTHING = ast.Module([], [])
_MODELS = frozenset({"Sequential", "Model", "load_model", "model_from_json", "clone_model"})


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
class Magic:
    """A line for IPython or the shell: where, its text, and the word that tells what it does (`matplotlib`, `pip`)."""

    where: str
    text: str
    word: str


@dataclass(frozen=True, slots=True)
class Findings:
    """What reading the code tells. Names are those at top level.

    `missing` are the asked names that are certainly not defined: none where the code brings in names that cannot be
    seen (`from helper import *`, `%run`) or is too large to be read. Then `builds_model` is true as well.
    `old` pairs each old spelling with its place.
    """

    problem: SyntaxProblem | None
    defined: tuple[str, ...]
    imports: tuple[str, ...]
    magics: tuple[Magic, ...]
    missing: tuple[str, ...]
    builds_model: bool
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
    """A cell read: its tree (empty where it is not Python), its magics by line, its syntax error.

    `unread` says that it is too large or too deeply nested for us; running it will tell.
    """

    cell: _Cell
    tree: ast.Module
    magics: tuple[tuple[int, str], ...] = ()
    problem: SyntaxProblem | None = None
    unread: bool = False


def read_source(submission: Submission, *, asked: Sequence[str] = ()) -> Findings:
    """Read a loaded submission's code.

    Cells are numbered from 1, code cells only, as Jupyter numbers them when all are run in order.

    Args:
        submission: the submission, as `load` gave it.
        asked: the names that the assignment asks for.
    """
    parser = _Parser()
    cells = [parser.parse(cell) for cell in _cells(submission)]
    names = Names()
    for cell in cells:
        names.learn(cell.tree)
    own_acc = any(asks_for_acc(cell.tree) for cell in cells)
    defined = {name for cell in cells for name in _defined(cell.tree)}
    magics = tuple(_magic(cell.cell, *found) for cell in cells for found in cell.magics)
    unread = any(cell.unread for cell in cells)
    unseen = unread or "*" in defined or any(magic.word in ("run", "load", "pylab") for magic in magics)
    return Findings(
        problem=next((cell.problem for cell in cells if cell.problem), None),
        defined=tuple(sorted(defined - {"*"})),
        imports=tuple(sorted({name for cell in cells for name in _imported(cell.tree)})),
        magics=magics,
        missing=() if unseen else tuple(name for name in asked if name not in defined),
        builds_model=unread or any(_builds_model(cell.tree) for cell in cells),
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
            return _Parsed(cell, _NOTHING, unread=True)
        lines = cell.source.split("\n")
        first = re.match(r"\s*%%([A-Za-z_!]\w*)", cell.source) if cell.number else None
        if first is None:
            return self._parse_lines(cell, lines)
        number = cell.source.count("\n", 0, first.end()) + 1
        magic = ((number, lines[number - 1].strip()),)
        lines[number - 1] = ""
        body = self._parse_lines(cell, lines) if first[1] not in _OTHER_CELLS else _Parsed(cell, _NOTHING)
        if body.problem and first[1] not in _PYTHON_CELLS:
            return _Parsed(cell, _NOTHING, magic)
        return replace(body, magics=magic + body.magics)

    def _parse_lines(self, cell: _Cell, lines: list[str]) -> _Parsed:
        tree = self._tree("\n".join(lines))
        candidates = {number: line for number, line in enumerate(lines, start=1) if _MAGIC.match(line)}
        if isinstance(tree, ast.Module) or not candidates:
            return _result(cell, tree, {})
        blanked = self._tree(_without(lines, candidates))
        if isinstance(blanked, ast.Module):
            return _result(cell, blanked, candidates)
        return _result(cell, *self._one_by_one(lines, tree, candidates))

    def _one_by_one(
        self, lines: list[str], tree: ast.Module | SyntaxError | None, candidates: dict[int, str]
    ) -> tuple[ast.Module | SyntaxError | None, dict[int, str]]:
        """Set aside only the lines that Python stumbles over, until it reads the rest or stumbles over another."""
        aside: dict[int, str] = {}
        while (
            isinstance(tree, SyntaxError)
            and tree.lineno in candidates.keys() - aside.keys()
            and len(aside) < _MAX_MAGICS
        ):
            aside[tree.lineno] = candidates[tree.lineno]
            tree = self._tree(_without(lines, aside))
        return tree, aside

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


def _result(cell: _Cell, tree: ast.Module | SyntaxError | None, magics: dict[int, str]) -> _Parsed:
    found = tuple((number, line.strip()) for number, line in sorted(magics.items()))
    if not isinstance(tree, SyntaxError):
        return _Parsed(cell, tree or _NOTHING, found, unread=tree is None)
    conflict = conflict_line(cell.source)
    line = conflict or tree.lineno or 1
    text = cell.source.split("\n")[line - 1] if line <= cell.source.count("\n") + 1 else ""
    said = clean_text(tree.msg or "", 300)
    problem = SyntaxProblem(cell.where(line), line, said, clean_text(text.strip(), 200), bool(conflict))
    return _Parsed(cell, _NOTHING, found, problem)


def _magic(cell: _Cell, line: int, text: str) -> Magic:
    shown = clean_text(text, 200)
    word = _WORD.search(shown) or _ASKED.search(shown)
    return Magic(cell.where(line), shown, word[1] if word else "")


def _defined(tree: ast.Module) -> Iterator[str]:
    """Yield the names defined at top level, in `if`, `try`, `with` and loops too; "*" for all that a module has."""
    nodes: list[ast.AST] = list(tree.body)
    while nodes:
        node = nodes.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from (alias.asname or alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif not isinstance(node, (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
            nodes.extend(ast.iter_child_nodes(node))


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def _builds_model(tree: ast.Module) -> bool:
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return any(getattr(func, "attr", getattr(func, "id", "")) in _MODELS for func in calls)
