"""Files and folders while they are written: under a name of their own that says whose they are, until they are whole.

Whoever finds one of a process that has ended may remove it; so nobody needs to have a folder alone to tidy it up.
"""

from __future__ import annotations

import os
import re
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from autograder.process_identity import ProcessIdentity, ended
from autograder.trees import remove_tree

PARTIAL = ".partial-"
_NAME = re.compile(r"\.partial-(?P<label>[0-9a-f]{12}-\d+-\d+)-")
_UNNAMED = (PARTIAL, ".loading-", ".pushed-")
"""How the names of temporary files and folders of older versions begin."""
OLD_S = 24 * 3600.0
"""After how long something is left over whose writer cannot be looked at from here."""


@contextmanager
def partial_folder(parent: Path, mode: int = 0o755) -> Iterator[Path]:
    """Make a folder to write into below another one, which is made too; what is not moved away is removed."""
    parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=parent, prefix=_prefix()))
    try:
        folder.chmod(mode)
        yield folder
    finally:
        remove_tree(folder)


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that a reader sees the old one or the new one, whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=_prefix())
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        error.filename = error.filename or str(path)  # a write that fails does not say where
        raise


def remove(path: Path) -> None:
    """Remove a folder so that it is gone at once for everybody else, however much there is in it."""
    with suppress(OSError), partial_folder(path.parent) as folder:
        path.rename(folder / path.name)


def sweep(folders: Iterable[Path]) -> None:
    """Remove from folders what processes left half written that have ended, on this machine or long ago."""
    for folder in folders:
        with suppress(OSError):
            for path in folder.iterdir():
                if _is_left(path):
                    remove_tree(path)
                    with suppress(OSError):
                        path.unlink()


def _is_left(path: Path) -> bool:
    if not path.name.startswith(_UNNAMED):
        return False
    named = _NAME.match(path.name)
    if named and ended(named["label"]):
        return True
    with suppress(OSError):
        return time.time() - path.lstat().st_mtime > OLD_S
    return False


def _prefix() -> str:
    return f"{PARTIAL}{ProcessIdentity.current().label}-"
