"""Pack the installed package as a wheel, however it was installed, so that another machine can install the same."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution, version
from pathlib import Path

from autograder.exports.archive import pack

NAME = "dl-autograder"
_LEFT_OUT = {"__pycache__", "samples", "assignment_templates"}


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel's file name and bytes, and the versions of what it needs as they are installed here ("keras==3.15.0")."""

    name: str
    data: bytes
    constraints: tuple[str, ...]


def make_wheel(package: Path, templates: Sequence[Path]) -> Wheel:
    """Return the package in the folder `package` as a wheel, with the templates that it brings; samples stay behind."""
    found = distribution(NAME)
    stem = f"{NAME.replace('-', '_')}-{found.version}"
    requirements = [each for each in found.requires or () if "extra ==" not in each]
    files = dict(_files(package)) | {
        f"autograder/bundled/templates/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for folder in templates
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    files |= _information(f"{stem}.dist-info", found, requirements)
    files[f"{stem}.dist-info/RECORD"] = _record(files, f"{stem}.dist-info/RECORD")
    return Wheel(f"{stem}-py3-none-any.whl", pack(files), tuple(_pins(requirements)))


def _files(package: Path) -> Iterable[tuple[str, bytes]]:
    for path in sorted(package.rglob("*")):
        inside = path.relative_to(package)
        if path.is_file() and not _LEFT_OUT & set(inside.parts) and inside.parts[0] != "bundled":
            yield f"autograder/{inside.as_posix()}", path.read_bytes()


def _information(folder: str, found: Distribution, requirements: Sequence[str]) -> dict[str, bytes]:
    about = [f"Name: {NAME}", f"Version: {found.version}", "Requires-Python: >=3.11"]
    metadata = ["Metadata-Version: 2.1", *about, *(f"Requires-Dist: {each}" for each in requirements)]
    wheel = ["Wheel-Version: 1.0", "Generator: autograder", "Root-Is-Purelib: true", "Tag: py3-none-any"]
    return {
        f"{folder}/METADATA": "\n".join([*metadata, ""]).encode(),
        f"{folder}/WHEEL": "\n".join([*wheel, ""]).encode(),
        f"{folder}/entry_points.txt": (found.read_text("entry_points.txt") or "").encode(),
    }


def _record(files: Mapping[str, bytes], own: str) -> bytes:
    lines = [f'"{name}",sha256={_digest(data)},{len(data)}' for name, data in files.items()]
    return "\n".join([*lines, f"{own},,", ""]).encode()


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def _pins(requirements: Iterable[str]) -> Iterable[str]:
    for requirement in sorted(requirements):
        name = re.match(r"[A-Za-z0-9._-]+", requirement)
        try:
            yield f"{name[0]}=={version(name[0])}" if name else requirement
        except PackageNotFoundError:
            continue
