"""Read a source notebook of otter-assign's: raw cells of directives mark questions, solutions, prompts and tests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import nbformat
import yaml

from autograder.errors import UsageError
from autograder.importing.cells import asserted, called, imports_of, is_comparison, shown_value, unsaved_value
from autograder.importing.parts import ANSWER, IN_NOTEBOOK, STAFF, Imported, Question, Test, part_id
from autograder.importing.plain import only_shows, title
from autograder.importing.python import plain_python

_DIRECTIVE = re.compile(r"^#\s*(ASSIGNMENT CONFIG|(?:BEGIN|END) (?:QUESTION|SOLUTION|PROMPT|TESTS))\b", re.IGNORECASE)
_OLD = re.compile(r"^(?:```|<!--)\s*\n?\s*(?:BEGIN|ASSIGNMENT CONFIG)", re.IGNORECASE)
_CONFIG = re.compile(
    r'^[^\n]*""?"?\s*#\s*BEGIN\s*TEST\s*CONFIG[^\n]*\n(.*?)^[^\n]*"""?\s*#\s*END\s*TEST\s*CONFIG[^\n]*\n?',
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)
_IGNORED = re.compile(
    r"^[ \t]*# ?BEGIN IGNORE.*?^[ \t]*# ?END IGNORE[^\n]*\n?|^[^\n]*# ?IGNORE[ \t]*$\n?", re.DOTALL | re.MULTILINE
)
_MARKED = re.compile(r"#\s*(?:BEGIN )?SOLUTION\b")
_CARRIED = frozenset({"name", "points", "manual", "all_or_nothing"})
_OF_TESTS = frozenset({"name", "points", "hidden", "failure_message"})


@dataclass(frozen=True, slots=True)
class _TestCell:
    """A test cell: its points, where it states them, its tests (none where it could not fail), what was lost.

    `imports` are those that later tests may rely on.
    """

    points: float | None
    tests: tuple[Test, ...]
    lost: tuple[str, ...]
    imports: str


@dataclass(slots=True)
class _Open:
    """The question that is being read; `answered` says that a cell of it holds an answer that people mark."""

    about: Mapping[str, Any]
    name: str
    tests: list[_TestCell] = field(default_factory=list)
    answered: bool = False

    def part(self, *, holds: bool = True) -> list[str]:
        """Return the tag of a cell that holds an answer; none where machines grade the question."""
        if not (holds and self.about.get("manual")):
            return []
        self.answered = True
        return [part_id(self.name)]


def is_otter(notebook: nbformat.NotebookNode) -> bool:
    """Tell whether a notebook is one of otter-assign's.

    Raises:
        UsageError: it is in the form of otter 1 to 3, with directives in Markdown.
    """
    for cell in notebook.cells:
        if cell.cell_type == "raw" and _DIRECTIVE.match(cell.source):
            return True
        if cell.cell_type == "markdown" and _OLD.match(cell.source):
            raise UsageError(
                "expected otter's directives in raw cells (otter 4 and newer), found them in Markdown: "
                "bring the notebook to the new form first"
            )
    return False


def read_otter(notebook: nbformat.NotebookNode, name: str) -> Imported:
    """Read otter-assign's source notebook.

    Raises:
        SyntaxError: a test cell is no Python.
        UsageError: a directive stands where it has no meaning.
    """
    reader = _Reader()
    for cell in notebook.cells:
        reader.read(cell)
    settings = sorted(set(reader.config) - {"name", "title", "tests"})
    lines = [f"{key}: otter's setting was left out ({reader.config[key]!s:.80})" for key in settings]
    return Imported(
        title=str(reader.config.get("title") or title(notebook, name)),
        solution=nbformat.v4.new_notebook(cells=reader.cells),
        questions=tuple(question for question in reader.questions if question.points),
        lost=(*lines, *reader.lost),
        settings={"format": "otter"},
    )


