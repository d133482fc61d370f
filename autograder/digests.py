"""Digests by which plain data, files and folders are told apart."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path


def of_parts(parts: object) -> str:
    """Return a digest of plain data."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def of_file(path: Path) -> str:
    """Return a digest of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def of_folder(folder: Path, without: Iterable[str] = ()) -> str:
    """Return the digest of a folder's files, without some at its top by pattern, and without caches."""
    patterns = tuple(without)
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts]
    inside = [(path, path.relative_to(folder)) for path in files]
    kept = [(path, name) for path, name in inside if not any(Path(name.parts[0]).match(each) for each in patterns)]
    return of_parts([[name.as_posix(), of_file(path)] for path, name in kept])


def of_path(path: Path) -> str:
    """Return the digest of a file, or of a folder's files."""
    return of_folder(path) if path.is_dir() else of_file(path)
