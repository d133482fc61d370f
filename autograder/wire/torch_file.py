"""The file of a module of PyTorch that the probe writes, told from others by its first bytes."""

from __future__ import annotations

from pathlib import Path
from typing import Final

MAGIC: Final = b"AGTORCH1"
"""How the file begins."""


def is_torch_file(path: Path) -> bool:
    """Tell whether a file is one that the probe writes of a module."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC
