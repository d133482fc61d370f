"""What evidence depends on beside the submission, named once a command.

Files that a box gets are named by their bytes, cases by what they are once made, so that it does not matter what was
read to make them. Settings are named but for those of which evidence is independent.
"""

from __future__ import annotations

import hashlib
import json
import os
import site
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

from autograder.collect import Inputs
from autograder.course.assignment import Assignment, Private

OF_GRADES_ALONE = frozenset(
    {"id", "title", "titles", "points", "due", "late", "attempts", "false_fail"}
    | {"show_reference_shapes", "show_mistakes", "layer_names", "allow_degraded"}
)
"""Settings that change what a grade is or how it is shown, and nothing of what a box does."""
OF_PAGES_ALONE = ("checks", "database", "execution", "exports", "gradebook", "importing", "reports")
"""Parts of the package that make no evidence."""
PACKAGE = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Basis:
    """Digests of what evidence depends on: what a submission is asked, on which files, and what runs it."""

    settings: str
    cases: str
    files: str
    packages: str
    code: str

    @property
    def asked(self) -> Mapping[str, str]:
        """What has to be the same for evidence and reference to be compared."""
        return {"settings": self.settings, "cases": self.cases, "files": self.files}


def basis_of(assignment: Assignment, private: Private, inputs: Inputs, others: Mapping[str, object]) -> Basis:
    """Return what the evidence of an assignment depends on.

    Args:
        assignment: its public settings.
        private: its private ones.
        inputs: its data and cases as boxes get them.
        others: settings from elsewhere.
    """
    settings = {**_settings(assignment), "private": _settings(private), **others}
    cases = [folder for folder in (inputs.cases, inputs.hidden_cases) if folder]
    return Basis(
        settings=digest_of_parts(settings),
        cases=digest_of_parts([_of_path(folder) for folder in cases]),
        files=digest_of_parts(sorted(_given(inputs))),
        packages=packages(),
        code=code(),
    )


@cache
def packages() -> str:
    """Return a digest of Python's version and of the packages that a box shows, each with its version."""
    places = {*site.getsitepackages(), *(sysconfig.get_path(name) for name in ("purelib", "platlib"))}
    shown = {name for place in places if os.path.isdir(place) for name in os.listdir(place)}  # noqa: PTH112, PTH208
    return digest_of_parts([sys.version, *sorted(shown - {"__pycache__"})])


@cache
def code() -> str:
    """Return a digest of the code that makes evidence: what it gave before it was changed is not used again."""
    sources = sorted(
        path.relative_to(PACKAGE)
        for path in PACKAGE.rglob("*.py")
        if path.relative_to(PACKAGE).parts[0] not in {*OF_PAGES_ALONE, "bundled", "samples"}
    )
    named = [*sources, Path("checks/accuracy.py")]
    return digest_of_parts([[path.as_posix(), _of_file(PACKAGE / path)] for path in named])


def of_folder(folder: Path, without: Iterable[str] = ()) -> str:
    """Return the digest of a folder's files, without some at its top by pattern, and without caches."""
    patterns = tuple(without)
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts]
    inside = [(path, path.relative_to(folder)) for path in files]
    kept = [(path, name) for path, name in inside if not any(Path(name.parts[0]).match(each) for each in patterns)]
    return digest_of_parts([[name.as_posix(), _of_file(path)] for path, name in kept])


def digest_of_parts(parts: object) -> str:
    """Return a digest of plain data."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def _given(inputs: Inputs) -> Iterator[tuple[str, str]]:
    """Yield what lies where in boxes; of what covers a file of the environment only its name is the same everywhere."""
    for mount in inputs.public:
        target = Path(mount.target)
        yield target.name if target.is_absolute() else mount.target, _of_path(mount.source)
    for name in ("sample", "test", "train_x", "train_y"):
        path = getattr(inputs, name)
        yield name, _of_path(path) if path else ""


def _settings(record: Any) -> dict[str, object]:
    """Return the settings that are not the default, so that a setting that comes later changes nothing."""
    named = [each for each in fields(record) if each.name not in OF_GRADES_ALONE]
    values = {each.name: getattr(record, each.name) for each in named if getattr(record, each.name) != _default(each)}
    plain = {name: _settings(value) if is_dataclass(value) else value for name, value in values.items()}
    return {name: value for name, value in plain.items() if value != {}}


def _default(each: Field[Any]) -> object:
    return each.default if each.default_factory is MISSING else each.default_factory()


def _of_path(path: Path) -> str:
    return of_folder(path) if path.is_dir() else _of_file(path)


def _of_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
