"""Unpack zip files that somebody else packed: every name and every byte is checked on the way."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from autograder.errors import SubmissionError
from autograder.i18n import gettext as _
from autograder.submissions.files import CHECKPOINTS, MAX_DEPTH, MB, is_junk, plain_name, shown, status_of, too_large

_MAX_RATIO = 200
_RATIO_FROM = MB
_CHUNK = 64 * 1024
_MAX_PART = 255
_KEPT_PART = 200
_KEPT_DEPTH = 4
_OF_ONE_FILE = frozenset({"zip_unsafe", "zip_duplicate", "zip_bomb", "too_deep"})
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, OverflowError, ValueError)


@dataclass(frozen=True, slots=True)
class ZipLimits:
    """What an archive may hold: packed and unpacked megabytes, entries, megabytes of its table of contents."""

    packed_mb: int = 100
    total_mb: int = 200
    entries: int = 5_000
    contents_mb: int = 4


SUBMISSION = ZipLimits()
BATCH = ZipLimits(packed_mb=4_000, total_mb=20_000, entries=200_000, contents_mb=64)


class _Reader(io.FileIO):
    """A file that refuses what a forged table of contents would ask for: huge pieces, places before the start."""

    def __init__(self, path: Path, most: int) -> None:
        super().__init__(path)
        self._most = most

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > self._most:
            raise zipfile.BadZipFile("the table of contents is too large")
        return super().read(-1 if size is None else size) or b""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        if whence == io.SEEK_SET and offset < 0:
            raise zipfile.BadZipFile("the table of contents points before the start")
        return super().seek(offset, whence)


def unpack(path: Path, into: Path, *, limits: ZipLimits = SUBMISSION, spent: int = 0) -> tuple[str, ...]:
    """Unpack a zip below a folder that exists; hidden files and the like stay packed.

    Args:
        path: the zip.
        into: the folder.
        limits: what it may hold.
        spent: bytes that zips around this one unpacked to, which count too.

    Returns:
        The paths of links and special files in the archive, which are left out.

    Raises:
        SubmissionError: `zip_damaged`, `zip_encrypted`, `zip_unsafe` (a path that leads elsewhere), `zip_duplicate`,
            `zip_bomb`, `too_deep`, `too_large`, `too_many_files` or a kind of `status_of`.
    """
    return tuple(_unpack(path, limits, _Unpacked(into, limits, limits.total_mb * MB - spent)).links)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What stayed in the zip of a class: why a file did, links and special files."""

    refused: Mapping[PurePosixPath, SubmissionError]
    links: tuple[PurePosixPath, ...]


def unpack_class(path: Path, into: Path) -> LeftOut:
    """Unpack the zip of a whole class, in which students chose names and contents; long names are shortened.

    Returns:
        What was left out. An empty file or folder takes the place of each.

    Raises:
        SubmissionError: as `unpack`, but of the zip as a whole only.
    """
    unpacked = _Unpacked(into, BATCH, BATCH.total_mb * MB, of_class=True)
    _unpack(path, BATCH, unpacked)
    return LeftOut(unpacked.refused, tuple(map(PurePosixPath, unpacked.links)))


def _unpack(path: Path, limits: ZipLimits, into: _Unpacked) -> _Unpacked:
    size = status_of(path).st_size
    if size > limits.packed_mb * MB:
        raise too_large(path.name, size, limits.packed_mb, _("Leave data sets and saved models out."))
    try:
        with _Reader(path, limits.contents_mb * MB) as file, zipfile.ZipFile(file) as archive:
            into.add_all(archive)
    except _DAMAGED as error:
        text = _("{name} cannot be unpacked: {reason}. Pack the files again as a plain zip.")
        raise SubmissionError(text.format(name=shown(path.name), reason=shown(error)), kind="zip_damaged") from None
    return into


