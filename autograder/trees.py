"""Remove folders that somebody else filled: however deep, and whatever permissions they were left with."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path


def remove_tree(folder: Path) -> None:
    """Remove a folder and all that is in it, following no links; what cannot be removed stays.

    Each folder inside is moved beside the others before it is emptied, so that no path and no stack grows long.
    """
    if folder.is_symlink() or not folder.is_dir():
        return
    try:
        beside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f"{folder.name[:100]}-"))
    except OSError:
        return
    names = map(str, count())
    left = list(_moved([folder], beside, names))
    while left:
        one = left.pop()
        with suppress(OSError):
            left.extend(_moved(_emptied(one), beside, names))
        with suppress(OSError):
            one.rmdir()
    with suppress(OSError):
        beside.rmdir()


def _emptied(folder: Path) -> list[Path]:
    """Remove the files and links of a folder; return the folders in it."""
    folders = []
    with os.scandir(folder) as entries:
        for entry in list(entries):
            if entry.is_dir(follow_symlinks=False):
                folders.append(Path(entry.path))
                continue
            with suppress(OSError):
                Path(entry.path).unlink()
    return folders


def _moved(folders: list[Path], beside: Path, names: Iterator[str]) -> Iterator[Path]:
    for folder in folders:
        with suppress(OSError):
            folder.chmod(0o700)
        with suppress(OSError):
            yield folder.rename(beside / next(names))
