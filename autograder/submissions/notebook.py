"""Read a notebook that a student wrote, whatever program saved it, and write the plain one that is run."""

from __future__ import annotations

from dataclasses import dataclass, field

from autograder.errors import SubmissionError, WireError
from autograder.i18n import gettext as _
from autograder.i18n import ngettext
from autograder.records import Json
from autograder.submissions.content import as_utf8
from autograder.submissions.damage import undecodable
from autograder.submissions.files import MAX_FILE_MB, MB, shown
from autograder.wire import decode_json, encode_json

MAX_CELLS = 5_000
_MAX_ITEMS = 5_000_000
_MAX_DEPTH = 200
_NEWEST_MINOR = 5


@dataclass(frozen=True, slots=True)
class Notebook:
    """A notebook ready to run: its bytes (nbformat 4.5, no outputs), its code cells in order, all its text, remarks."""

    data: bytes
    code: tuple[str, ...]
    text: str
    notes: tuple[str, ...]


@dataclass(slots=True)
class _Repairs:
    """Counts the cells that were incomplete, and collects remarks."""

    cells: int = 0
    notes: list[str] = field(default_factory=list)


def clear_outputs_advice() -> str:
    """Return what a student does about a notebook that is too large."""
    return _("Clear all outputs in Jupyter or Colab, save, and hand in again; your code runs anew anyway.")


def read_notebook(data: bytes, name: str) -> Notebook:
    """Read a notebook of nbformat 3 or 4; repair what is incomplete; leave outputs and most metadata out.

    The same code always gives the same bytes, whoever ran it before.

    Args:
        data: the file.
        name: its name, for messages.

    Raises:
        SubmissionError: `empty`, `not_utf8`, `not_json`, `merge_conflict`, `not_a_notebook`, `nbformat_version`,
            `not_python` or `too_large`.
    """
    repairs = _Repairs()
    notebook = _parse(data, name, repairs)
    version = _version(notebook, name, repairs)
    _refuse_other_languages(notebook.get("metadata"), name)
    found = _cells(notebook, version, name, repairs)
    if len(found) > MAX_CELLS:
        text = _("Expected at most {most} cells, found {found} in {name}.")
        raise SubmissionError(text.format(most=MAX_CELLS, found=len(found), name=shown(name)), kind="too_large")
    cells = [_cell(cell, number, repairs) for number, cell in enumerate(found, start=1)]
    code = tuple(cell["source"] for cell in cells if cell["cell_type"] == "code")
    if not any(source.strip() for source in code):
        text = _("Expected a notebook with code, found none in {name}. Did you save before handing in?")
        raise SubmissionError(text.format(name=shown(name)), kind="empty")
    if repairs.cells:
        text = ngettext(
            "{n} incomplete cell was repaired.",
            "{n} incomplete cells were repaired.",
            repairs.cells,
        )
        repairs.notes.append(text.format(n=repairs.cells))
    text = "\n".join(str(cell["source"]) for cell in cells)
    return Notebook(_encode(cells), code, text, tuple(repairs.notes))


def _parse(data: bytes, name: str, repairs: _Repairs) -> dict[str, Json]:
    if not data.strip():
        text = _("Expected a notebook, found the empty file {name}. Did you save before handing in?")
        raise SubmissionError(text.format(name=shown(name)), kind="empty")
    plain = as_utf8(data)
    if plain != data:
        repairs.notes.append(_("The notebook was saved as UTF-16; it was read all the same."))
    if plain.startswith(b"\xef\xbb\xbf"):
        plain = plain[3:]
        repairs.notes.append(_("The notebook began with a byte order mark, which was removed."))
    try:
        value = decode_json(
            plain, max_bytes=MAX_FILE_MB * MB, max_depth=_MAX_DEPTH, max_items=_MAX_ITEMS, lenient=True, what=name
        )
    except WireError as error:
        raise undecodable(plain, name, error) from None
    if not isinstance(value, dict):
        raise _no_notebook(name)
    return value


