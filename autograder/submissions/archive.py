"""Unpack zip files that somebody else packed: every name and every byte is checked on the way."""

from __future__ import annotations

import io
import stat
import struct
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from autograder.errors import SubmissionError
from autograder.i18n import gettext as _
from autograder.submissions.files import CHECKPOINTS, MAX_DEPTH, MB, is_junk, shown, status_of, too_large

_MAX_RATIO = 200
_RATIO_FROM = MB
_CHUNK = 64 * 1024
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
    size = status_of(path).st_size
    if size > limits.packed_mb * MB:
        raise too_large(path.name, size, limits.packed_mb, _("Leave data sets and saved models out."))
    try:
        with _Reader(path, limits.contents_mb * MB) as file, zipfile.ZipFile(file) as archive:
            return _unpack_all(archive, into, limits, left=limits.total_mb * MB - spent)
    except _DAMAGED as error:
        text = _("{name} cannot be unpacked: {reason}. Pack the files again as a plain zip.")
        raise SubmissionError(text.format(name=shown(path.name), reason=shown(error)), kind="zip_damaged") from None


def _unpack_all(archive: zipfile.ZipFile, into: Path, limits: ZipLimits, *, left: int) -> tuple[str, ...]:
    entries = archive.infolist()
    if len(entries) > limits.entries:
        text = _("Expected at most {most} files in the zip, found {found}. Leave virtual environments and data out.")
        raise SubmissionError(text.format(most=limits.entries, found=len(entries)), kind="too_many_files")
    links: list[str] = []
    files: set[PurePosixPath] = set()
    folders: set[PurePosixPath] = set()
    for entry in entries:
        name = _safe_path(entry)
        if entry.is_dir() or any(is_junk(part) and part != CHECKPOINTS for part in name.parts):
            continue
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if kind not in (0, stat.S_IFREG):
            links.append(str(name))
            continue
        if name in files or name in folders or not files.isdisjoint(name.parents):
            raise _twice(name)
        files.add(name)
        folders.update(name.parents)
        try:
            left -= _extract(archive, entry, into / name, left=left, most_mb=limits.total_mb)
        except (FileExistsError, NotADirectoryError):  # names that differ in case only, where that is no difference
            raise _twice(name) from None
    return tuple(links)


def _twice(name: PurePosixPath) -> SubmissionError:
    text = _("Expected each name once in the zip, found {name} twice. Pack the files again.")
    return SubmissionError(text.format(name=shown(name)), kind="zip_duplicate")


def _safe_path(entry: zipfile.ZipInfo) -> PurePosixPath:
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
    if len(path.parts) > MAX_DEPTH or any(len(part.encode("utf-8", "replace")) > 255 for part in path.parts):
        message = _("Expected folders at most {most} deep and names of ordinary length in the zip, found {name}.")
        raise SubmissionError(message.format(most=MAX_DEPTH, name=shown(text)), kind="too_deep")
    return path


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
