"""What every notebook has, whatever it was written for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat

_HEADING = re.compile(r"^\s*#{1,3}\s+(.+?)\s*#*\s*$", re.MULTILINE)
_MAGIC = re.compile(r"^\s*[%!]", re.MULTILINE)


def title(notebook: nbformat.NotebookNode, name: str) -> str:
    """Return the notebook's first heading; its name in words where the first text has none."""
    texts = (cell.source for cell in notebook.cells if cell.cell_type == "markdown" and cell.source.strip())
    found = _HEADING.search(next(texts, ""))
    return found[1] if found else name.replace("_", " ").capitalize()


def only_shows(source: str) -> bool:
    """Tell whether a code cell only shows something: it names nothing that a later cell could need."""
    if _MAGIC.search(source):
        return False
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return False
    return bool(body) and all(isinstance(statement, ast.Expr) for statement in body)


def files_mentioned(notebook: nbformat.NotebookNode, beside: Path) -> Iterator[str]:
    """Yield the files and folders beside a notebook that its cells name."""
    text = "\n".join(cell.source for cell in notebook.cells)
    for path in sorted(beside.iterdir()):
        word = path.stem if path.suffix == ".py" else path.name
        if path.suffix != ".ipynb" and not path.name.startswith(".") and re.search(rf"\b{re.escape(word)}\b", text):
            yield path.name
