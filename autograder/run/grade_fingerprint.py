"""What a grade depends on, as a digest: a job that is done is done again once it has changed."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from itertools import islice
from pathlib import Path

from autograder import digests
from autograder.run.resolve import Resolved
from autograder.submissions.files import MAX_FILES
from autograder.submissions.hand_in import HandIn

PACKAGE = Path(__file__).parents[1]
MOST_FILES = 2 * MAX_FILES
"""Files and folders of a hand-in."""
OF_THE_COURSE = ("*.toml", "*.csv", "*.json", "*.png", "*.py", "assignments/**/*", "reference/**/*")
"""Checks may import and read what lies beside the assignment's own folders."""
OF_THE_PACKAGE = ("**/*.py", "**/*.mo", "templates/**/*")


def of_run(resolved: Resolved, templates: Sequence[Path]) -> str:
    """Return the digest of what all grades of a run depend on: the assignment, the course, the package, the look."""
    root = resolved.course.root
    parts = (
        repr((resolved.basis, resolved.bars, resolved.missing, resolved.language)),
        _of_folder(root, OF_THE_COURSE),
        _of_package(),
        *(_of_folder(folder) for folder in templates),
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@cache
def _of_package() -> str:
    """Return the digest of the package's files as this process has imported them."""
    return _of_folder(PACKAGE, OF_THE_PACKAGE)


def _of_folder(folder: Path, patterns: Iterable[str] = ("**/*",)) -> str:
    total = hashlib.sha256()
    for path in _files(folder, patterns):
        total.update(f"{path.relative_to(folder)}\0{digests.of_file(path)}\0".encode())
    return total.hexdigest()


def of_hand_in(hand_in: HandIn) -> str:
    """Return the digest of what a student handed in, as the file system tells it; of too much, one that is never met.

    What has more files than a submission may have is refused, and looked at anew each time.
    """
    total = hashlib.sha256(repr(hand_in).encode())
    below = sorted(islice(_below(hand_in.path), MOST_FILES + 1))
    if len(below) > MOST_FILES:
        return secrets.token_hex()
    for path in (hand_in.path, *below):
        try:
            status, is_file = path.lstat(), path.is_file()
        except OSError:
            continue
        facts = (status.st_mode, status.st_size, status.st_mtime_ns)
        total.update(os.fsencode(path) + repr(facts if is_file else facts[:1]).encode())
    return total.hexdigest()


def of_results(folder: Path) -> str:
    """Return the digest of what lies in a student's folder."""
    total = hashlib.sha256()
    for path in _files(folder, ("*",)):
        total.update(f"{path.name}\0{digests.of_file(path)}\0".encode())
    return total.hexdigest()


def _files(folder: Path, patterns: Iterable[str]) -> list[Path]:
    found = {path for pattern in patterns for path in folder.glob(pattern)}
    return sorted(path for path in found if path.is_file() and "__pycache__" not in path.parts)


def _below(folder: Path) -> Iterator[Path]:
    """Yield what lies in a folder and in those below it, however deep; what cannot be listed counts as empty."""
    left = [folder]
    while left:
        with suppress(OSError), os.scandir(left.pop()) as entries:
            for entry in entries:
                yield Path(entry)
                if entry.is_dir(follow_symlinks=False):
                    left.append(Path(entry))
