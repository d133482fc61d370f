"""A data set of the course: read once for what its files are, then served from the grader's cache."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from autograder import digests
from autograder.contracts import Arrays, ArraySpec, Places
from autograder.data.own.made_set import DESCRIPTION, MadeSet
from autograder.data.own.set_files import SetFiles
from autograder.data.own.statement import HIDDEN_FOLDER, STATEMENT, DataStatement
from autograder.errors import CourseError
from autograder.extensions import NAME
from autograder.partial import write_atomically


@dataclass(frozen=True, slots=True)
class CourseSet:
    """A data set of the course.

    Args:
        name: the name of its folder.
        statement: what its `dataset.toml` says.
        digest: names everything that it is made from.
        class_names: the classes, in the order of their labels.
        x: what one example is.
        y: what is to be given for one.
        arrays: the folder of its arrays, for the grader alone.
        handed: the folder of what students get.
        own: which column of the inputs is the past of what is to be told; None where there is none.
    """

    name: str
    statement: DataStatement
    digest: str
    class_names: tuple[str, ...]
    x: ArraySpec
    y: ArraySpec
    arrays: Path
    handed: Path
    own: int | None = None
    public_labels: bool = False

    @property
    def title(self) -> str:
        """What people call it."""
        return self.statement.title

    @property
    def task(self) -> str:
        """What is learned from it."""
        return str(self.statement.task)

    @property
    def one(self) -> str:
        """What one example is called; "" where that is not stated."""
        return self.statement.one

    @property
    def many(self) -> str:
        """What several are called."""
        return self.statement.many

    @property
    def unit(self) -> str:
        """What numbers that are to be given are in."""
        return self.statement.unit

    @property
    def inputs(self) -> Mapping[str, ArraySpec]:
        """What a network gets."""
        return {"x": self.x}

    @property
    def targets(self) -> Mapping[str, ArraySpec]:
        """What it is to give."""
        return {"y": self.y}

    def naive(self) -> NDArray[np.float64] | None:
        """Return, for each step of a series that is hidden, the last value that was seen; None where there are none."""
        path = self.arrays / "x_test.npy"
        if self.own is None or not path.is_file():
            return None
        last = np.load(path, mmap_mode="r")[:, -1, self.own].astype(np.float64)
        return np.repeat(last[:, None], self.y.shape[0], axis=1) if self.y.shape else last

    def source(self, places: Places) -> str:  # noqa: ARG002 - it was read from its places already
        """Return what names its contents."""
        return self.digest

    def load(self, places: Places) -> Arrays:  # noqa: ARG002
        """Return the arrays, of which all test examples are hidden."""
        return {path.stem: np.load(path, mmap_mode="r") for path in sorted(self.arrays.glob("*.npy"))}


def names(root: Path | None) -> tuple[str, ...]:
    """Return the names of the data sets that a course brings, sorted."""
    return tuple(sorted(path.parent.name for path in root.glob(f"data/*/{STATEMENT}"))) if root else ()


def find_own(name: str, places: Places) -> CourseSet:
    """Return a data set of the course that brings one of this name; its files are read where they are new.

    Raises:
        CourseError: with a sentence for each mistake in its files.
    """
    files = _files(name, places)
    found = _made(name, files, places)
    if files.is_share:
        _assert_released(files, found)
    return found


def hand_out(name: str, places: Places, into: Path) -> tuple[Path, ...]:
    """Write what students get of a set of the course into a folder; return the paths that were written.

    Raises:
        CourseError: as `find_own`.
    """
    files = _files(name, places)
    found, written = _made(name, files, places), list[Path]()
    for path in sorted(each for each in found.handed.rglob("*") if each.is_file()):
        target = into / path.relative_to(found.handed)
        if not (target.is_file() and digests.of_file(target) == digests.of_file(path)):
            write_atomically(target, path.read_bytes())
            written.append(target)
    return tuple(written)


def _files(name: str, places: Places) -> SetFiles:
    course = places.course
    if course is None or not NAME.fullmatch(name):
        told = "expected a name of letters, digits, - and _, at most 64 characters; rename the folder"
        raise CourseError([f"{course}/data/{name}: {told}"])
    return SetFiles(course / "data" / name, course / HIDDEN_FOLDER / name, private=places.private)


def _made(name: str, files: SetFiles, places: Places) -> CourseSet:
    """Return a set as it is made from files: now, or when they were read first."""
    digest = files.digest()
    arrays = places.cache / "private" / f"{name}-{digest[:32]}"
    handed = places.cache / "public" / f"{name}-{digest[:32]}"
    if not (arrays.is_dir() and handed.is_dir()):
        made = MadeSet.of(files)
        if files.digest() != digest:
            raise CourseError([f"{files.public}: expected files that stay as they are, found a change; run it again"])
        arrays.parent.mkdir(parents=True, exist_ok=True)
        arrays.parent.chmod(0o700)
        made.publish(arrays, handed)
    told = json.loads((arrays / DESCRIPTION).read_text(encoding="utf-8"))
    x, y = (ArraySpec(tuple(each.pop("shape")), **each) for each in (told["x"], told["y"]))
    return CourseSet(name, files.statement, digest, tuple(told["classes"]), x, y, arrays, handed, told["own"])


def _assert_released(files: SetFiles, found: CourseSet) -> None:
    """Check that a public file that was made of a whole one is what is made of it today.

    Raises:
        CourseError: it is another: it may hold hidden examples.
    """
    told = "expected the public part as “autograder release” writes it, found another, which may hold hidden examples"
    made = [(files.public / name, found.handed / name) for name in files.statement.handed]
    problems = [
        f"{path}: {told}; write it anew with “autograder release”"
        for path, right in made
        if path.exists() and digests.of_path(path) != digests.of_path(right)
    ]
    if problems:
        raise CourseError(problems)
