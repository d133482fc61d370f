"""Turn an executed notebook, which is hostile, into cells that a page can show.

Code is highlighted and Markdown rendered by libraries that escape what they are given; HTML (tables of pandas) passes
a sanitiser with a short list of tags. JavaScript, SVG, LaTeX and widgets are shown as their plain text or not at all.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate

import nh3
from markdown_it import MarkdownIt
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers.python import PythonLexer

from autograder.errors import WireError
from autograder.records import Form, Json
from autograder.reports.png import cleaned
from autograder.reports.text import capped, plain
from autograder.reports.view import Cell, Output, Piece
from autograder.wire import decode_json

MAX_CELLS = 150
MAX_OUTPUTS = 20
MAX_TEXT = 4_000
MAX_SOURCE = 20_000
MAX_HTML = 40_000
MAX_TRACEBACK = 3_000
MAX_EMPTY = 20
PICTURE_BUDGET = 100_000
"""Characters of base64 that a notebook's pictures may take on a page."""
TEXT_BUDGET = 130_000
"""Characters of HTML that a notebook's code and output may take on a page."""
LEAST_TEXT = 120
"""Characters of a cell or an output that are shown even where the budget is used up."""

_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b[@-_]")
_EMPTY_HEAD = re.compile(r"<th(?: [^>]*)?>\s*</th>")
_TAGS = {
    *("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code"),
    *("em", "strong", "b", "i", "s", "sub", "sup", "a", "table", "thead", "tbody", "tr", "th", "td", "caption"),
}
_ATTRIBUTES = {"a": {"href"}, "th": {"colspan", "rowspan"}, "td": {"colspan", "rowspan"}, "ol": {"start"}}


@dataclass(slots=True)
class _Budget:
    """What is left for pictures and text of one notebook, in characters of the page."""

    pictures: int = PICTURE_BUDGET
    text: int = TEXT_BUDGET

    def fit(self, text: str, limit: int) -> str:
        """Return text cut to a limit and to what is left."""
        return capped(text, max(LEAST_TEXT, min(limit, self.text)))

    def take(self, markup: str) -> str:
        """Return markup, and count it."""
        self.text -= len(markup)
        return markup


@dataclass(frozen=True, slots=True)
class Shown:
    """A submission's code as a page shows it; `omitted` counts the cells that are left out."""

    cells: tuple[Cell, ...] = ()
    omitted: int = 0


def shown_code(notebook: bytes | None, source: str, form: Form, printed: str = "") -> Shown:
    """Return what a page shows: the executed notebook, or the source where there is none that can be read.

    `printed` is what a module printed.
    """
    decoded: Json = None
    if notebook is not None:
        with contextlib.suppress(WireError):
            decoded = decode_json(notebook, max_bytes=len(notebook), lenient=True)
    if decoded is not None:
        return Shown(cells_of(decoded), omitted_cells(decoded))
    if form is Form.MODULE or not source:
        return Shown((module_cell(source, printed),) if source else ())
    parts = source.split("\n# %%\n")
    return Shown(cells_of({"cells": [{"cell_type": "code", "source": part.strip("\n")} for part in parts]}))


def cells_of(notebook: Json) -> tuple[Cell, ...]:
    """Return the cells of an executed notebook (decoded nbformat 4), at most `MAX_CELLS`; () for anything else."""
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    budget = _Budget()
    listed = [cell for cell in cells if isinstance(cell, dict)] if isinstance(cells, list) else []
    numbers = accumulate(int(cell.get("cell_type") == "code") for cell in listed)
    return tuple(_cell(number, cell, budget) for number, cell in zip(numbers, listed[:MAX_CELLS], strict=False))


def omitted_cells(notebook: Json) -> int:
    """Return how many cells `cells_of` leaves out."""
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    return max(0, len(cells) - MAX_CELLS) if isinstance(cells, list) else 0


def module_cell(source: str, printed: str = "") -> Cell:
    """Return a module's source, and what it printed, as one cell."""
    shown = _highlighted(capped(source, MAX_SOURCE), room=TEXT_BUDGET)
    outputs = (_plain(printed, _Budget()),) if printed.strip() else ()
    return Cell(1, code=True, html=shown, outputs=outputs, failed=False)


def _cell(number: int, cell: dict[str, Json], budget: _Budget) -> Cell:
    source = budget.fit(_text(cell.get("source")), MAX_SOURCE)
    if cell.get("cell_type") != "code":
        rendered = _rendered(source) if cell.get("cell_type") == "markdown" else html.escape(source)
        return Cell(number, code=False, html=budget.take(rendered), outputs=(), failed=False)
    shown = budget.take(_highlighted(source, room=budget.text))
    listed = cell.get("outputs")
    outputs = _merged(out for item in (listed if isinstance(listed, list) else []) for out in _outputs(item, budget))
    failed = any(output.piece is Piece.ERROR for output in outputs)
    return Cell(number, code=True, html=shown, outputs=outputs, failed=failed)


