"""Walk and read files that students own: no links followed, nothing special opened, sizes checked before reading."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from autograder.errors import SubmissionError
from autograder.i18n import gettext as _
from autograder.people import revealed, visible
from autograder.wire import clean_text

MB = 1024**2
MAX_FILES = 2_000
MAX_FILE_MB = 50
MAX_MODULE_MB = 5
MAX_TOTAL_MB = 200
MAX_DEPTH = 16
MAX_SOURCE_CHARS = 1_000_000
"""Of a submission's code, kept to be read; more is run, but not read."""
_MAX_NAME_BYTES = 240
_LONGEST_PLACE = 70
"""Of a path in a message; its end tells more than its beginning."""
CHECKPOINTS = ".ipynb_checkpoints"
"""The folder in which Jupyter keeps copies of notebooks."""

_JUNK_FOLDERS = frozenset({"__MACOSX", "__pycache__", "venv", "env", "node_modules", "site-packages"})
_TOOLS = frozenset({
    *(".git", ".svn", ".hg", ".github", ".vscode", ".idea", ".venv", ".cache", ".config", ".local", ".jupyter"),
    *(".ipython", ".keras", ".trash", ".trashes", ".autograder", ".ipynb_checkpoints", ".pytest_cache", ".hypothesis"),
    *(".mypy_cache", ".ruff_cache", "__macosx", "__pycache__", "node_modules", "site-packages"),
})  # fmt: skip
_JUNK_FILES = frozenset({"thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class RegularFile:
    """A regular file below a folder: where it is, its path relative to the folder in normal form C, its bytes."""

    source: Path
    path: PurePosixPath
    size: int


@dataclass(frozen=True, slots=True)
class Listing:
    """What a folder holds. `links` are the paths of links and special files, which are left where they are.

    `checkpoints` are the copies of notebooks that Jupyter keeps by itself.
    """

    items: tuple[RegularFile, ...]
    links: tuple[str, ...]
    checkpoints: tuple[RegularFile, ...] = ()


def is_junk(name: str) -> bool:
    """Say whether a file or folder of this name is the work of a program and not of a student."""
    return name.startswith(".") or name in _JUNK_FOLDERS or name.lower() in _JUNK_FILES


def is_nobodys(path: Path) -> bool:
    """Say whether an entry of a class's folder is a program's work; a student may be called ".store" or "env"."""
    name = path.name.lower()
    if not is_junk(path.name):
        return False
    if name in _TOOLS or name in _JUNK_FILES or name.startswith(("._", ".trash")) or path.is_symlink():
        return True
    if not path.is_dir() or (path / "pyvenv.cfg").exists():
        return True
    return not any(_is_code(each) for pattern in ("*", "*/*") for each in path.glob(pattern))


def _is_code(path: Path) -> bool:
    return path.suffix.lower() in {".ipynb", ".py", ".zip"} and not path.name.startswith("._")


def shown(name: object) -> str:
    """Return a file's name as it may stand in a message, on one line; what nobody sees in it is written out."""
    return clean_text(revealed(str(name)), 80).replace("\n", " ").replace("\t", " ")


def told_apart(names: Sequence[str]) -> list[str]:
    """Return names as they may stand in a message, spelled out where they would look the same."""
    plain = [shown(name) for name in names]
    alike = len({visible(name) for name in plain}) < len(names)
    return [shown(ascii(name)[1:-1]) for name in names] if alike else plain


def plain_name(name: str) -> str:
    """Return a file's name in normal form C without what nobody sees; what is no Unicode becomes U+FFFD."""
    text = visible(os.fsencode(name).decode("utf-8", "replace"))
    plain = clean_text(text, 255).replace("\n", " ").replace("\t", " ")
    short = plain.encode()[:_MAX_NAME_BYTES].decode("utf-8", "ignore")
    return "_" if short in ("", ".", "..") else short


def list_folder(folder: Path, *, without: Path | None = None) -> Listing:
    """List the regular files below a folder, without hidden files, caches and virtual environments.

    Args:
        folder: the folder.
        without: a path whose folders are not entered: where the grader itself writes.

    Raises:
        SubmissionError: `too_many_files`, `too_deep`, `duplicate_names` or `unreadable`.
    """
    items: list[RegularFile] = []
    links: list[str] = []
    for item in _walk(folder.resolve(), PurePosixPath(), without.resolve() if without else None):
        if isinstance(item, str):
            links.append(item)
        else:
            items.append(item)
        if len(items) + len(links) > MAX_FILES:
            raise SubmissionError(
                _(
                    "Expected at most {most} files, found more. Hand in only your own code and the files it reads."
                ).format(most=MAX_FILES),
                kind="too_many_files",
            )
    _refuse_duplicates(items)
    items.sort(key=lambda item: item.path)
    checkpoints = tuple(item for item in items if CHECKPOINTS in item.path.parts)
    own = tuple(item for item in items if CHECKPOINTS not in item.path.parts)
    return Listing(own, tuple(sorted(links)), checkpoints)


def read_bytes(path: Path, *, max_mb: int, advice: str = "") -> bytes:
    """Read a regular file, not through a link, after its size was checked.

    Raises:
        SubmissionError: `too_large` or a kind of `status_of`.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            status = os.fstat(descriptor)
            _check_type(path, status)
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                data = file.read(max_mb * MB + 1) if status.st_size <= max_mb * MB else None
        finally:
            os.close(descriptor)
    except OSError as error:
        raise _unreadable(path, error) from None
    if data is None or len(data) > max_mb * MB:
        raise too_large(path.name, status.st_size, max_mb, advice)
    return data


def status_of(path: Path) -> os.stat_result:
    """Return the status of a regular file.

    Raises:
        SubmissionError: `missing`, `symlink`, `directory`, `not_a_file` or `unreadable`.
    """
    try:
        status = path.lstat()
    except OSError as error:
        raise _unreadable(path, error) from None
    _check_type(path, status)
    return status


def too_large(name: str, size: int, max_mb: int, advice: str = "") -> SubmissionError:
    """Return the error for a file of `size` bytes that is over the limit."""
    text = _("Expected at most {most} MB, found {found:.0f} MB in {name}.").format(
        most=max_mb, found=size / MB, name=shown(name)
    )
    return SubmissionError(f"{text} {advice}".strip(), kind="too_large")


def _check_type(path: Path, status: os.stat_result) -> None:
    """Refuse what is no regular file."""
    if stat.S_ISLNK(status.st_mode):
        raise _link(path)
    if stat.S_ISDIR(status.st_mode):
        text = _("Expected a file, found a folder named {name}.")
        raise SubmissionError(text.format(name=shown(path.name)), kind="directory")
    if not stat.S_ISREG(status.st_mode):
        text = _("Expected a file, found a device or another special file named {name}.")
        raise SubmissionError(text.format(name=shown(path.name)), kind="not_a_file")


def _walk(folder: Path, below: PurePosixPath, without: Path | None) -> Iterator[RegularFile | str]:
    """Yield files as items, and links and special files by their paths."""
    if len(below.parts) > MAX_DEPTH:
        text = _("Expected folders at most {most} deep, found deeper ones.").format(most=MAX_DEPTH)
        raise SubmissionError(text, kind="too_deep")
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        raise _unreadable(folder, error) from None
    if any(entry.name == "pyvenv.cfg" for entry in found):
        return
    for entry in found:
        if _is_left_out(entry.name, below):
            continue
        path = below / plain_name(entry.name)
        status = entry.stat(follow_symlinks=False)
        if stat.S_ISDIR(status.st_mode):
            if without is None or not without.is_relative_to(entry.path):
                yield from _walk(Path(entry.path), path, without)
        elif stat.S_ISREG(status.st_mode):
            yield RegularFile(Path(entry.path), path, status.st_size)
        else:
            yield str(path)


def _is_left_out(name: str, below: PurePosixPath) -> bool:
    """Tell whether a file or folder is not looked at; Jupyter's checkpoints are."""
    if name == CHECKPOINTS or CHECKPOINTS in below.parts:
        return False
    return is_junk(name) or name.endswith("-checkpoint.ipynb")


def _refuse_duplicates(items: list[RegularFile]) -> None:
    seen: dict[PurePosixPath, RegularFile] = {}
    for item in items:
        first = seen.setdefault(item.path, item)
        if first is not item:
            text = _("Expected names that differ, found {first} and {second}. Give the files different names.")
            one, other = told_apart([first.source.name, item.source.name])
            raise SubmissionError(text.format(first=one, second=other), kind="duplicate_names")


def _unreadable(path: Path, error: OSError) -> SubmissionError:
    if isinstance(error, FileNotFoundError):
        text = _("Expected a notebook, a module, a folder or a zip at {path}, found nothing there.")
        place = str(path)
        whole = place if len(place) <= _LONGEST_PLACE else f"…{place[-_LONGEST_PLACE:]}"
        return SubmissionError(text.format(path=shown(whole)), kind="missing")
    if error.errno == errno.ELOOP:
        return _link(path)
    text = _("{name} cannot be read: {reason}.").format(
        name=shown(path.name), reason=error.strerror or type(error).__name__
    )
    return SubmissionError(text, kind="unreadable")


def _link(path: Path) -> SubmissionError:
    text = _("Expected a file, found a link named {name}. Hand in the file itself.")
    return SubmissionError(text.format(name=shown(path.name)), kind="symlink")
