"""Gather what one student handed in as several files, within the limits of a hand-in."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from autograder.errors import SubmissionError
from autograder.i18n import gettext as _
from autograder.submissions.files import (
    MAX_FILE_MB,
    MAX_FILES,
    MAX_TOTAL_MB,
    MB,
    RegularFile,
    list_folder,
    plain_name,
    read_bytes,
    shown,
    status_of,
)

_LINKS_TOLD = 5


def gather(parts: Iterable[tuple[Path, str]], target: Path) -> tuple[str, ...]:
    """Copy a student's files and folders, each under its own title where that is free; links are copied as links.

    Args:
        parts: where each is, and its title.
        target: an empty folder.

    Returns:
        Remarks for the student about what was left out: files that are too large, links below a folder.

    Raises:
        SubmissionError: `not_a_file`, `too_deep`, `too_many_files`, `too_large`, `duplicate_names` or `unreadable`.
    """
    notes: list[str] = []
    left, files = MAX_TOTAL_MB * MB, 0
    for number, (path, title) in enumerate(parts):
        place = target / _free(Path(title).name, target, number)
        if path.is_symlink():
            place.symlink_to(path.readlink())
            continue
        items, links = _found(path)
        files += len(items) + len(links)
        if files > MAX_FILES:
            text = _("Expected at most {most} files, found more. Hand in only your own code and the files it reads.")
            raise SubmissionError(text.format(most=MAX_FILES), kind="too_many_files")
        text = _("{name} was left out: it is a link or a special file.")
        notes += [text.format(name=shown(link)) for link in links[:_LINKS_TOLD]]
        for item in items:
            if item.size <= min(MAX_FILE_MB * MB, left):
                left -= item.size
                _copy(item, place)
                continue
            text = _("{name} ({size:.0f} MB) was left out: it is too large to be handed in.")
            notes.append(text.format(name=shown(item.path.name or place.name), size=item.size / MB))
    return tuple(notes)


def _free(title: str, target: Path, number: int) -> str:
    name = plain_name(title)
    if not title or title in (".", ".."):
        name = f"{number}-"
    while os.path.lexists(target / name):
        name = f"{number}-{name}"
    return name


def _found(path: Path) -> tuple[tuple[RegularFile, ...], tuple[str, ...]]:
    """Return a file, or the files of a folder and the links there; what is neither raises."""
    if path.is_dir():
        listing = list_folder(path)
        return (*listing.items, *listing.checkpoints), listing.links
    return (RegularFile(path, PurePosixPath(), status_of(path).st_size),), ()


def _copy(item: RegularFile, place: Path) -> None:
    target = place / item.path
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            file.write(read_bytes(item.source, max_mb=MAX_FILE_MB))
    except OSError as error:
        text = _("{name} cannot be read: {reason}.")
        raise SubmissionError(
            text.format(name=shown(item.source.name), reason=error.strerror or type(error).__name__), kind="unreadable"
        ) from None
