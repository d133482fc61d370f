"""The Python that a box runs: which folders of the host it needs, and how it is started."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import autograder
from autograder import extensions
from autograder.contracts import Box

SYSTEM = Path("/usr")
LIBRARIES = ("purelib", "platlib")
OTHERS = ("lib/python3*/site-packages", "lib/python3*/dist-packages", "pkgs", "envs")
"""Where below a prefix packages of an interpreter lie, and where conda keeps those of all."""
SOLUTIONS = ("bundled", "samples", "assignment_templates")
"""Inside the package: where a wheel carries the course with its solutions, what the demo grades, and templates."""


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A Python environment. `folders` are what it reads outside of /usr; `masked` what a box must not see of them."""

    executable: Path
    folders: tuple[Path, ...]
    masked: tuple[Path, ...]
    paths: tuple[Path, ...]
    """Folders to put on the import path: where this package, or one with a framework, lies outside the environment."""

    @classmethod
    def current(cls) -> Interpreter:
        """Return the environment that runs now."""
        package = Path(autograder.__file__).parent
        prefixes = [Path(path) for path in (sys.prefix, sys.base_prefix, *map(sysconfig.get_path, LIBRARIES))]
        inside = _outermost([*prefixes, *(prefix.resolve() for prefix in prefixes)])
        outside = [place for place in (package, *_of_frameworks()) if not _within(place, inside)]
        folders = _outermost([*inside, *outside])
        installed = [Path(sysconfig.get_path(library)) / package.name for library in LIBRARIES]
        private = {place.resolve() / name for place in (package, *installed) for name in SOLUTIONS}
        return cls(
            executable=Path(sys.executable),
            folders=tuple(folder for folder in folders if not folder.is_relative_to(SYSTEM)),
            masked=tuple(sorted({*(place for place in private if place.is_dir()), *_of_others(), *_of_data(folders)})),
            paths=tuple(place.parent for place in outside),
        )

    def exposes(self, path: Path) -> bool:
        """Return whether a box could see this path of the host: a course must not keep its reference there."""
        place = path.resolve()
        if any(place.is_relative_to(masked.resolve()) for masked in self.masked):
            return False
        return any(place.is_relative_to(folder.resolve()) for folder in (SYSTEM, *self.folders))

    def readable(self) -> tuple[Path, ...]:
        """Return the folders and files that together are the environment without what is masked."""
        return tuple(path for folder in self.folders for path in _without(folder, self.masked))

    def open_to_all(self) -> bool:
        """Return whether any user of the machine can enter the environment's folders."""
        places = {self.executable.resolve(), *self.folders}
        return all(parent.stat().st_mode & 0o001 for place in places for parent in place.resolve().parents)

    def command(self, channel: int, *, module: str = "autograder.probe.launch") -> tuple[str, ...]:
        """Return the command that starts the probe, or another module, with its socket to the supervisor."""
        return (str(self.executable), "-s", "-P", "-B", "-m", module, str(channel))

    def environment(self, box: Box, *, home: str, temporary: str) -> Mapping[str, str]:
        """Return all of a box's environment variables."""
        programs = [f"{Path(sys.prefix) / 'bin'}", "/usr/local/bin", "/usr/bin", "/bin"]
        found = {
            "LANG": "C.UTF-8",
            "PATH": ":".join(programs),
            "HOME": home,
            "TMPDIR": temporary,
            "USER": "student",
            "LOGNAME": "student",
            "PYTHONDONTWRITEBYTECODE": "1",
            "CUDA_VISIBLE_DEVICES": box.gpu,
            "TF_CPP_MIN_LOG_LEVEL": "3",
        }
        if self.paths:
            found["PYTHONPATH"] = os.pathsep.join(map(str, self.paths))
        return {**found, **box.environment}


def _of_others(roots: Iterable[Path] = (SYSTEM, SYSTEM / "local", Path(sys.base_prefix))) -> set[Path]:
    """Return folders of packages of other interpreters: nothing here imports them, and some carry data with labels."""
    imported = {Path(path).resolve() for path in sys.path if path}
    found = {path for root in roots for pattern in OTHERS for path in root.glob(pattern) if path.is_dir()}
    return {path for path in found if not any(each.is_relative_to(path.resolve()) for each in imported)}


def _of_frameworks() -> list[Path]:
    """Return the packages that bring frameworks: boxes import them, wherever they are installed."""
    return sorted(path for path in extensions.places("autograder.frameworks") if path.is_dir())


def _within(place: Path, folders: Iterable[Path]) -> bool:
    return any(place.is_relative_to(folder) for folder in folders)


def _of_data(folders: Iterable[Path]) -> set[Path]:
    """Return the packages that bring data sets: they know every label."""
    roots = [folder.resolve() for folder in folders]
    found = {path for path in extensions.places("autograder.datasets") if path.is_dir()}
    return {path for path in found if any(path.is_relative_to(root) for root in roots)}


def _outermost(folders: Iterable[Path]) -> list[Path]:
    chosen: list[Path] = []
    for folder in sorted(set(folders)):
        if not any(folder.is_relative_to(other) for other in chosen):
            chosen.append(folder)
    return chosen


def _without(folder: Path, masked: tuple[Path, ...]) -> list[Path]:
    if folder in masked:
        return []
    if not any(mask.is_relative_to(folder) for mask in masked):
        return [folder]
    return [path for entry in folder.iterdir() for path in _without(entry, masked)]
