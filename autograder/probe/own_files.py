"""Open the file that was handed in where code names a place of the student's own computer, or of their Drive."""

from __future__ import annotations

import builtins
import functools
import io
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePath, PureWindowsPath
from typing import Any

from autograder.contracts import Noting
from autograder.probe.kinds import MOST_LOOKED_AT, is_elsewhere
from autograder.records import NoteKind

MOST_TOLD = 5
"""Files of which it is told that they were opened."""


@dataclass(frozen=True, slots=True)
class OwnFiles:
    """The files of a submission: as they were handed in, and the copy that its code works on."""

    inputs: Path
    work: Path

    def meant_by(self, path: str) -> Path | None:
        """Return the file that a path of another computer means; None where there is none, or more than one.

        Of several files of its name, the one whose folders end as those of the path do.
        """
        parts = (PureWindowsPath(path) if "\\" in path or PureWindowsPath(path).drive else PurePath(path)).parts
        same = [file for file in _listed(self.inputs) if parts and file.name == parts[-1]]
        longest = max((_in_common(file.parts, parts) for file in same), default=0)
        meant = [self.work / file for file in same if _in_common(file.parts, parts) == longest]
        return meant[0] if len(meant) == 1 and meant[0].is_file() and not meant[0].is_symlink() else None


@functools.cache
def _listed(folder: Path) -> tuple[PurePath, ...]:
    """Return the files below a folder, without hidden ones."""
    found = (
        PurePath(os.path.relpath(above, folder), name)
        for above, _folders, names in os.walk(folder)
        for name in names
        if not name.startswith(".")
    )
    return tuple(islice(found, MOST_LOOKED_AT))


def _in_common(first: Sequence[str], second: Sequence[str]) -> int:
    """Return how many parts two paths have in common at their ends."""
    pairs = zip(reversed(first), reversed(second), strict=False)
    return next((count for count, (one, other) in enumerate(pairs) if one != other), min(len(first), len(second)))


def install(find: Callable[[Any], Any]) -> None:
    """Let files be read by their places on the student's own computer where they were handed in; `find` finds them."""
    import h5py
    import numpy as np

    opening = _opening(builtins.open, find)
    vars(builtins)["open"] = vars(io)["open"] = opening
    if shell := sys.modules.get("IPython.core.interactiveshell"):
        vars(shell)["io_open"] = opening
    for name in ("loadtxt", "genfromtxt"):
        setattr(np, name, reading(find, getattr(np, name), "fname"))
    h5py.File.__init__ = reading(find, h5py.File.__init__, "name", at=1, mode="mode")


def finder(note: Noting, files: OwnFiles) -> Callable[[Any], Any]:
    """Return what finds the file that a place means.

    Args:
        note: is told which files were opened.
        files: those of the submission.
    """
    told: set[str] = set()

    def find(path: Any) -> Any:
        """Return the file that was handed in for one of another computer; what was given for all else."""
        text = str(path) if isinstance(path, str | Path) else ""
        if not ("\\" in text or is_elsewhere(text)) or os.path.exists(text):  # noqa: PTH110 - False for what no file can be called
            return path
        found = files.meant_by(text)
        if found is None:
            return path
        shown = os.path.relpath(found)
        if len(told) < MOST_TOLD and shown not in told:
            told.add(shown)
            note(NoteKind.HANDED_IN, shown)
        return str(found)

    return find


def _opening(real_open: Callable[..., Any], find: Callable[[Any], Any]) -> Callable[..., Any]:
    """Return an `open` that finds files; by the name and mode of its own call it is known for one (`probe.writing`)."""

    @functools.wraps(real_open)
    def open_or_find(file: Any, mode: Any = "r", *args: Any, **options: Any) -> Any:
        __tracebackhide__ = True
        if not isinstance(mode, str) or set("wax+") & set(mode):
            return real_open(file, mode, *args, **options)
        try:
            return real_open(file, mode, *args, **options)
        except (FileNotFoundError, NotADirectoryError, PermissionError):
            if (found := find(file)) is file:
                raise
        return real_open(found, mode, *args, **options)

    return open_or_find


def reading(
    find: Callable[[Any], Any], original: Callable[..., Any], key: str, *, at: int = 0, mode: str = ""
) -> Callable[..., Any]:
    """Return a function that reads files, with the file that was handed in for its path, as `contracts.Reading`.

    Args:
        find: finds the file.
        original: the function.
        key: the name of its path.
        at: the place of the path among the arguments.
        mode: the name of the argument behind it that says whether it writes; "" for what always reads.
    """

    @functools.wraps(original)
    def taking(*args: Any, **options: Any) -> Any:
        how = (options.get(mode) or next(iter(args[at + 1 :]), None) or "r") if mode else "r"
        if how == "r" and len(args) > at:
            args = (*args[:at], find(args[at]), *args[at + 1 :])
        elif how == "r" and key in options:
            options[key] = find(options[key])
        return original(*args, **options)

    return taking
