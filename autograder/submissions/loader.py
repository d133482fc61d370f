"""Lay a submission out in a folder of its own, checked, upgraded and readable by the box's user."""

from __future__ import annotations

import hashlib
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from autograder.errors import SubmissionError
from autograder.i18n import gettext as _
from autograder.records import Form, Submission
from autograder.submissions.archive import unpack
from autograder.submissions.choice import SUFFIXES, choose
from autograder.submissions.files import (
    MAX_FILE_MB,
    MAX_MODULE_MB,
    MAX_TOTAL_MB,
    MB,
    Item,
    Listing,
    list_folder,
    plain_name,
    read_bytes,
    shown,
    status_of,
)
from autograder.submissions.module import read_module
from autograder.submissions.notebook import clear_outputs_advice, read_notebook

_MAX_NESTED = 2
_LIBRARIES = sys.stdlib_module_names | {"tensorflow", "keras", "numpy", "sklearn", "matplotlib", "pandas", "seaborn"}
CELL = "# %%\n"


@dataclass(frozen=True, slots=True)
class _Entry:
    """The file to grade: its path, the bytes that are run, its code, remarks."""

    path: PurePosixPath
    form: Form
    data: bytes
    source: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Written:
    """What lies in the submission's folder: the digest over it, remarks on what was left out."""

    digest: str
    notes: tuple[str, ...]


def load(path: Path, *, student: str, assignment: str, into: Path, submitted_at: datetime | None = None) -> Submission:
    """Copy a hand-in into a folder of its own and say what is to be run there.

    A notebook or a module is taken with nothing around it, a folder or a zip with every file beside it: helper
    modules, images, data. Hidden files, caches, virtual environments and links stay behind.

    Args:
        path: a notebook, a module, a folder that holds one, or a zip of one.
        student: who handed it in.
        assignment: the assignment's id.
        into: the submission's own folder; what an earlier load left there is replaced.
        submitted_at: when it was handed in.

    Returns:
        The submission, with `root` = `into`. Folders have mode 0755, files 0644.

    Raises:
        SubmissionError: it cannot be read. Kinds: `missing`, `unreadable`, `symlink`, `not_a_file`, `directory`,
            `unknown_type`, `no_candidate`, `ambiguous`, `empty`, `not_utf8`, `not_json`, `not_a_notebook`,
            `nbformat_version`, `not_python`, `too_large`, `too_many_files`, `too_deep`, `duplicate_names`,
            `zip_damaged`, `zip_encrypted`, `zip_unsafe`, `zip_duplicate`, `zip_bomb`, `zip_nested`.
    """
    into.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=into.parent, prefix=".loading-") as folder:
        scratch = Path(folder)
        listing = _listing(path, scratch, into)
        entry = _entry(path, listing, assignment)
        written = _write(scratch / "submission", entry, listing)
        if into.exists():
            shutil.rmtree(into)
        (scratch / "submission").rename(into)
    return Submission(
        student=student,
        assignment=assignment,
        root=into,
        digest=written.digest,
        submitted_at=submitted_at,
        form=entry.form,
        entry=str(entry.path),
        source=entry.source,
        notes=(*entry.notes, *_notes_on_links(listing), *written.notes),
    )


def _listing(path: Path, scratch: Path, into: Path, *, nested: int = 0) -> Listing:
    """List what was handed in, unpacking a zip (and a zip that is all there is inside) below `scratch`."""
    if _is_folder(path):
        listing = _without_wrapper(list_folder(path, without=into))
    else:
        size = status_of(path).st_size
        suffix = path.suffix.lower()
        if suffix in SUFFIXES:
            return Listing((Item(path, PurePosixPath(plain_name(path.stem) + suffix), size),), ())
        if suffix != ".zip":
            raise _unknown_type(path)
        target = scratch / str(nested)
        target.mkdir()
        links = unpack(path, target)
        found = list_folder(target)
        listing = _without_wrapper(Listing(found.items, (*found.links, *links)))
    zips = [item for item in listing.items if item.path.suffix.lower() == ".zip"]
    if len(zips) == 1 and not any(item.path.suffix.lower() in SUFFIXES for item in listing.items):
        if nested == _MAX_NESTED:
            text = _("Expected a zip of files, found zips inside zips. Pack the files themselves.")
            raise SubmissionError(text, kind="zip_nested")
        return _listing(zips[0].source, scratch, into, nested=nested + 1)
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
        inner = (Item(item.source, PurePosixPath(*item.path.parts[1:]), item.size) for item in listing.items)
        listing = Listing(tuple(inner), listing.links)
    return listing


