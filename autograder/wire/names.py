"""Names of students: shown as they are written, and as names of files."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from autograder.people import visible
from autograder.wire.text import clean_text

_PLAIN = re.compile(r"[a-z0-9](?:[a-z0-9_.-]{0,58}[a-z0-9])?")
_SUFFIXED = re.compile(r".*-[0-9a-f]{12}")
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")
_UNSAFE = re.compile(r"[^\w]+|_+")
_READABLE_BYTES = 160 - len("-0123456789ab")
_SHOWN_CHARS = 120
_READ_CHARS = 1_000


def display_name(text: str) -> str:
    """Return a name in normal form C on one line, without what nobody sees, at most 120 characters.

    One of which nothing would be seen is written out in code points. What is too long to be shown ends in a digest of
    all of it, so that different students have different names.
    """
    words = visible(clean_text(text[:_READ_CHARS], _READ_CHARS)).split()
    seen = " ".join(words) or "".join(f"\\u{ord(char):04x}" for char in text[:_READ_CHARS] if not char.isspace())
    name = unicodedata.normalize("NFC", seen)
    if len(name) <= _SHOWN_CHARS and len(text) <= _READ_CHARS:
        return name
    end = f"… {_digest(unicodedata.normalize('NFC', ' '.join(text.split())))}"
    return name[: _SHOWN_CHARS - len(end)].rstrip() + end


def slug(student: str) -> str:
    """Return a name for the student's files: letters of any script, digits and dashes, at most 160 bytes.

    A plain lower-case login stays as it is. Any other name gets a suffix of its digest, so that different students
    have different slugs, also where the file system ignores case.
    """
    name = unicodedata.normalize("NFC", student)
    if _PLAIN.fullmatch(name) and not _SUFFIXED.fullmatch(name) and not _DEVICES.fullmatch(name) and ".." not in name:
        return name
    readable = unicodedata.normalize("NFC", _UNSAFE.sub("-", display_name(name).lower())[:40])
    readable = readable.encode()[:_READABLE_BYTES].decode(errors="ignore").strip("-") or "student"
    return f"{readable}-{_digest(name)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
