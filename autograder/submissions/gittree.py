"""Write the files of a commit as they are stored: no filter, no link, no submodule, no name that leads elsewhere."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from autograder.errors import SubmissionError
from autograder.i18n import gettext as _
from autograder.submissions.files import MAX_DEPTH, MAX_FILE_MB, MAX_FILES, MAX_TOTAL_MB, MB, is_junk, plain_name, shown
from autograder.submissions.gitcommand import Caps, git

_PLAIN_FILES = ("100644", "100755", "100664")
_LISTED_BYTES = 8 * MB
"""Of a commit's paths, those of programs too: about a hundred thousand."""
_LARGE_STORAGE = b"version https://git-lfs.github.com/spec/"


@dataclass(frozen=True, slots=True)
class _Blob:
    """A file of a commit: its object and its size in bytes."""

    path: PurePosixPath
    object: str
    size: int


def write_tree(store: Path, commit: str, into: Path, *, caps: Caps) -> tuple[str, ...]:
    """Write the files of a commit into a folder, replacing what is there; return remarks on what was left out.

    Raises:
        SubmissionError: `repository`, `too_many_files` or `too_large`.
    """
    tree = git(store, ["ls-tree", "-r", "-z", "-l", "--full-tree", commit], caps=caps, most=_LISTED_BYTES)
    blobs, notes = _listed(tree) if len(tree) < _LISTED_BYTES else ([], [])
    if len(blobs) > MAX_FILES or len(tree) >= _LISTED_BYTES:
        text = _("Expected at most {most} files, found more. Hand in only your own code and the files it reads.")
        raise SubmissionError(text.format(most=MAX_FILES), kind="too_many_files")
    if sum(blob.size for blob in blobs) > MAX_TOTAL_MB * MB:
        text = _("Expected files of at most {most} MB in the commit, found more. Leave data sets and saved models out.")
        raise SubmissionError(text.format(most=MAX_TOTAL_MB), kind="too_large")
    if into.exists():
        shutil.rmtree(into)
    into.mkdir(parents=True)
    asked = "".join(f"{blob.object}\n" for blob in blobs).encode()
    contents = git(store, ["cat-file", "--batch"], asked=asked, caps=caps) if blobs else b""
    place = 0
    for blob in blobs:
        place = contents.index(b"\n", place) + 1
        notes += _write(into, blob, contents[place : place + blob.size])
        place += blob.size + 1
    return tuple(notes)


def _listed(tree: bytes) -> tuple[list[_Blob], list[str]]:
    """Return the files that may be written, and remarks on the others."""
    blobs: list[_Blob] = []
    notes: list[str] = []
    for entry in tree.split(b"\0")[:-1]:
        fields, _tab, raw = entry.partition(b"\t")
        mode, _kind, name, size = fields.decode().split()
        parts = raw.decode("utf-8", "surrogateescape").split("/")
        if len(blobs) > MAX_FILES:
            break
        if any(is_junk(part) for part in parts):
            continue
        path = PurePosixPath(*(plain_name(part) for part in parts))
        if mode not in _PLAIN_FILES or len(parts) > MAX_DEPTH or ".." in parts or "" in parts:
            notes.append(_("{name} was left out: it is a link or a special file.").format(name=shown(path)))
        elif int(size) > MAX_FILE_MB * MB:
            text = _("{name} ({size:.0f} MB) was left out: it is too large to be handed in.")
            notes.append(text.format(name=shown(path), size=int(size) / MB))
        else:
            blobs.append(_Blob(path, name, int(size)))
    return blobs, notes[:5]


def _write(into: Path, blob: _Blob, data: bytes) -> list[str]:
    target = into / blob.path
    if data.startswith(_LARGE_STORAGE):
        text = _("{name} was left out: it lies in Git LFS. Commit the file itself.")
        return [text.format(name=shown(blob.path))]
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            file.write(data)
    except (FileExistsError, NotADirectoryError):
        text = _("Expected each file name once, found {name} twice. Give the files different names.")
        raise SubmissionError(text.format(name=shown(blob.path)), kind="duplicate_names") from None
    return []