def _entry(path: Path, listing: Listing, assignment: str) -> _Entry:
    sources = {item.path: item.source for item in listing.items}

    def read(name: PurePosixPath) -> bytes:
        if name.suffix.lower() == ".ipynb":
            return read_bytes(sources[name], max_mb=MAX_FILE_MB, advice=clear_outputs_advice())
        return read_bytes(sources[name], max_mb=MAX_MODULE_MB)

    chosen = choose(list(sources), assignment=assignment, read=read)
    if chosen is None:
        raise _no_candidate(path, listing)
    data = read(chosen)
    others = (*_notes_on_others(chosen, sources), *_notes_on_names(sources))
    if chosen.suffix.lower() == ".py":
        return _Entry(chosen, Form.MODULE, data, read_module(data, chosen.name), others)
    notebook = read_notebook(data, chosen.name)
    source = "\n".join(CELL + cell for cell in notebook.code)
    return _Entry(chosen, Form.NOTEBOOK, notebook.data, source, (*notebook.notes, *others))


def _write(into: Path, entry: _Entry, listing: Listing) -> _Written:
    """Write the entry, and copy the other files while they fit."""
    into.mkdir()
    into.chmod(0o755)
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
    for name in sorted(digests, key=str):
        total.update(f"{digests[name]} {name}\0".encode())
    return _Written(f"sha256:{total.hexdigest()}", tuple(notes))


def _place(into: Path, name: PurePosixPath, data: bytes) -> str:
    folder = into
    for part in name.parts[:-1]:
        folder /= part
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)
    target = folder / name.name
    target.write_bytes(data)
    target.chmod(0o644)
    return hashlib.sha256(data).hexdigest()


def _notes_on_links(listing: Listing) -> Iterable[str]:
    text = _("{name} was left out: it is a link or a special file.")
    return (text.format(name=shown(name)) for name in listing.links[:5])


def _notes_on_others(chosen: PurePosixPath, sources: Iterable[PurePosixPath]) -> tuple[str, ...]:
    """Name the files that could have been graded instead: other notebooks, and a module of the same name."""
    others = [
        shown(path)
        for path in sources
        if path != chosen and (path.suffix.lower() == ".ipynb" or path == chosen.with_suffix(".py"))
    ]
    text = _("Graded: {name}. Not graded: {others}.")
    return (text.format(name=shown(chosen), others=", ".join(others[:5])),) if others else ()


def _notes_on_names(sources: Iterable[PurePosixPath]) -> list[str]:
    """Warn of modules that stand in front of the library of their name."""
    hiding = [path for path in sources if path.suffix.lower() == ".py" and path.stem in _LIBRARIES]
    text = _("{name} hides the library of that name from your code. Give the file another name.")
    return [text.format(name=shown(path)) for path in hiding[:5]]


def _no_candidate(path: Path, listing: Listing) -> SubmissionError:
    if listing.links and not listing.items:
        text = _("Expected files in {name}, found only links or special files. Hand in the files themselves.")
        return SubmissionError(text.format(name=shown(path.name)), kind="symlink")
    if path.suffix.lower() in SUFFIXES:
        text = _("Expected a file, found a folder named {name} with neither a notebook nor a module in it.")
        return SubmissionError(text.format(name=shown(path.name)), kind="directory")
    found = ", ".join(shown(item.path) for item in listing.items[:10]) or _("nothing")
    text = _("Expected a notebook (.ipynb) or a module (.py) in {name}, found {found}.")
    return SubmissionError(text.format(name=shown(path.name), found=found), kind="no_candidate")


def _unknown_type(path: Path) -> SubmissionError:
    text = _("Expected a notebook (.ipynb), a module (.py), a folder or a zip, found {name}.")
    return SubmissionError(text.format(name=shown(path.name)), kind="unknown_type")
