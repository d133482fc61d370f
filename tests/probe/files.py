"""Run code in this process as a file of a submission."""

from __future__ import annotations

import linecache
from pathlib import Path
from typing import Any


def run(folder: Path, source: str) -> dict[str, Any]:
    """Run code as a file of the submission."""
    path = folder / "main.py"
    path.write_text(source)
    linecache.checkcache()
    names: dict[str, Any] = {"__name__": "submission"}
    exec(compile(source, str(path), "exec"), names)
    return names
