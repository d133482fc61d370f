"""The packages that a course adds: put behind those of the environment on the import path, and named."""

from __future__ import annotations

import site
import sys
from importlib.metadata import distributions
from pathlib import Path

from autograder.probe.box_paths import Room

FOLDER = "course_packages"


def add(room: Room) -> None:
    """Let a submission import what the course's packages bring."""
    folder = room.root / FOLDER
    if folder.is_dir():
        site.addsitedir(str(folder))


def names() -> list[str]:
    """Return the names of the course's packages."""
    folders = [path for path in sys.path if Path(path).name == FOLDER]
    return sorted({each.metadata["Name"] for each in distributions(path=folders)}) if folders else []