def _version(notebook: dict[str, Json], name: str, repairs: _Repairs) -> int:
    """Return the major version, 3 or 4."""
    version = notebook.get("nbformat")
    if version is None and isinstance(notebook.get("cells"), list):
        repairs.notes.append(
            _("The notebook did not say which version of the format it has; it was read as version 4.")
        )
        return 4
    if type(version) is not int:
        raise _no_notebook(name)
    if version not in (3, 4):
        text = _(
            "Expected a notebook of nbformat 4 (or 3), found nbformat {found} in {name}. "
            "Open it in a current Jupyter, save it, and hand in again."
        )
        raise SubmissionError(text.format(found=version, name=shown(name)), kind="nbformat_version")
    if version == 3:
        repairs.notes.append(_("The notebook was upgraded from nbformat 3."))
    return version


def _refuse_other_languages(metadata: Json, name: str) -> None:
    metadata = metadata if isinstance(metadata, dict) else {}
    kernel = metadata.get("kernelspec") if isinstance(metadata.get("kernelspec"), dict) else {}
    info = metadata.get("language_info") if isinstance(metadata.get("language_info"), dict) else {}
    language = info.get("name") or kernel.get("language") or ("R" if kernel.get("name") == "ir" else "python")
    if not isinstance(language, str) or "python" in language.lower():
        return
    text = _("Expected a notebook for Python, found one for {found} in {name}. Choose a Python kernel.")
    raise SubmissionError(text.format(found=shown(language), name=shown(name)), kind="not_python")


def _cells(notebook: dict[str, Json], version: int, name: str, repairs: _Repairs) -> list[Json]:
    """Return the cells, wherever the format's version or a careless program put them."""
    cells, sheets = notebook.get("cells"), notebook.get("worksheets")
    if isinstance(sheets, list):
        below = [sheet["cells"] for sheet in sheets if isinstance(sheet, dict) and isinstance(sheet.get("cells"), list)]
        found: Json = [cell for many in below for cell in many] if below else None
    else:
        found = None
    expected, other = (found, cells) if version == 3 else (cells, found)
    if isinstance(expected, list):
        return expected
    if isinstance(other, list):
        repairs.notes.append(_("The notebook's cells stood where another version of the format has them."))
        return other
    text = _("Expected cells in the notebook {name}, found none. Save it in Jupyter or Colab and hand in again.")
    raise SubmissionError(text.format(name=shown(name)), kind="not_a_notebook")


def _cell(cell: Json, number: int, repairs: _Repairs) -> dict[str, Json]:
    """Return a cell of nbformat 4.5 with nothing but its kind, its source and its tags."""
    whole = isinstance(cell, dict)
    fields = cell if whole else {}
    kind = fields.get("cell_type")
    source = _source(fields.get("source", fields.get("input")))
    whole = whole and kind in ("code", "markdown", "raw", "heading", "html") and source is not None
    whole = whole and isinstance(fields.get("metadata", {}), dict)
    repairs.cells += not whole
    source = source or ""
    if kind == "heading":
        level = fields.get("level")
        source = f"{'#' * min(level, 6) if type(level) is int and level > 0 else '#'} {source}"
    kind = {"code": "code", "markdown": "markdown", "heading": "markdown"}.get(str(kind), "raw")
    metadata = {"tags": tags} if (tags := _tags(fields.get("metadata"))) else {}
    plain: dict[str, Json] = {"id": f"cell-{number}", "cell_type": kind, "metadata": metadata, "source": source}
    return plain | {"execution_count": None, "outputs": []} if kind == "code" else plain


def _source(source: Json) -> str | None:
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    return source.replace("\r\n", "\n").replace("\r", "\n") if isinstance(source, str) else None


def _tags(metadata: Json) -> list[str]:
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    return sorted({tag for tag in tags if isinstance(tag, str)}) if isinstance(tags, list) else []


def _encode(cells: list[dict[str, Json]]) -> bytes:
    metadata = {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python"},
    }
    return encode_json({"nbformat": 4, "nbformat_minor": _NEWEST_MINOR, "metadata": metadata, "cells": cells})


def _no_notebook(name: str) -> SubmissionError:
    text = _("Expected a notebook, found other JSON in {name}. Hand in the .ipynb file that Jupyter or Colab saves.")
    return SubmissionError(text.format(name=shown(name)), kind="not_a_notebook")
