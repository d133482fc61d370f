"""Lay a submission out in a folder of its own, checked, upgraded and readable by the box's user."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from autograder.errors import ReaderError, SubmissionError
from autograder.i18n import gettext as _
from autograder.partial import partial_folder, remove
from autograder.records import Submission, SubmissionFiles
from autograder.submissions.archive import unpack
from autograder.submissions.choice import SUFFIXES
from autograder.submissions.content import way_out
from autograder.submissions.entry import EntryFile, no_entry, read_entry, recognised
from autograder.submissions.files import (
    MAX_FILE_MB,
    MAX_SOURCE_CHARS,
    MAX_TOTAL_MB,
    MB,
    Listing,
    RegularFile,
    list_folder,
    plain_name,
    read_bytes,
    shown,
    status_of,
)
from autograder.submissions.hand_in import HandIn
from autograder.submissions.work import Handout

_MAX_NESTED = 2
_MADE = "submission"


@dataclass(frozen=True, slots=True)
class _Written:
    """What lies in the submission's folder: the digest over it, remarks on what was left out."""

    digest: str
    notes: tuple[str, ...]


def load(hand_in: HandIn, *, assignment: str, into: Path, handout: Callable[[], Handout] = Handout) -> Submission:
    """Copy a hand-in into a folder of its own and say what is to be run there.

    A notebook or a module is taken with nothing around it, a folder or a zip with every file beside it: helper
    modules, images, data. Hidden files, caches, virtual environments and links stay behind.

    Args:
        hand_in: its path is a notebook, a module, a folder that holds one, or a zip of one.
        assignment: the assignment's id.
        into: the submission's own folder; what an earlier load left there is replaced.
        handout: returns what students started from, so that it is not graded where their own work lies beside it.

    Returns:
        The submission, with `root` = `into`. Folders have mode 0755, files 0644.

    Raises:
        SubmissionError: it cannot be read. Kinds: `missing`, `unreadable`, `symlink`, `not_a_file`, `directory`,
            `unknown_type`, `no_candidate`, `empty`, `not_utf8`, `not_json`, `merge_conflict`, `not_a_notebook`,
            `nbformat_version`, `not_python`, `too_large`, `too_many_files`, `too_deep`, `duplicate_names`,
            `zip_damaged`, `zip_encrypted`, `zip_unsafe`, `zip_duplicate`, `zip_bomb`, `zip_nested`.
    """
    with partial_folder(into.parent) as scratch:
        files = lay_out(hand_in.path, assignment=assignment, into=into, scratch=scratch, handout=handout)
        put(scratch, into)
    return hand_in.submission(assignment, into, files)


def lay_out(
    path: Path, *, assignment: str, into: Path, scratch: Path, handout: Callable[[], Handout] = Handout
) -> SubmissionFiles:
    """Read a hand-in as `load` does, but write it below a scratch folder alone, for `put` to move it to `into`.

    Raises:
        SubmissionError: likewise.
    """
    listing = recognised(_listing(path, scratch, into))
    entry = read_entry(listing, assignment, handout)
    if entry is None:
        raise no_entry(path, listing)
    written = _write(scratch / _MADE, entry, listing)
    return SubmissionFiles(
        digest=written.digest,
        form=entry.form,
        entry=str(entry.path),
        source=entry.source[:MAX_SOURCE_CHARS],
        notes=(*entry.notes, *_note_on_length(entry), *_notes_on_links(listing), *written.notes),
    )


def put(scratch: Path, into: Path) -> None:
    """Move what `lay_out` wrote into the submission's own folder, readable by everybody.

    Raises:
        ReaderError: there is something else than files and folders.
    """
    made = scratch / _MADE
    for folder, folders, files in os.walk(made):
        Path(folder).chmod(0o755)
        for name in (*folders, *files):
            path = Path(folder, name)
            kind = stat.S_IFMT(path.lstat().st_mode)
            if kind not in (stat.S_IFREG, stat.S_IFDIR):
                raise ReaderError(f"expected files and folders, found another thing at {path}")
            if kind == stat.S_IFREG:
                path.chmod(0o644)
    if into.exists():
        remove(into)
    made.rename(into)


