"""Executed notebooks as a box leaves them, rebuilt field by field from what is known to be plain."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from autograder.errors import WireError
from autograder.records import Json
from autograder.wire.json import decode_json
from autograder.wire.png import decode_png
from autograder.wire.text import clean_text, without_installation

MAX_BYTES = 64 * 1024**2
MAX_CELLS = 1_000
MAX_OUTPUTS = 50
MAX_TEXT = 50_000
MAX_SOURCE = 200_000
MAX_HTML = 200_000
MAX_IMAGES = 100
MAX_IMAGE_PIXELS = 4_000_000
MAX_PIXELS = 40_000_000
MAX_DRAWN = 24 * 1024**2
"""Bytes of all images together, as they are kept."""


def decode_notebook(data: bytes, *, max_bytes: int = MAX_BYTES, what: str = "the notebook") -> Any:
    """Decode an executed notebook and keep what a page may show.

    Cells are code, markdown or raw; outputs are streams, errors, and results in text/plain, image/png (drawn anew)
    and text/html. Text is free of terminal control and capped. Markdown sources and text/html are as the student
    wrote them: an output with HTML has `metadata.untrusted_html` set, and both must pass a sanitiser before a
    browser sees them. Everything else goes: attachments, widgets, SVG, scripts, metadata. Cells are named
    "cell-1", "cell-2", …; `metadata.autograder.left_out` counts the outputs and cells that were dropped.

    Returns:
        An nbformat 4.5 notebook node.

    Raises:
        WireError: it is no notebook of nbformat 4, or larger than `max_bytes`.
    """
    import nbformat  # noqa: PLC0415 - the box imports this package without nbformat

    notebook = decode_json(data, max_bytes=max_bytes, lenient=True, what=what)
    if not isinstance(notebook, dict) or notebook.get("nbformat") != 4 or not isinstance(notebook.get("cells"), list):
        raise WireError(f"{what}: expected a notebook of nbformat 4, found other JSON")
    rebuilder = _Rebuilder()
    cells = [rebuilder.cell(cell, number) for number, cell in enumerate(notebook["cells"][:MAX_CELLS], start=1)]
    left_out = rebuilder.left_out + len(notebook["cells"][MAX_CELLS:])
    metadata = {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python"},
        "autograder": {"left_out": left_out},
    }
    return nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells})


def clean_notebook(data: bytes, *, max_bytes: int = MAX_BYTES, what: str = "the notebook") -> bytes:
    """Return the bytes of the notebook that `decode_notebook` gives.

    Raises:
        WireError: likewise.
    """
    import nbformat  # noqa: PLC0415 - likewise

    return str(nbformat.writes(decode_notebook(data, max_bytes=max_bytes, what=what))).encode()


def pictures(notebook: bytes) -> int:
    """Return how many pictures the outputs of a notebook from `clean_notebook` hold: no other key has their name."""
    return notebook.count(b'"image/png":')


@dataclass(slots=True)
class _Rebuilder:
    """Counts what one notebook has used of its budget."""

    left_out: int = 0
    images: int = MAX_IMAGES
    pixels: int = MAX_PIXELS
    room: int = MAX_DRAWN

    def cell(self, cell: Json, number: int) -> dict[str, Json]:
        if not isinstance(cell, dict):
            cell = {}
        kind = cell.get("cell_type")
        kind = kind if kind in ("code", "markdown") else "raw"
        source = clean_text(_joined(cell.get("source")), MAX_SOURCE)
        rebuilt: dict[str, Json] = {"id": f"cell-{number}", "cell_type": kind, "metadata": {}, "source": source}
        if kind == "code":
            outputs = cell.get("outputs")
            rebuilt["execution_count"] = _count(cell.get("execution_count"))
            rebuilt["outputs"] = self._outputs(outputs if isinstance(outputs, list) else [])
        return rebuilt

    def _outputs(self, outputs: list[Json]) -> list[dict[str, Json]]:
        merged = list(_merge_streams(output for output in outputs if isinstance(output, dict)))
        rebuilt = [self._output(output) for output in merged[:MAX_OUTPUTS]]
        kept = [output for output in rebuilt if output is not None]
        self.left_out += len(outputs) - sum(isinstance(o, dict) for o in outputs) + len(merged) - len(kept)
        return kept

    def _output(self, output: dict[str, Json]) -> dict[str, Json] | None:
        kind = output.get("output_type")
        if kind == "stream":
            name = "stderr" if output.get("name") == "stderr" else "stdout"
            return {
                "output_type": "stream",
                "name": name,
                "text": _said(_joined(output.get("text")), MAX_TEXT),
            }
        if kind == "error":
            return _error(output)
        if kind in ("display_data", "execute_result"):
            return self._display(output)
        return None

    def _display(self, output: dict[str, Json]) -> dict[str, Json] | None:
        found = output.get("data")
        data = self._bundle(found) if isinstance(found, dict) else {}
        if not data:
            return None
        metadata = {"untrusted_html": True} if "text/html" in data else {}
        rebuilt = {"output_type": output["output_type"], "data": data, "metadata": metadata}
        if output["output_type"] == "execute_result":
            rebuilt["execution_count"] = _count(output.get("execution_count"))
        return rebuilt

    def _bundle(self, found: dict[str, Json]) -> dict[str, Json]:
        data: dict[str, Json] = {}
        if "text/plain" in found:
            data["text/plain"] = _said(_joined(found["text/plain"]), MAX_TEXT)
        html = _joined(found.get("text/html"))
        if html and len(html) <= MAX_HTML:
            data["text/html"] = html
        image = self._image(_joined(found.get("image/png")))
        if image:
            data["image/png"] = image
        return data

    def _image(self, text: str) -> str | None:
        if not text or self.images == 0:
            return None
        self.images -= 1
        try:
            raw = base64.b64decode("".join(text.split()), validate=True)
            drawn = decode_png(raw, max_pixels=min(MAX_IMAGE_PIXELS, self.pixels), max_drawn=self.room)
        except (binascii.Error, ValueError, WireError):
            return None
        self.room -= len(drawn)
        self.pixels -= int.from_bytes(drawn[16:20], "big") * int.from_bytes(drawn[20:24], "big")
        return base64.b64encode(drawn).decode("ascii")


def _merge_streams(outputs: Iterator[dict[str, Json]]) -> Iterator[dict[str, Json]]:
    """Join what was printed piece by piece to the same stream, so that overwritten lines are seen whole."""
    for (kind, name), group in groupby(outputs, lambda output: (output.get("output_type"), str(output.get("name")))):
        if kind == "stream":
            yield {"output_type": kind, "name": name, "text": "".join(_joined(output.get("text")) for output in group)}
        else:
            yield from group


def _error(output: dict[str, Json]) -> dict[str, Json]:
    lines = output.get("traceback")
    traceback = [line for line in lines if isinstance(line, str)] if isinstance(lines, list) else []
    return {
        "output_type": "error",
        "ename": clean_text(_joined(output.get("ename")), 200),
        "evalue": _said(_joined(output.get("evalue")), 2_000),
        "traceback": [_said(line, MAX_TEXT) for line in traceback[-MAX_OUTPUTS:]],
    }


def _said(text: str, max_chars: int) -> str:
    """Return what a cell printed or raised, clean and without the grader's own folders."""
    return clean_text(without_installation(text), max_chars)


def _joined(text: Json) -> str:
    """Return text that a notebook stores as a string or as a list of lines; "" for anything else."""
    if isinstance(text, list):
        return "".join(line for line in text if isinstance(line, str))
    return text if isinstance(text, str) else ""


def _count(value: Json) -> int | None:
    return value if type(value) is int and 0 <= value < 2**31 else None
