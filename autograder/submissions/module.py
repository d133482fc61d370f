"""Read a Python module that a student wrote."""

from __future__ import annotations

import io
import tokenize

from autograder.errors import SubmissionError
from autograder.i18n import gettext as _
from autograder.submissions.files import shown

_ENCODINGS = frozenset(
    ("utf-8", "utf-8-sig", "ascii", "iso-8859-1", "cp1252", "cp949", "euc_kr", "euc-kr", "cp932", "shift_jis", "gbk")
)


def read_module(data: bytes, name: str) -> str:
    """Return a module's text with plain line ends, decoded as Python would: UTF-8, or what a coding line declares.

    Raises:
        SubmissionError: `empty` or `not_utf8`.
    """
    if not data.strip():
        text = _("Expected Python code, found the empty file {name}. Did you save before handing in?")
        raise SubmissionError(text.format(name=shown(name)), kind="empty")
    try:
        encoding, _lines = tokenize.detect_encoding(io.BytesIO(data).readline)
        if encoding not in _ENCODINGS or b"\x00" in data:
            raise _not_text(name, 1)
        source = data.decode(encoding)
    except SyntaxError:
        raise _not_text(name, 1) from None
    except UnicodeDecodeError as error:
        raise _not_text(name, data.count(b"\n", 0, error.start) + 1) from None
    return source.replace("\r\n", "\n").replace("\r", "\n")


def _not_text(name: str, line: int) -> SubmissionError:
    text = _(
        "Expected Python code in UTF-8, found other bytes in line {line} of {name}. "
        "Save the file as UTF-8 in your editor and hand in again."
    )
    return SubmissionError(text.format(line=line, name=shown(name)), kind="not_utf8")