def _merged(outputs: Iterator[Output]) -> tuple[Output, ...]:
    """Join neighbouring streams and cut the number and the length of outputs."""
    merged: list[Output] = []
    for output in outputs:
        if merged and output.piece is Piece.TEXT and merged[-1].piece is Piece.TEXT:
            merged[-1] = replace(merged[-1], content=capped(merged[-1].content + output.content, MAX_TEXT))
        elif len(merged) < MAX_OUTPUTS:
            merged.append(output)
    return tuple(merged)


def _outputs(item: Json, budget: _Budget) -> Iterator[Output]:
    if not isinstance(item, dict):
        return
    kind = item.get("output_type")
    if kind == "stream":
        yield _plain(_text(item.get("text")), budget)
    elif kind == "error":
        trace = item.get("traceback")
        lines = "\n".join(line for line in trace if isinstance(line, str)) if isinstance(trace, list) else ""
        summary = f"{_text(item.get('ename'))}: {_text(item.get('evalue'))}"
        yield Output(Piece.ERROR, _cut_traceback(lines, summary))
    elif kind in {"display_data", "execute_result"} and isinstance(item.get("data"), dict):
        yield from _display(item["data"], budget)


def _display(data: dict[str, Json], budget: _Budget) -> Iterator[Output]:
    picture = _picture(_text(data.get("image/png")), budget)
    table = _text(data.get("text/html"))
    if picture:
        yield Output(Piece.PNG, picture)
    elif table and len(table) <= min(MAX_HTML, budget.text) and (clean := sanitised(table)).strip():
        yield Output(Piece.HTML, budget.take(clean))
    elif text := _text(data.get("text/plain")):
        yield _plain(text, budget)


def _plain(text: str, budget: _Budget) -> Output:
    text = _final_lines(_ANSI.sub("", text[: 20 * MAX_TEXT]))
    return Output(Piece.TEXT, budget.take(budget.fit(text, MAX_TEXT)))


def _final_lines(text: str) -> str:
    """Return the text as a terminal leaves it where progress bars rewrite a line: backspaces and returns applied."""
    text = re.sub("\x08+", "\r", text).replace("\r\n", "\n")
    return "\n".join(line.rstrip("\r").rsplit("\r", 1)[-1] for line in text.split("\n"))


def _picture(encoded: str, budget: _Budget) -> str:
    compact = "".join(encoded.split())
    if not compact or len(compact) > budget.pictures:
        return ""
    try:
        png = cleaned(base64.b64decode(compact, validate=True))
    except (binascii.Error, ValueError):
        return ""
    if png is None:
        return ""
    budget.pictures -= len(compact)
    return base64.b64encode(png).decode("ascii")


def _cut_traceback(lines: str, summary: str) -> str:
    """Keep the frames of the notebook's own cells, and the exception."""
    text = _ANSI.sub("", lines[: 20 * MAX_TRACEBACK])
    frames = re.split(r"\n(?=(?:File |Cell |Input |---> ?File ))", text)
    own = [frame for frame in frames if re.match(r"(?:Cell |Input |File .*ipykernel_)", frame)]
    kept = "\n".join(frame.rstrip() for frame in own) or ""
    return capped(f"{kept}\n\n{summary}".strip(), MAX_TRACEBACK)


def sanitised(markup: str) -> str:
    """Return HTML with nothing but simple text, tables and http links."""
    clean = nh3.clean(
        plain(markup),
        tags=_TAGS,
        clean_content_tags={"script", "style", "svg", "math", "iframe", "object", "template", "noscript"},
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    return _EMPTY_HEAD.sub("<td></td>", clean)


def _rendered(markdown: str) -> str:
    return _demoted(sanitised(_markdown().render(markdown)))


def _demoted(markup: str) -> str:
    """Make a notebook's headings paragraphs, so that the page keeps one outline."""
    markup = re.sub(r"<h[1-6]>", "<p><strong>", markup)
    return re.sub(r"</h[1-6]>", "</strong></p>", markup)


def _highlighted(source: str, *, room: int) -> str:
    """Return code as HTML, in colour where that fits the room."""
    short = len(source) <= min(room, MAX_SOURCE)
    coloured = str(highlight(_without_voids(source), _lexer(), _formatter())) if short else ""
    return coloured if 0 < len(coloured) <= room else html.escape(source)


def _without_voids(source: str) -> str:
    """Return code without spaces at the ends of lines and long runs of empty lines, which take the lexer long."""
    lines: list[str] = []
    empty = 0
    for line in source.split("\n"):
        empty = 0 if line.strip() else empty + 1
        if empty <= MAX_EMPTY:
            lines.append(line.rstrip(" \t\x0c"))
    return "\n".join(lines)


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "maxNesting": 12}).enable("table")


@cache
def _lexer() -> PythonLexer:
    return PythonLexer(stripnl=False, ensurenl=False)


@cache
def _formatter() -> HtmlFormatter[str]:
    return HtmlFormatter(nowrap=True)


def _text(value: Json) -> str:
    """Return nbformat's "string or list of strings" as a string; "" for anything else."""
    if isinstance(value, str):
        return value
    return "".join(part for part in value if isinstance(part, str)) if isinstance(value, list) else ""
