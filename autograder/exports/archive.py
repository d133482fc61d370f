"""Zip archives whose bytes depend on their files alone."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping

_MOMENT = (1980, 1, 1, 0, 0, 0)


def pack(files: Mapping[str, bytes], *, programs: Iterable[str] = ()) -> bytes:
    """Return a zip of files by name; `programs` may be executed."""
    executable = set(programs)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, _MOMENT)
            info.external_attr = (0o100755 if name in executable else 0o100644) << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return file.getvalue()
