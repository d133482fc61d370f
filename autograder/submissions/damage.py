"""Say what is wrong with a notebook that cannot be decoded, and what to do about it."""

from __future__ import annotations

from json import JSONDecodeError

from autograder.errors import SubmissionError, WireError
from autograder.i18n import gettext as _
from autograder.submissions.content import conflict_line
from autograder.submissions.files import shown


def undecodable(data: bytes, name: str, error: WireError) -> SubmissionError:
    """Return the error for what cannot be decoded: where it breaks, what that means, and what to do."""
    cause = error.__cause__
    if isinstance(cause, UnicodeDecodeError) and cause.reason == "unexpected end of data":
        return _cut_off(name, data.count(b"\n") + 1)
    if isinstance(cause, UnicodeDecodeError):
        text = _("Expected a notebook in UTF-8, found other bytes in line {line} of {name}. {guess}")
        line = data.count(b"\n", 0, cause.start) + 1
        said = text.format(line=line, name=shown(name), guess=_guess(data) or _save_again())
        return SubmissionError(said, kind="not_utf8")
    if line := conflict_line(data.decode("utf-8", "replace")):
        text = _(
            "Git left a merge conflict in {name}, from line {line} on, and Jupyter cannot open the file. Expected one "
            "version, found two: keep one in a text editor, delete the lines that begin with <<<<<<<, ======= and "
            ">>>>>>>, and hand in again."
        )
        return SubmissionError(text.format(line=line, name=shown(name)), kind="merge_conflict")
    if isinstance(cause, JSONDecodeError):
        return _broken(data, name, cause)
    text = _("Expected a notebook (JSON), found a mistake in line {line} of {name}: {reason}. {guess}")
    reason = str(error).removeprefix(f"{name}: ")
    said = text.format(line=1, name=shown(name), reason=reason, guess=_guess(data) or _save_again())
    return SubmissionError(said, kind="not_json")


def _broken(data: bytes, name: str, cause: JSONDecodeError) -> SubmissionError:
    rest = cause.doc[cause.pos :].strip()
    if _ends_early(cause, rest) and not _guess(data):
        return _cut_off(name, cause.lineno)
    if cause.msg == "Extra data":
        text = _(
            "Expected the end of {name} behind its last brace, found more text in line {line}: “{found}”. Jupyter "
            "cannot open the file: delete that text in a text editor, and hand in again."
        )
    else:
        text = _("Expected a notebook (JSON), found a mistake in line {line} of {name}: {reason}. {guess}")
    mend = _("Jupyter cannot open the file: mend that line in a text editor, or hand in a version that opens.")
    found = shown(rest.split("\n")[0])
    values = {"line": cause.lineno, "name": shown(name), "reason": cause.msg, "found": found}
    return SubmissionError(text.format(guess=_guess(data) or mend, **values), kind="not_json")


def _ends_early(cause: JSONDecodeError, rest: str) -> bool:
    """Tell whether decoding failed because the text stops in the middle."""
    words = ("true", "false", "null")
    return not rest or cause.msg.startswith("Unterminated") or any(word.startswith(rest) for word in words)


def _cut_off(name: str, line: int) -> SubmissionError:
    text = _(
        "Expected a whole notebook, found that {name} breaks off in line {line}: it was not saved or sent to its end. "
        "Save it in Jupyter or Colab once more (File, Download), and hand in that file."
    )
    return SubmissionError(text.format(name=shown(name), line=line), kind="not_json")


def _save_again() -> str:
    return _("Save it again in Jupyter or Colab (File, Download) and hand in that file.")


def _guess(data: bytes) -> str:
    """Say what a file seems to be that is not what its name says; "" for what looks like a notebook."""
    head = data[:200].lstrip()
    guesses = (
        (b"PK\x03\x04", _("It seems to be a zip: give it the ending .zip.")),
        (b"%PDF", _("It seems to be a PDF: hand in the notebook itself.")),
        (b"<", _("It seems to be a web page: download the notebook itself, not the page that shows it.")),
        (
            b"version https://git-lfs",
            _("It is git LFS's pointer to the file: run “git lfs pull”."),
        ),
        (b"import ", _("It seems to be Python code: give it the ending .py.")),
        (b"from ", _("It seems to be Python code: give it the ending .py.")),
        (b"#", _("It seems to be Python code: give it the ending .py.")),
        (b"{", ""),
    )
    other = _("It seems to be no notebook: save one in Jupyter or Colab (File, Download) and hand in that file.")
    return next((guess for start, guess in guesses if head.startswith(start)), other)
