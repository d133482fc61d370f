"""Old spellings of Keras 2 in the student box."""

from pathlib import Path


def install(policy: str, out: Path) -> None:
    """Make old spellings work (`accept`) or fail with an explanation (`explain`); note each use in `out`."""
