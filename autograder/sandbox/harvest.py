"""Read what a box left behind, without trusting any of it."""

from __future__ import annotations

import ctypes
import errno
import itertools
import os
import stat
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from autograder.errors import TooLargeError, WireError

OPENAT2 = 437
NO_XDEV, NO_MAGICLINKS, NO_SYMLINKS, BENEATH = 0x01, 0x02, 0x04, 0x08
MOST_NAMES = 1000
MOST_ENTRIES = 10_000
DEEPEST = 2
PIECE = 1024**2
MOST_HOLES = 64 * 1024
"""Bytes of a file that may stand in no block: a file system may leave out blocks of zeros by itself."""


class DirectoryHarvest:
    """The files beneath an open folder. Every file is opened beneath it, following no link of any kind.

    The folder stays open for as long as it is needed: with it goes the file system that a box wrote to.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def names(self) -> tuple[str, ...]:
        """Return the relative paths of the regular files, sorted; at most 1,000, two folders deep."""
        found: list[str] = []
        self._collect("", DEEPEST, found)
        return tuple(sorted(found)[:MOST_NAMES])

    def read(self, name: str, *, max_bytes: int) -> bytes:
        """Return a file's bytes.

        Raises:
            WireError: it is missing, not a regular file, larger than `max_bytes`, or has holes.
        """
        with self._opened(name, max_bytes) as (file, size):
            return file.read(size)

    def copy(self, name: str, into: Path, *, max_bytes: int) -> int:
        """Copy a file in pieces into one that does not exist yet; return how many bytes it has.

        Raises:
            WireError: as `read`.
        """
        with self._opened(name, max_bytes) as (file, size), into.open("xb") as target:
            left = size
            while left and (piece := file.read(min(left, PIECE))):
                left -= target.write(piece)
        return size - left

    @contextmanager
    def _opened(self, name: str, max_bytes: int) -> Iterator[tuple[BinaryIO, int]]:
        try:
            descriptor = open_beneath(self._descriptor, name, os.O_RDONLY | os.O_NONBLOCK)
        except OSError as error:
            raise WireError(f"{name}: expected a regular file, found none that may be opened ({error})") from error
        try:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode) or status.st_nlink != 1:
                raise WireError(f"{name}: expected a regular file, found something else")
            if status.st_size > max_bytes:
                raise TooLargeError(f"{name}: expected at most {max_bytes} bytes, found {status.st_size}")
            if holes(descriptor, status.st_size) > MOST_HOLES:
                raise WireError(f"{name}: expected a file that was written in full, found one with holes")
            with os.fdopen(os.dup(descriptor), "rb") as file:
                yield file, status.st_size
        finally:
            os.close(descriptor)

    def owner(self) -> int:
        """Return the user that the folder belongs to, as seen from outside the box."""
        return os.fstat(self._descriptor).st_uid

    def _collect(self, folder: str, depth: int, found: list[str]) -> None:
        try:
            descriptor = open_beneath(self._descriptor, folder or ".", os.O_RDONLY | os.O_DIRECTORY)
        except OSError:
            return
        try:
            with os.scandir(descriptor) as entries:
                for entry in itertools.islice(entries, MOST_ENTRIES):
                    self._visit(entry, folder, depth, found)
        finally:
            os.close(descriptor)

    def _visit(self, entry: os.DirEntry[str], folder: str, depth: int, found: list[str]) -> None:
        if len(found) >= MOST_NAMES:
            return
        name = f"{folder}/{entry.name}" if folder else entry.name
        if entry.is_file(follow_symlinks=False):
            found.append(name)
        elif depth and entry.is_dir(follow_symlinks=False):
            self._collect(name, depth - 1, found)


class EmptyHarvest:
    """What a box left that never came to run: nothing."""

    def names(self) -> tuple[str, ...]:
        """Return no names."""
        return ()

    def read(self, name: str, *, max_bytes: int) -> bytes:  # noqa: ARG002 - the protocol's signature
        """Find nothing.

        Raises:
            WireError: always.
        """
        raise WireError(f"{name}: the box left nothing behind")

    def copy(self, name: str, into: Path, *, max_bytes: int) -> int:  # noqa: ARG002 - the protocol's signature
        """Find nothing.

        Raises:
            WireError: always.
        """
        raise WireError(f"{name}: the box left nothing behind")


def holes(descriptor: int, size: int) -> int:
    """Return how many bytes of a file were never written: they cost a box nothing, and whoever reads them memory.

    Counting ends beyond `MOST_HOLES`.
    """
    missing, place = 0, 0
    try:
        while place < size and missing <= MOST_HOLES:
            begin = os.lseek(descriptor, place, os.SEEK_DATA)
            missing += begin - place
            place = os.lseek(descriptor, begin, os.SEEK_HOLE)
    except OSError as error:
        if error.errno != errno.ENXIO:  # nothing but a hole up to the end
            raise
        missing += size - place
    finally:
        os.lseek(descriptor, 0, os.SEEK_SET)
    return missing


def open_beneath(folder: int, name: str, flags: int) -> int:
    """Open a path beneath an open folder with openat2(2): no links, no leaving the folder or its file system.

    Raises:
        OSError: the kernel refused.
    """
    resolve = BENEATH | NO_SYMLINKS | NO_MAGICLINKS | NO_XDEV
    how = struct.pack("=QQQ", flags | os.O_CLOEXEC | os.O_NOFOLLOW, 0, resolve)
    try:
        path = os.fsencode(name)
    except UnicodeEncodeError as error:
        raise OSError(errno.EINVAL, "not a file name") from error
    if b"\0" in path:
        raise OSError(errno.EINVAL, "not a file name")
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor: int = libc.syscall(OPENAT2, folder, path, how, ctypes.c_size_t(len(how)))
    if descriptor < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return descriptor