class _Reader:
    """Goes through the cells once and keeps what block it is in."""

    def __init__(self) -> None:
        self.config: Mapping[str, Any] = {}
        self.cells: list[nbformat.NotebookNode] = []
        self.questions: list[Question] = []
        self.lost: list[str] = []
        self._open: _Open | None = None
        self._block = ""
        self._prompted = False

    def read(self, cell: nbformat.NotebookNode) -> None:
        """Read the next cell."""
        found = _DIRECTIVE.match(cell.source) if cell.cell_type == "raw" else None
        if found:
            self._directive(found[1].upper(), cell.source)
        elif self._block == "TESTS":
            self._test(cell)
        elif cell.cell_type == "markdown":
            self.cells.append(self._text(cell))
        elif cell.cell_type == "code":
            self.cells.append(self._code(cell))
        elif cell.source.strip():
            self.lost.append(f"a raw cell was left out: “{cell.source.strip().splitlines()[0][:60]}”")

    def _directive(self, words: str, source: str) -> None:
        about = yaml.safe_load("\n".join(source.split("\n")[1:])) or {}
        if not isinstance(about, dict):
            raise UsageError(f"expected settings as YAML after “{source.splitlines()[0]}”, found {about!r}")
        if words == "ASSIGNMENT CONFIG":
            self.config = about
        elif words == "BEGIN QUESTION":
            name = str(about.get("name") or f"question {len(self.questions) + 1}")
            self._open, self._prompted = _Open(about, name), False
        elif words == "END QUESTION" and self._open:
            self._close(self._open)
        else:
            self._block = words.removeprefix("BEGIN ") if words.startswith("BEGIN") else ""
            self._prompted = self._prompted or self._block == "PROMPT"

    def _close(self, question: _Open) -> None:
        made, lost = _question(question)
        self.questions.append(made)
        self.lost += lost
        self._open = None

    def _test(self, cell: nbformat.NotebookNode) -> None:
        if cell.cell_type != "code" or self._open is None or not cell.source.strip():
            return
        made = _tests_of(cell, self._open.tests)
        self._open.tests.append(made)
        name = self._open.about.get("name", "question")
        self.lost += [f"{name}, {sentence}" for sentence in made.lost]

    def _text(self, cell: nbformat.NotebookNode) -> nbformat.NotebookNode:
        answers = self._block in {"SOLUTION", "PROMPT"}
        tags = [STAFF if self._prompted else ANSWER] if self._block == "SOLUTION" else []
        tags += self._open.part(holds=answers) if self._open else []
        return nbformat.v4.new_markdown_cell(cell.source, metadata={"tags": tags} if tags else {})

    def _code(self, cell: nbformat.NotebookNode) -> nbformat.NotebookNode:
        source = _IGNORED.sub("", cell.source).strip()
        if self._block == "SOLUTION" and not _MARKED.search(source):
            source = f"### BEGIN SOLUTION\n{source}\n### END SOLUTION"
        tags = [IN_NOTEBOOK] if only_shows(source) and self._block != "SOLUTION" else []
        tags += self._open.part(holds=self._block == "SOLUTION") if self._open else []
        return nbformat.v4.new_code_cell(source, metadata={"tags": tags} if tags else {})


