"""The file of a hand-in that is run: recognised, chosen and read."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from autograder.errors import SubmissionError
from autograder.i18n import gettext as _
from autograder.records import Form
from autograder.submissions.choice import SUFFIXES, choose
from autograder.submissions.content import as_utf8, disguised, is_notebook, proper_path, way_out
from autograder.submissions.files import MAX_FILE_MB, MAX_MODULE_MB, MB, Listing, RegularFile, read_bytes, shown
from autograder.submissions.module import read_module
from autograder.submissions.notebook import clear_outputs_advice, read_notebook
from autograder.submissions.work import DAMAGED, FileContents, Handout, work_of

CELL = "# %%\n"
_LIBRARIES = sys.stdlib_module_names | {"tensorflow", "keras", "numpy", "sklearn", "matplotlib", "pandas", "seaborn"}
_COMPARED_MB = 100


@dataclass(frozen=True, slots=True)
class EntryFile:
    """The file to grade: its path, the bytes that are run, its code, all its text, remarks."""

    path: PurePosixPath
    form: Form
    data: bytes
    source: str
    text: str
    notes: tuple[str, ...]


def recognised(listing: Listing) -> Listing:
    """Return a listing under the names that files should have: "A.PY" is a module, a notebook is one by any name."""
    taken = {item.path for item in listing.items}
    known = [_renamed(item, proper_path(item.path), taken) for item in listing.items]
    known = [_renamed(item, item.path.with_suffix(".ipynb"), taken) if _is_hidden(item) else item for item in known]
    if not any(item.path.suffix in SUFFIXES for item in known):
        known = [_renamed(item, _undisguised(item), taken) for item in known]
    return replace(listing, items=tuple(known))


def read_entry(listing: Listing, assignment: str, handout: Callable[[], Handout]) -> EntryFile | None:
    """Choose the file to grade among recognised ones, and read it; None where there is neither notebook nor module.

    Raises:
        SubmissionError: it cannot be read.
    """
    items = {item.path: item for item in (*listing.items, *listing.checkpoints)}
    compared: dict[PurePosixPath, FileContents] = {}

    def work(path: PurePosixPath) -> FileContents:
        if path not in compared:
            spent = sum(items[each].size for each in compared)
            compared[path] = _work(items[path]) if spent + items[path].size <= _COMPARED_MB * MB else DAMAGED
        return compared[path]

    choice = choose(list(items), assignment=assignment, handout=handout, read=work)
    if choice is None:
        return None
    entry = _read(items[choice.path])
    remarks = (*([choice.note] if choice.note else []), *_on_its_name(items[choice.path]), *_on_names(items))
    return replace(entry, notes=(*entry.notes, *remarks))


def read_handout(public: Path, asked: Iterable[str]) -> Handout:
    """Return what students start from: the stubs in an assignment's public folder, and what it asks for."""
    stubs = (public / f"{public.name}{suffix}" for suffix in SUFFIXES)
    items = (RegularFile(path, PurePosixPath(path.name), path.stat().st_size) for path in stubs if path.is_file())
    return Handout(tuple(_work(item) for item in items), frozenset(asked))


def no_entry(path: Path, listing: Listing) -> SubmissionError:
    """Return the error for a hand-in in which there is nothing to grade."""
    if listing.links and not listing.items:
        text = _("Expected files in {name}, found only links or special files. Hand in the files themselves.")
        return SubmissionError(text.format(name=shown(path.name)), kind="symlink")
    if path.suffix.lower() in SUFFIXES:
        text = _("Expected a file, found a folder named {name} with neither a notebook nor a module in it.")
        return SubmissionError(text.format(name=shown(path.name)), kind="directory")
    found = ", ".join(shown(item.path) for item in listing.items[:10]) or _("nothing")
    text = _("Expected a notebook (.ipynb) or a module (.py) in {name}, found {found}.").format(
        name=shown(path.name), found=found
    )
    advice = next(filter(None, (way_out(item.path) for item in listing.items)), "")
    return SubmissionError(f"{text} {advice}".strip(), kind="no_candidate")


def _renamed(item: RegularFile, path: PurePosixPath, taken: set[PurePosixPath]) -> RegularFile:
    """Return a file under another path, if that is free."""
    if path == item.path or path in taken:
        return item
    taken.add(path)
    return replace(item, path=path)


def _is_hidden(item: RegularFile) -> bool:
    """Tell whether a file that is called a module holds a notebook."""
    if item.path.suffix != ".py" or item.size > MAX_FILE_MB * MB:
        return False
    with item.source.open("rb") as file:
        if not as_utf8(file.read(256)).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
            return False
    return is_notebook(read_bytes(item.source, max_mb=MAX_FILE_MB))


def _undisguised(item: RegularFile) -> PurePosixPath:
    """Return what a file with a foreign ending should be called: "hw1.py.txt" is a module, a notebook is one."""
    if ending := disguised(item.path):
        return PurePosixPath(item.path.with_suffix("")).with_suffix(ending)
    likely = item.path.suffix.lower() in {".txt", ".json", ""} and item.size <= MAX_FILE_MB * MB
    if likely and is_notebook(read_bytes(item.source, max_mb=MAX_FILE_MB)):
        return item.path.with_suffix(".ipynb")
    return item.path


def _work(item: RegularFile) -> FileContents:
    try:
        entry = _read(item)
    except SubmissionError as error:
        return FileContents() if error.kind == "empty" else DAMAGED
    return work_of(entry.source, entry.text)


def _read(item: RegularFile) -> EntryFile:
    path, name = item.path, item.path.name
    if path.suffix.lower() == ".ipynb":
        data = read_bytes(item.source, max_mb=MAX_FILE_MB, advice=clear_outputs_advice())
        notebook = read_notebook(data, name)
        source = "\n".join(CELL + cell for cell in notebook.code)
        return EntryFile(path, Form.NOTEBOOK, notebook.data, source, notebook.text, notebook.notes)
    data = as_utf8(read_bytes(item.source, max_mb=MAX_MODULE_MB))
    source = read_module(data, name)
    return EntryFile(path, Form.MODULE, data, source, source, ())


def _on_its_name(item: RegularFile) -> list[str]:
    """Say under which name a file was graded that was called by another one."""
    if proper_path(PurePosixPath(item.source.name)).suffix == item.path.suffix:
        return []
    text = _("{name} was graded as {path}: it holds what that ending says. Name it so.")
    return [text.format(name=shown(item.source.name), path=shown(item.path.name))]


def _on_names(items: Mapping[PurePosixPath, RegularFile]) -> Iterable[str]:
    """Warn of modules that stand in front of the library of their name."""
    hiding = [path for path in items if path.suffix.lower() == ".py" and path.stem in _LIBRARIES]
    text = _("{name} hides the library of that name from your code. Give the file another name.")
    return [text.format(name=shown(path)) for path in hiding[:5]]
