"""Tell what a file holds, whatever its name says."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from autograder.i18n import gettext as _

_NOTEBOOK = re.compile(rb'"(?:cells|worksheets|nbformat)"\s*:')
_UTF16 = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"{\x00": "utf-16-le", b"\x00{": "utf-16-be"}
_ARCHIVES = frozenset({".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz"})
_DOCUMENTS = frozenset({".pdf", ".doc", ".docx", ".hwp", ".rtf", ".odt", ".pages", ".png", ".jpg", ".jpeg"})


def as_utf8(data: bytes) -> bytes:
    """Return text in UTF-8 where it is in UTF-16, as PowerShell and Notepad save it; any other bytes as they are."""
    encoding = _UTF16.get(data[:2])
    if encoding is None:
        return data
    try:
        return data.decode(encoding).encode()
    except UnicodeError:
        return data


def is_notebook(data: bytes) -> bool:
    """Tell whether bytes are a notebook's, whole or damaged."""
    text = as_utf8(data).removeprefix(b"\xef\xbb\xbf").lstrip()
    return text.startswith(b"{") and b'"cell_type"' in text and _NOTEBOOK.search(text) is not None


def conflict_line(text: str) -> int:
    """Return the line on which the first whole merge conflict begins that git left in a text; 0 where there is none."""
    begun = parted = 0
    for number, ended in enumerate(text.split("\n"), start=1):
        line = ended.rstrip("\r")
        if line.startswith("<<<<<<< "):
            begun, parted = number, 0
        elif begun and line == "=======":
            parted = number
        elif parted and line.startswith(">>>>>>> "):
            return begun
    return 0


def proper_path(path: PurePosixPath) -> PurePosixPath:
    """Return a path with the ending that Python and Jupyter know: "HW1.PY" is "HW1.py"."""
    suffix = path.suffix.lower()
    return path.with_suffix(suffix) if suffix in {".py", ".ipynb"} else path


def disguised(path: PurePosixPath) -> str:
    """Return the ending that a file had before somebody added another (".py" of "hw1.py.txt"); "" where none."""
    inner = PurePosixPath(path.stem).suffix.lower()
    return inner if path.suffix.lower() in {".txt", ".json"} and inner in {".py", ".ipynb"} else ""


def way_out(path: PurePosixPath) -> str:
    """Say what to hand in instead of a file that nobody can run; "" where its name does not tell."""
    suffix = path.suffix.lower()
    if suffix in {".html", ".htm"}:
        return _(
            "A web page shows a notebook, but cannot be run. Hand in the notebook itself: in Jupyter File, Download; "
            "in Colab File, Download, Download .ipynb."
        )
    if suffix in _DOCUMENTS:
        return _("A document shows code, but cannot be run. Hand in the notebook or the module itself.")
    if suffix in _ARCHIVES:
        return _("Pack the files as a zip, or hand in the notebook itself.")
    return ""