def _tests_of(cell: nbformat.NotebookNode, before: Sequence[_TestCell]) -> _TestCell:
    """Return a test cell's points, where it states them, its tests, and what of it was lost.

    Hidden tests run apart from visible ones, so they have the imports of the cells before.
    """
    config = _CONFIG.match(cell.source)
    about = _settings(config[1] if config else "")
    plain = plain_python(_IGNORED.sub("", _CONFIG.sub("", cell.source)).strip())
    hidden = bool(about.get("hidden", re.match(r"#[^\n]*\bhidden\b", plain.code, re.IGNORECASE)))
    name = str(about.get("name") or f"test {len(before) + 1}")
    lost = [f"{name}: the line “{line}” was left out" for line in plain.left_out]
    lost += [f"{name}: otter's setting {key} was left out" for key in sorted(set(about) - _OF_TESTS)]
    shown, printed = _output(cell.outputs), _printed(cell.outputs)
    if plain.code.startswith(("def ", "@")):
        tests = asserted(name, called(plain.code), hidden=hidden)
    elif shown or printed:
        tests = shown_value(name, plain.code, shown, printed, hidden=hidden)
    else:
        tests = unsaved_value(name, plain.code, hidden=hidden)
        if tests and is_comparison(plain.code):
            lost.append(f"{name}: its output was not saved; True is expected of what it compares")
    if not tests:
        lost.append(
            f"{name}: its output was not saved, so that it could not fail; run the notebook, save and import it"
        )
    advice = str(about.get("failure_message") or "")
    points = _number(about["points"], name) if "points" in about else None
    known = "".join(each.imports for each in before) if hidden else ""
    tests = tuple(replace(test, code=f"{known}{test.code}", advice=advice) for test in tests)
    return _TestCell(points, tests, tuple(lost), imports_of(plain.code))


def _settings(text: str) -> dict[str, Any]:
    found = yaml.safe_load(text) or {}
    return found if isinstance(found, dict) else {}


def _number(value: Any, name: str) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise UsageError(f"{name}: expected a number of points, found {value!r}") from None


def _output(outputs: Sequence[nbformat.NotebookNode]) -> str:
    shown = [output for output in outputs if output.output_type == "execute_result"]
    return str(shown[-1].data.get("text/plain", "")) if shown else ""


def _printed(outputs: Sequence[nbformat.NotebookNode]) -> str:
    streams = [output for output in outputs if output.output_type == "stream" and output.get("name") != "stderr"]
    return "".join(str(output.get("text", "")) for output in streams)


def _question(question: _Open) -> tuple[Question, Sequence[str]]:
    name = question.name
    lost = [
        f"{name}: otter's setting {key} was left out" for key in sorted(set(question.about) - _CARRIED - {"export"})
    ]
    manual, stated = bool(question.about.get("manual")), question.about.get("points")
    untold = [cell for cell in question.tests if not cell.tests]
    worth = _worth(name, stated, [cell.points for cell in question.tests]) if question.tests else ()
    if manual or not question.tests or untold:
        points = sum(worth) if untold else _number(stated, name) if stated is not None else float(manual)
        if points:
            lost.append(f"{name}: a person grades its {points:g} points: autograder mark")
        else:
            lost.append(f"{name}: it has no tests and no points, so that there is no check of it")
        return Question(name, name, points, part=part_id(name) if question.answered else ""), lost
    tests = tuple(
        test for points, cell in zip(worth, question.tests, strict=True) for test in _weighed(cell.tests, points)
    )
    partial = not question.about.get("all_or_nothing", False)
    return Question(name, name, round(sum(worth), 6), tests, partial), lost


def _weighed(tests: Sequence[Test], points: float) -> Iterator[Test]:
    for test in tests:
        yield replace(test, weight=test.weight * points)


def _worth(name: str, stated: Any, cells: Sequence[float | None]) -> Sequence[float]:
    """Return what each test cell is worth, by otter's rules: what is not stated is shared out evenly."""
    if isinstance(stated, dict):
        stated = _number(stated.get("each", 1), name) * len(cells)
    if isinstance(stated, list):
        if len(stated) != len(cells):
            raise UsageError(f"{name}: expected points for each of {len(cells)} tests, found {len(stated)}")
        return [_number(points or 0, name) for points in stated]
    known = sum(points for points in cells if points is not None)
    open_cells = sum(points is None for points in cells)
    total = _number(stated, name) if stated is not None else (known or 1.0)
    share = max(total - known, 0.0) / open_cells if open_cells else 0.0
    return [share if points is None else points for points in cells]
