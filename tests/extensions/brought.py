"""Distributions for tests: a folder with a module and its metadata, as an installer leaves them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

AUTOGRADER = Path(sys.executable).with_name("autograder")
HERE = Path(__file__).parent


def distribution(folder: Path, name: str, group: str, entries: Mapping[str, str], code: str = "") -> Path:
    """Write a distribution of one module, called as it is; return the folder for the path."""
    metadata = folder / f"{name}-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    lines = "".join(f"{entry} = {name}:{value}\n" for entry, value in entries.items())
    (metadata / "entry_points.txt").write_text(f"[{group}]\n{lines}")
    (folder / f"{name}.py").write_text(code)
    return folder


def ran(
    *arguments: str | Path, path: tuple[Path, ...] = (), cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the real command with folders on its path."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AUTOGRADER")}
    told = {**kept, "PYTHONPATH": os.pathsep.join(map(str, path)), "TF_CPP_MIN_LOG_LEVEL": "3", **(env or {})}
    return subprocess.run([AUTOGRADER, *arguments], check=False, cwd=cwd, env=told, capture_output=True, text=True)
