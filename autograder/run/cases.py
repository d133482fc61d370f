"""The calls of an assignment's functions, as files that a box can mount."""

from __future__ import annotations

import runpy
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from autograder import digests, wire
from autograder.collect import Inputs
from autograder.contracts import Places
from autograder.course.assignment import Assignment
from autograder.course.folder import Course
from autograder.errors import CourseError
from autograder.partial import partial_folder, remove
from autograder.records import Case


def with_cases(course: Course, assignment: Assignment, inputs: Inputs, places: Places, *, hidden: bool) -> Inputs:
    """Return what boxes get with the calls of the assignment: the public ones, and with `hidden` the others too.

    Raises:
        CourseError: as `write_cases`.
    """
    inputs = replace(inputs, cases=write_cases(assignment, course.public(assignment.id), places.cache))
    if not hidden:
        return inputs
    return replace(inputs, hidden_cases=write_cases(assignment, course.private(assignment.id), places.cache))


def write_cases(assignment: Assignment, half: Path, cache: Path) -> Path | None:
    """Write the cases of one half of an assignment into a folder that is named by what they are, and return it.

    Raises:
        CourseError: they cannot be made.
    """
    source = half / "cases.py"
    if not source.is_file():
        return None
    cases = _made(source, assignment.seed)
    arguments, arrays = wire.encode_tree([{"args": case.args, "kwargs": dict(case.kwargs)} for case in cases])
    listed = [{"id": case.id, "function": case.function, "code": case.code} for case in cases]
    document = {"cases": listed, "arguments": arguments, "arrays": len(arrays)}
    with partial_folder(cache / "cases") as folder:
        for number, array in enumerate(arrays):
            np.save(folder / f"{number}.npy", array, allow_pickle=False)
        (folder / "cases.json").write_bytes(wire.encode_json(document))
        return published(folder, cache / "cases")


def published(folder: Path, parent: Path) -> Path:
    """Give a folder its place below another one, by its content; one that is there stays unless it is damaged."""
    name = digests.of_folder(folder)
    target = parent / name[:32]
    if target.exists() and digests.of_folder(target) != name:
        remove(target)
    try:
        folder.rename(target)
    except OSError:
        if not target.is_dir():
            raise
    return target


def _made(source: Path, seed: int) -> Sequence[Case]:
    try:
        return list(runpy.run_path(str(source))["cases"](np.random.default_rng(seed)))
    except Exception as error:
        raise CourseError(
            [f"{source}: expected cases(rng) that yields Case; {type(error).__name__}: {error}"]
        ) from error
