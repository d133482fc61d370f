"""What evidence depends on besides the course and the submission: the versions and the code that make it."""

from __future__ import annotations

import os
import site
import sys
import sysconfig
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from autograder import __version__, digests
from autograder.course.frameworks import framework_code, framework_packages

PACKAGE = Path(__file__).parents[1]
OF_PAGES_ALONE = ("authoring", "checks", "cli", "database", "execution", "exports", "gradebook", "importing", "reports")
"""Parts of the package that make no evidence."""
UNREAD = ("assignment_templates", "bundled", "samples", "locale", "templates")
"""Folders of the package that hold no code."""
_METADATA = (".dist-info", ".egg-info", ".egg")


@cache
def environment_versions(frameworks: tuple[str, ...], backend: str) -> Mapping[str, str]:
    """Return the versions of what may run a submission; `backend` is what Keras computes with.

    A framework that is not installed is left out: what is written in it is refused with what to install.
    """
    names = dict.fromkeys((*(name for each in frameworks for name in framework_packages(each, backend)), "numpy"))
    return {name: version(name) for name in names if _is_installed(name)} | {"autograder": __version__}


def _is_installed(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


def made_by(frameworks: Sequence[str], backend: str) -> Mapping[str, object]:
    """Return what evidence depends on of the frameworks that make it: versions, and code that is another package's."""
    own = [code for each in frameworks for code in (framework_code(each),) if code]
    return {"versions": environment_versions(tuple(frameworks), backend), **({"frameworks": own} if own else {})}


@cache
def packages() -> str:
    """Return a digest of Python's version and of the packages that a box shows, each with its version."""
    return digests.of_parts([sys.version, *sorted(set(_installed()) - {"__pycache__"})])


def _installed() -> Iterator[str]:
    """Yield names of packages where they are installed, and of their metadata elsewhere on the import path."""
    places = {*site.getsitepackages(), *(sysconfig.get_path(name) for name in ("purelib", "platlib"))}
    for place in {*places, *sys.path}:
        if os.path.isdir(place):  # noqa: PTH112
            names = os.listdir(place)  # noqa: PTH208
            yield from (name for name in names if place in places or name.endswith(_METADATA))


@cache
def code() -> str:
    """Return a digest of the code that makes evidence: what it gave before it was changed is not used again."""
    unused = {*OF_PAGES_ALONE, *UNREAD, "__pycache__"}
    inside = (path.relative_to(PACKAGE) for path in PACKAGE.rglob("*") if path.is_file())
    making = [path for path in inside if path.parts[0] not in unused and "__pycache__" not in path.parts]
    return digests.of_parts([[path.as_posix(), digests.of_file(PACKAGE / path)] for path in sorted(making)])
