"""Find the line of a file that a failure's place means: "main.py, line 40", or "cell 12, line 3" inside a notebook."""

from __future__ import annotations

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

from autograder.apart import Most, within
from autograder.errors import ReadingError
from autograder.records import Form

MAX_BYTES = 64 * 1024**2
READING = Most(cpu_s=3)


class _Placed(str):
    """A string of a JSON document that knows where it begins."""

    __slots__ = ("at",)
    at: int


def _placed(text: str, begin: int, strict: bool = True) -> tuple[_Placed, int]:  # noqa: FBT001, FBT002 - the scanner calls it so
    value, end = scanstring(text, begin, strict)
    placed = _Placed(value)
    placed.at = begin
    return placed, end


class _Decoder(json.JSONDecoder):
    def __init__(self) -> None:
        super().__init__()
        self.parse_string = _placed
        self.scan_once = json.scanner.py_make_scanner(self)  # type: ignore[attr-defined]


def line_of(where: str, *, form: Form, entry: str, data: bytes) -> int | None:
    """Return the line of a file (from 1) that a place means; None where it names none that the file has.

    Args:
        where: the place as students read it, in any language: the cell and the line, or the file and the line.
        form: what the file is.
        entry: the file's name, as the place says it.
        data: the file's bytes.
    """
    numbers = [int(found) for found in re.findall(r"\d{1,9}", where.removeprefix(entry))]
    if not numbers or len(data) > MAX_BYTES:
        return None
    if form is Form.NOTEBOOK:
        try:
            return within(READING, notebook_line, data, cell=numbers[0], line=numbers[1] if len(numbers) > 1 else 1)
        except ReadingError:
            return None
    return numbers[-1] if 0 < numbers[-1] <= data.count(b"\n") + 1 else None


def notebook_line(data: bytes, *, cell: int, line: int) -> int | None:
    """Return on which line of an .ipynb file a code cell's line stands; both count from 1."""
    try:
        text = data.decode("utf-8-sig")
        source = _sources(_Decoder().decode(text))[cell - 1] if cell > 0 else None
    except (ValueError, RecursionError, IndexError, AttributeError, TypeError, KeyError):
        return None
    pieces = [piece for piece in source if isinstance(piece, _Placed)] if isinstance(source, list) else [source]
    left = line
    for piece in pieces:
        lines = len(piece.splitlines()) if isinstance(piece, _Placed) else 0
        if isinstance(piece, _Placed) and 0 < left <= max(lines, 1):
            return text.count("\n", 0, piece.at) + 1
        left -= lines
    return None


def _sources(notebook: Any) -> list[Any]:
    cells = notebook["cells"] if "cells" in notebook else notebook["worksheets"][0]["cells"]
    return [cell.get("source", cell.get("input")) for cell in cells if cell.get("cell_type") == "code"]
