"""The file that Keras writes a model to, told from others by its table of contents."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

_PARTS = {"config.json", "metadata.json"}


def is_keras_file(path: Path) -> bool:
    """Tell whether a file is an archive as Keras writes one."""
    with path.open("rb") as file:
        try:
            with zipfile.ZipFile(file) as archive:
                return set(archive.namelist()) >= _PARTS
        except (zipfile.BadZipFile, struct.error, OSError, ValueError, NotImplementedError):
            return False
