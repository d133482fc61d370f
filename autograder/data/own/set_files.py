"""The files of a data set of the course: which there must be, and where they lie."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from autograder import digests
from autograder.data.own import image_files
from autograder.data.own.statement import STATEMENT, Format, read_seed, read_statement
from autograder.errors import CourseError

VERSION = 2
"""Changes where the same files give other arrays."""


class SetFiles:
    """The files of a set: `shown` and `secret`, or with a share whole ones, of which a part is shown.

    `private` is whether the hidden half is used; a student's machine has none.
    """

    def __init__(self, public: Path, hidden: Path, *, private: bool) -> None:
        self.public, self.hidden, self.private = public, hidden, private
        self.path = public / STATEMENT
        self.statement = read_statement(public)
        self.seed = read_seed(hidden) if private else 0
        shared = private and self.statement.hidden.share is not None
        own, names = (hidden, self.statement.files) if shared else (public, self.statement.handed)
        self.shown = tuple(own / name for name in names)
        self.secret = tuple(hidden / name for name in self.statement.hidden.files) if private else ()
        self.is_share = shared
        if problems := list(self._missing()):
            raise CourseError(problems)

    def digest(self) -> str:
        """Return what names all that the set is made from."""
        named = (self.path, *self.shown, *self.secret)
        files = [each for path in (*named, *self._listed()) for each in _digests(path)]
        return digests.of_parts([VERSION, files, self.seed, self.private])

    def _listed(self) -> Iterator[Path]:
        """Yield the images that are named in files, and what a file of Python may read beside itself."""
        if self.statement.format is Format.PYTHON:
            yield from sorted({path.parent for path in (*self.shown, *self.secret)})
        if self.statement.format is Format.IMAGES:
            for path in (*self.shown, *self.secret):
                if path.is_file():
                    yield from (image.path for image in image_files.listed(path, self.statement))

    def _missing(self) -> Iterator[str]:
        where = f"{self.path}: files"
        for path in self.shown:
            if not self._is_there(path):
                yield f"{where}: expected {path}, found none; {self._remedy()}"
        for path in self.secret:
            if not self._is_there(path):
                yield f"{self.path}: hidden.files: expected {path}, found none; put it there, or correct its name"

    def _is_there(self, path: Path) -> bool:
        return path.is_file() or (self.statement.format is Format.IMAGES and path.is_dir())

    def _remedy(self) -> str:
        if self.is_share:
            return "put the whole file there; with share the public one is made of it"
        if self.statement.hidden.share is not None:
            return "make it of the whole one with “autograder release”"
        return "put it there, or correct its name"


def _digests(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the names of a file, or of those in a folder, with the digests of their bytes."""
    files = [path] if path.is_file() else sorted(each for each in path.rglob("*") if each.is_file())
    for file in files:
        if "__pycache__" not in file.parts:
            status = file.stat()
            digest = _digest(file, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
            yield file.relative_to(path.parent).as_posix(), digest


@lru_cache(maxsize=200_000)
def _digest(file: Path, *_status: int) -> str:
    """Return the digest of a file, which is read once as long as its status stays: a command asks several times."""
    return digests.of_file(file)
