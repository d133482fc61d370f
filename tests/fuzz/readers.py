"""Everything on the trusted side that reads a student's text, as functions of text, and texts made to take long."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from autograder import explain, wire
from autograder.checks.hints import find_hints
from autograder.checks.hints.definitions import definitions
from autograder.course.assignment import Assignment
from autograder.records import Evidence, Form, Outcome, Submission
from autograder.reports import similarity
from autograder.reports.notebook import cells_of, module_cell, sanitised
from autograder.reports.text import capped
from autograder.sandbox.text import readable
from autograder.submissions import read_source
from autograder.submissions.module import read_module
from autograder.submissions.notebook import read_notebook
from autograder.submissions.work import Handout, work_of

Reader = Callable[[str, Path], object]

markdown = importlib.import_module("autograder.reports.markdown")  # its package names a function so


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _notebook(*cells: dict[str, object]) -> bytes:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}).encode()


def _cell(text: str, *outputs: dict[str, object]) -> dict[str, object]:
    return {"cell_type": "code", "source": text, "metadata": {}, "execution_count": 1, "outputs": outputs}


def _outputs(text: str) -> Iterator[dict[str, object]]:
    yield {"output_type": "stream", "name": "stdout", "text": text}
    yield {"output_type": "error", "ename": text, "evalue": text, "traceback": [text]}
    data = {"text/html": text, "text/plain": text, "image/png": text}
    yield {"output_type": "display_data", "data": data, "metadata": {}}


def _executed(text: str) -> bytes:
    return _notebook({"cell_type": "markdown", "source": text, "metadata": {}}, _cell("1", *_outputs(text)))


def module_findings(text: str, folder: Path) -> None:
    read_source(Submission("a", "b", folder, "", None, Form.MODULE, "a.py", text))


def notebook_findings(text: str, folder: Path) -> None:
    (folder / "a.ipynb").write_bytes(_notebook(_cell(text), _cell(f"%%time\n{text}")))
    read_source(Submission("a", "b", folder, "", None, Form.NOTEBOOK, "a.ipynb", text))


def hints(text: str, folder: Path) -> None:
    find_hints(Evidence("a", Outcome.OK, source=text), Assignment("a", "A", 10))


def missing_functions(text: str, folder: Path) -> None:
    definitions(text)


def compared_with_the_handout(text: str, folder: Path) -> None:
    work, handout = work_of(text, text), Handout((work_of("a = 1", "a = 1"),), frozenset({"f"}))
    handout.is_fuller(work, work)
    handout.written(work)
    handout.has_code_of(work)


READERS: Mapping[str, Reader] = {
    "strict_json": lambda text, _: wire.decode_json(_bytes(f"[{text}]")),
    "lenient_json": lambda text, _: wire.decode_json(_bytes(f"[{text}]"), lenient=True),
    "json_text": lambda text, _: wire.decode_json(json.dumps({text: text}).encode()),
    "json_object": lambda text, _: wire.decode_json(_bytes(f"{{{text}}}")),
    "executed_notebook": lambda text, _: wire.decode_notebook(_executed(text)),
    "clean_text": lambda text, _: wire.clean_text(text, 4000),
    "display_name": lambda text, _: wire.display_name(text),
    "slug": lambda text, _: wire.slug(text),
    "printed": lambda text, _: readable(_bytes(text)),
    "handed_in_module": lambda text, _: read_module(_bytes(text), "a.py"),
    "handed_in_notebook": lambda text, _: read_notebook(_notebook(_cell(text)), "a.ipynb"),
    "notebook_bytes": lambda text, _: read_notebook(_bytes(text), "a.ipynb"),
    "module_findings": module_findings,
    "notebook_findings": notebook_findings,
    "hints": hints,
    "missing_functions": missing_functions,
    "compared_with_the_handout": compared_with_the_handout,
    "fingerprints": lambda text, _: similarity.fingerprints(text),
    "shown_notebook": lambda text, _: cells_of(json.loads(_executed(text))),
    "shown_module": lambda text, _: module_cell(text),
    "sanitised": lambda text, _: sanitised(text),
    "markdown": lambda text, _: markdown.escaped(text),
    "capped": lambda text, _: capped(text, 1000),
    "place": lambda text, _: explain.place(text),
}
PIECES = (
    *(
        " ",
        "\t",
        "\n",
        "\r",
        "\\",
        '"',
        "'",
        '"""',
        "'''",
        "#",
        "%",
        "!",
        "?",
        "(",
        "[",
        "{",
        "<",
        "&",
        ",",
        "-",
        "~",
        "@",
    ),
    *("a", "a.", "a=", "a,", ".", "0", "9", "1,", "1e", "é", "\u0301", "😀", "\ud800", "\u2028", "\x0c", "_", "$", ":"),
    *(
        "`",
        "*",
        "**",
        "[a](",
        "![",
        "> ",
        "- ",
        "1. ",
        "|a",
        "|",
        "www.",
        "://",
        "[x]: ",
        "<th>",
        "<b>",
        "<a href=",
        "&#",
    ),
    *("\x1b[", "\x1b]", "\x1b", "\x08", "\x9b", "File ", "self.", 'rb"', 'f"{', "lambda:", "not ", "if 1:\n ", "a=b\n"),
    *(
        "%%time\n",
        "%a\n",
        "!ls\n",
        "a?\n",
        "# %%\n",
        '{"a":',
        '"a",',
        '"a":1,',
        "[[",
        "\\u0000",
        '\\"',
        ", line ",
        "import ",
    ),
)
ENDS = ("", "x", "\n")
WHOLE: Mapping[str, Callable[[int], str]] = {
    "chains of attributes": lambda size: ("x = " + "a." * 1400 + "b\n") * (size // 2800 + 1),
    "keywords inside each other": lambda size: "f(metrics=" * 80 + "[" + "a," * (size // 2) + "]" + ")" * 80,
    "magics that are Python too": lambda size: "x = (1\n%a\n)\n" + "%b\n" * 60 + "a=b\n" * (size // 4),
    "targets of one value": lambda size: (
        ",".join(f"a{n}" for n in range(size // 8)) + " = x = b(" + "a," * (size // 4) + ")"
    ),
    "one name of a lambda with many parameters": lambda size: (
        "a=" * (size // 5) + "lambda " + ",".join(f"b{n}" for n in range(size // 9)) + ":0"
    ),
    "many names of a lambda with many parameters": lambda size: (
        "".join(f"a{n}=" for n in range(size // 12)) + "lambda " + ",".join(f"b{n}" for n in range(size // 10)) + ":0"
    ),
    "functions of one name with many parameters": lambda size: (
        ("def f(" + ",".join(f"b{n}" for n in range(40)) + "):\n pass\n") * (size // 180)
    ),
    "one name from another": lambda size: "\n".join(f"a{n} = a{n + 1}" for n in range(size // 14)),
    "keys that stand there twice": lambda size: ",".join(f'"{n}":{n}' for n in range(size // 12)) + ',"1":1',
    "long keys": lambda size: ",".join(f'"{n:060}":0' for n in range(size // 66)),
    "spaces before nothing": lambda size: "def f(:\n" + " " * size,
    "quotes after backslashes": lambda size: '"' + '\\"' * (size // 2),
    "strings without an end": lambda size: "'''a\n" * (size // 5),
    "lists in lists": lambda size: "\n".join("  " * (n % 40) + "- a" for n in range(size // 40)),
    "tables in tables": lambda size: "<table><tr><td>" * (size // 30) + "</td></tr></table>" * (size // 30),
    "emphasis that never closes": lambda size: "*a _b " * (size // 6),
    "links that never close": lambda size: "[a](<b" * (size // 6),
}
"""Texts that are more than a repetition."""


def texts() -> Iterator[tuple[str, Callable[[int], str]]]:
    """Yield what a text is, and how it is made in a size."""
    for piece in PIECES:
        for end in ENDS:
            yield f"{piece!r} again and again, then {end!r}", lambda size, p=piece, e=end: p * (size // len(p)) + e
        yield f"{piece!r} after spaces", lambda size, p=piece: (" " * 9 + p) * (size // (9 + len(p)))
    yield from WHOLE.items()