def _listing(path: Path, scratch: Path, into: Path, *, nested: int = 0, spent: int = 0) -> Listing:
    """List what was handed in, unpacking a zip (and a zip that is all there is inside) below `scratch`.

    `spent` are the bytes that were unpacked already.
    """
    if _is_folder(path):
        listing = _without_wrapper(list_folder(path, without=into))
    else:
        size = status_of(path).st_size
        if path.suffix.lower() != ".zip":
            name = plain_name(path.stem) + (plain_name(path.suffix) if path.suffix else "")
            return _alone(RegularFile(path, PurePosixPath(name), size))
        target = scratch / str(nested)
        target.mkdir()
        links = unpack(path, target, spent=spent)
        found = list_folder(target)
        spent += sum(item.size for item in (*found.items, *found.checkpoints))
        listing = _without_wrapper(replace(found, links=(*found.links, *links)))
    zips = [item for item in listing.items if item.path.suffix.lower() == ".zip"]
    if len(zips) == 1 and not any(item.path.suffix.lower() in SUFFIXES for item in listing.items):
        if nested == _MAX_NESTED:
            text = _("Expected a zip of files, found zips inside zips. Pack the files themselves.")
            raise SubmissionError(text, kind="zip_nested")
        return _listing(zips[0].source, scratch, into, nested=nested + 1, spent=spent)
    return listing


def _alone(item: RegularFile) -> Listing:
    """Return the listing of a file that was handed in by itself.

    Raises:
        SubmissionError: `unknown_type`.
    """
    listing = recognised(Listing((item,), ()))
    if listing.items[0].path.suffix not in SUFFIXES:
        text = _("Expected a notebook (.ipynb), a module (.py), a folder or a zip, found {name}.")
        said = f"{text.format(name=shown(item.path))} {way_out(item.path)}".strip()
        raise SubmissionError(said, kind="unknown_type")
    return listing


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except OSError:
        return False


def _without_wrapper(listing: Listing) -> Listing:
    """Drop the folders that everything is in."""
    while listing.items and len({item.path.parts[0] for item in listing.items}) == 1:
        if any(len(item.path.parts) == 1 for item in listing.items):
            break
        inner = (replace(item, path=PurePosixPath(*item.path.parts[1:])) for item in listing.items)
        listing = replace(listing, items=tuple(inner))
    return listing


def _write(into: Path, entry: EntryFile, listing: Listing) -> _Written:
    """Write the entry, and copy the other files while they fit."""
    into.mkdir()
    digests = {entry.path: _place(into, entry.path, entry.data)}
    notes: list[str] = []
    left = MAX_TOTAL_MB * MB
    for item in listing.items:
        if item.path == entry.path:
            continue
        if item.size > min(MAX_FILE_MB * MB, left):
            text = _("{name} ({size:.0f} MB) was left out: it is too large to be handed in.")
            notes.append(text.format(name=shown(item.path), size=item.size / MB))
            continue
        left -= item.size
        digests[item.path] = _place(into, item.path, read_bytes(item.source, max_mb=MAX_FILE_MB))
    total = hashlib.sha256()
    if sum(name.suffix in SUFFIXES for name in digests) > 1:  # which one is graded depends on the handout too
        total.update(f"{entry.path}\0".encode())
    for name in sorted(digests, key=str):
        total.update(f"{digests[name]} {name}\0".encode())
    return _Written(f"sha256:{total.hexdigest()}", tuple(notes))


def _place(into: Path, name: PurePosixPath, data: bytes) -> str:
    folder = into
    for part in name.parts[:-1]:
        folder /= part
        folder.mkdir(exist_ok=True)
    (folder / name.name).write_bytes(data)
    return hashlib.sha256(data).hexdigest()


def _note_on_length(entry: EntryFile) -> Iterable[str]:
    if len(entry.source) > MAX_SOURCE_CHARS:
        text = _(
            "Your code has {found} characters. All of them are run, but only the first {most} are kept for this page. "
            "Leave out text that a program made."
        )
        yield text.format(found=len(entry.source), most=MAX_SOURCE_CHARS)


def _notes_on_links(listing: Listing) -> Iterable[str]:
    text = _("{name} was left out: it is a link or a special file.")
    return (text.format(name=shown(name)) for name in listing.links[:5])
