"""Names of students: shown as they are written, and as names of files."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from autograder.people import revealed, visible
from autograder.wire.text import clean_text

_PLAIN = re.compile(r"[a-z0-9](?:[a-z0-9_.-]{0,58}[a-z0-9])?")
_SUFFIXED = re.compile(r".*-[0-9a-f]{12}")
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")
_UNSAFE = re.compile(r"[^\w]+|_+")
_READABLE_BYTES = 160 - len("-0123456789ab")


def display_name(text: str) -> str:
    """Return a name in normal form C on one line, without what nobody sees, at most 120 characters."""
    seen = visible(clean_text(text, 1_000)) or revealed(text[:20])
    return clean_text(unicodedata.normalize("NFC", " ".join(seen.split())), 120)


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
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{readable}-{digest[:12]}"