@dataclass(slots=True)
class _Unpacked:
    """What has come out of a zip so far, and the bytes that may still."""

    into: Path
    limits: ZipLimits
    left: int
    of_class: bool = False
    links: list[str] = field(default_factory=list)
    refused: dict[PurePosixPath, SubmissionError] = field(default_factory=dict)
    files: set[PurePosixPath] = field(default_factory=set)
    folders: set[PurePosixPath] = field(default_factory=set)

    def add_all(self, archive: zipfile.ZipFile) -> None:
        """Unpack every entry."""
        entries = archive.infolist()
        if len(entries) > self.limits.entries:
            text = _(
                "Expected at most {most} files in the zip, found {found}. Leave virtual environments and data out."
            )
            raise SubmissionError(text.format(most=self.limits.entries, found=len(entries)), kind="too_many_files")
        for entry in entries:
            try:
                self._add(archive, entry)
            except SubmissionError as error:
                if not self.of_class or error.kind not in _OF_ONE_FILE:
                    raise
                self._leave_out(_kept_path(entry), error)

    def _add(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
        name = _safe_path(entry, shorten=self.of_class)
        if entry.is_dir() or any(is_junk(part) and part != CHECKPOINTS for part in name.parts):
            return
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if kind not in (0, stat.S_IFREG):
            self.links.append(str(name))
            return
        if name in self.files or name in self.folders or not self.files.isdisjoint(name.parents):
            raise _twice(name)
        self.files.add(name)
        self.folders.update(name.parents)
        try:
            self.left -= _extract(archive, entry, self.into / name, left=self.left, most_mb=self.limits.total_mb)
        except (FileExistsError, NotADirectoryError):  # names that differ in case only, where that is no difference
            raise _twice(name) from None
        except OSError as error:
            if error.errno != errno.ENAMETOOLONG:
                raise
            raise _too_deep(str(name)) from None

    def _leave_out(self, name: PurePosixPath, error: SubmissionError) -> None:
        """Put an empty file or folder where the refused one would be, so that its student is found."""
        self.refused.setdefault(name, error)
        target = self.into / name
        folder = target.parent if len(name.parts) <= _KEPT_DEPTH else self.into.joinpath(*name.parts[:_KEPT_DEPTH])
        with contextlib.suppress(FileExistsError, NotADirectoryError, IsADirectoryError):
            folder.mkdir(parents=True, exist_ok=True)
            if folder == target.parent:
                target.write_bytes(b"")


def _twice(name: PurePosixPath) -> SubmissionError:
    text = _("Expected each name once in the zip, found {name} twice. Pack the files again.")
    return SubmissionError(text.format(name=shown(name)), kind="zip_duplicate")


def _safe_path(entry: zipfile.ZipInfo, *, shorten: bool) -> PurePosixPath:
    """Return an entry's path in normal form C.

    Raises:
        SubmissionError: it is absolute, climbs out, is too deep or has control characters.
    """
    text = unicodedata.normalize("NFC", _decoded_name(entry)).replace("\\", "/")
    path = PurePosixPath(text)
    drive = len(text) > 1 and text[1] == ":"
    if path.is_absolute() or drive or ".." in path.parts or not path.parts or any(ord(char) < 32 for char in text):
        message = _(
            "Expected names of files inside the zip, found {name}, which leads elsewhere. Pack the files again."
        )
        raise SubmissionError(message.format(name=shown(repr(text)[1:-1])), kind="zip_unsafe")
    short = PurePosixPath(*map(_shortened, path.parts))
    if len(path.parts) > MAX_DEPTH or (short != path and not shorten):
        raise _too_deep(text)
    return short


def _too_deep(name: str) -> SubmissionError:
    text = _("Expected folders at most {most} deep and names of ordinary length in the zip, found {name}.")
    return SubmissionError(text.format(most=MAX_DEPTH, name=shown(name)), kind="too_deep")


def _shortened(part: str) -> str:
    """Return a name that a file can have: of one too long its start, a digest and its ending."""
    raw = part.encode("utf-8", "replace")
    if len(raw) <= _MAX_PART:
        return part
    ending = PurePosixPath(part).suffix if len(PurePosixPath(part).suffix) < 10 else ""
    return f"{raw[:_KEPT_PART].decode('utf-8', 'ignore')}~{hashlib.sha256(raw).hexdigest()[:8]}{ending}"


def _kept_path(entry: zipfile.ZipInfo) -> PurePosixPath:
    """Return where a refused entry would be, without what leads elsewhere."""
    text = unicodedata.normalize("NFC", _decoded_name(entry)).replace("\\", "/")
    return PurePosixPath(*(plain_name(_shortened(part)) for part in text.split("/") if part not in ("", ".", "..")))


def _decoded_name(entry: zipfile.ZipInfo) -> str:
    """Return the name; programs that do not mark UTF-8 wrote UTF-8 anyway, or Windows's Korean code page."""
    if entry.flag_bits & _UTF8_NAME:
        return entry.filename
    raw = entry.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "cp949"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename


def _extract(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, *, left: int, most_mb: int) -> int:
    """Unpack one file piece by piece and return its size in bytes."""
    if entry.flag_bits & _ENCRYPTED:
        text = _("Expected a zip without a password, found one with. Pack the files again without it.")
        raise SubmissionError(text, kind="zip_encrypted")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise NotImplementedError(f"{shown(entry.filename)} is packed by an unusual method")
    target.parent.mkdir(parents=True, exist_ok=True)
    size = 0
    with archive.open(entry) as packed, target.open("xb") as file:
        while piece := packed.read(_CHUNK):
            size += len(piece)
            if size > _RATIO_FROM and size > _MAX_RATIO * max(entry.compress_size, 1):
                text = _("Expected a zip of ordinary files, found one that unpacks to far more than it holds.")
                raise SubmissionError(text, kind="zip_bomb")
            if size > left:
                text = _("Expected a zip that unpacks to {most} MB at most, found more. Leave data sets out.")
                raise SubmissionError(text.format(most=most_mb), kind="too_large")
            file.write(piece)
    return size
