"""The packages that a course asks for beside those that its boxes have anyway: what is asked, and what was locked."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from pydantic import ConfigDict

from autograder import digests
from autograder.errors import CourseError

LOCK = "environment.lock"
SYNC = "autograder environment sync"
_FOR = "# for: "
_TOLD = f"# Made by “{SYNC}” from [environment] packages of course.toml; pip install -r {LOCK}  installs it at home.\n"


@dataclass(frozen=True, slots=True)
class EnvironmentSettings:
    """What submissions may import besides what is always there: requirements as pip reads them ("nltk>=3.8")."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    packages: tuple[str, ...] = ()


NO_PACKAGES = EnvironmentSettings()


@dataclass(frozen=True, slots=True)
class Lock:
    """Which releases were chosen: `pinned` as "name==version", for the requirements `asked`."""

    asked: tuple[str, ...]
    pinned: tuple[str, ...]

    def text(self) -> str:
        """Return the file's text, which pip reads as requirements."""
        return _TOLD + _FOR + "; ".join(self.asked) + "\n" + "".join(f"{each}\n" for each in self.pinned)

    def digest(self) -> str:
        """Return a name for what is installed of it, which differs between Pythons and machines of another kind."""
        return digests.of_parts([*self.pinned, *sys.version_info[:2], sys.platform, platform.machine()])


def requirements(settings: EnvironmentSettings, path: Path) -> tuple[Requirement, ...]:
    """Return what a course asks for.

    Raises:
        CourseError: one is no requirement, or names an address.
    """
    problems, found = [], []
    for text in settings.packages:
        try:
            read = Requirement(text)
        except InvalidRequirement:
            read = None
        if read is None or read.url:
            expected = "expected a name with a range of versions, such as “nltk>=3.8”"
            problems.append(f"{path}: environment.packages: {expected}, found {text!r}")
        else:
            found.append(read)
    if problems:
        raise CourseError(problems)
    return tuple(found)


def read_lock(root: Path) -> Lock | None:
    """Return the lock of a course; None where there is none.

    Raises:
        CourseError: it is none of ours.
    """
    path = root / LOCK
    if not path.is_file():
        return None
    lines = path.read_text(encoding="utf-8").splitlines()
    asked = next((line.removeprefix(_FOR) for line in lines if line.startswith(_FOR)), None)
    pinned = tuple(line for line in lines if line and not line.startswith("#"))
    if asked is None or not all(_is_pin(line) for line in pinned):
        raise CourseError([f"{path}: expected lines “name==version”, found others; write it anew with “{SYNC}”"])
    return Lock(tuple(asked.split("; ")) if asked else (), pinned)


def _is_pin(line: str) -> bool:
    try:
        read = Requirement(line)
    except InvalidRequirement:
        return False
    return not read.url and [each.operator for each in read.specifier] == ["=="]


def unmet(asked: tuple[Requirement, ...], path: tuple[Path, ...] = ()) -> Iterator[Requirement]:
    """Yield the requirements that neither this Python's packages nor those in the folders of `path` meet."""
    there = {**installed(), **installed(path)} if path else installed()
    for each in asked:
        version = there.get(canonicalize_name(each.name))
        if (each.marker is None or each.marker.evaluate()) and (version is None or version not in each.specifier):
            yield each


def installed(path: tuple[Path, ...] = ()) -> Mapping[str, str]:
    """Return the versions of packages by name: of this Python's, or of those in folders."""
    found = distributions(path=[str(each) for each in path]) if path else distributions()
    return {canonicalize_name(each.metadata["Name"]): each.version for each in found if each.metadata["Name"]}
