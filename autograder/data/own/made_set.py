"""Read the files of a data set of the course, and write what the grader and what students get of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from autograder.contracts import ArraySpec
from autograder.data.own import csv_files, image_files, npz_files, python_files, text_files
from autograder.data.own.classes import class_names, indices
from autograder.data.own.examples import Examples, joined
from autograder.data.own.labels import assert_labels, label_names
from autograder.data.own.set_files import SetFiles
from autograder.data.own.splits import assert_apart, hidden_rows
from autograder.data.own.statement import STATEMENT, DataStatement, Format
from autograder.data.own.windows import windows
from autograder.data.verified import LABEL
from autograder.partial import partial_folder
from autograder.protocol.jobs import DataTask

_MEANING = {Format.CSV: "numbers", Format.IMAGES: "image", Format.TEXT: "text"}
"""What inputs are called, where they are no mere arrays."""
DESCRIPTION = "set.json"


@dataclass(frozen=True, slots=True)
class MadeSet:
    """What was read from files: both parts, and which rows of which file are hidden."""

    files: SetFiles
    statement: DataStatement
    shown: Examples
    hidden: Examples | None
    classes: tuple[str, ...]

    @classmethod
    def of(cls, files: SetFiles) -> MadeSet:
        """Read files.

        Raises:
            CourseError: with a sentence for each mistake.
        """
        statement = files.statement
        first = _read(files.shown[0], statement)
        statement = replace(statement, features=first.names or statement.inputs)
        shown = joined([first, *(_read(path, statement) for path in files.shown[1:])])
        hidden = joined([_read(path, statement) for path in files.secret]) if files.secret else None
        if hidden is not None and hidden.x.dtype.kind == "S":
            shown, hidden = _as_wide(shown, hidden), _as_wide(hidden, shown)
        if files.is_share:
            chosen = hidden_rows(shown, statement, files.seed, files.path)
            rest = np.setdiff1d(np.arange(len(shown)), chosen)
            shown, hidden = shown.take(rest), shown.take(chosen)
        if hidden is not None:
            assert_apart(shown, hidden, statement, files.path)
        if statement.by_class:
            shown = shown.take(np.random.default_rng(0).permutation(len(shown)))
        if statement.task is DataTask.MULTILABEL:
            classes = label_names(shown, statement, files.path)
            for part in (shown, *([hidden] if hidden is not None else [])):
                assert_labels(part, classes, files.path)
        else:
            classes = class_names(shown, statement, files.path) if statement.classifies else ()
        return cls(files, statement, shown, hidden, classes)

    def publish(self, arrays: Path, handed: Path) -> None:
        """Write the arrays for the grader and the files for students into new folders, each complete or not at all."""
        with partial_folder(handed.parent) as made:
            self._hand_out(made)
            _move(made, handed)
        with partial_folder(arrays.parent) as made:
            listed = self._examples()
            for part, examples in listed.items():
                np.save(made / f"x_{part}.npy", np.ascontiguousarray(examples.x), allow_pickle=False)
                np.save(made / f"y_{part}.npy", self._targets(examples), allow_pickle=False)
            (made / DESCRIPTION).write_text(json.dumps(self._described(listed["train"])), encoding="utf-8")
            _move(made, arrays)

    def _examples(self) -> Mapping[str, Examples]:
        """Return what networks learn from and what they are judged on: of a series windows, else what was read."""
        if self.statement.task is not DataTask.FORECAST:
            return {"train": self.shown} | ({"test": self.hidden} if self.hidden is not None else {})
        made = {"train": windows(self.shown, None, self.statement, self.files.path)}
        if self.hidden is not None:
            made["test"] = windows(self.hidden, self.shown, self.statement, self.files.path)
        return made

    def _hand_out(self, into: Path) -> None:
        files = self.files
        (into / STATEMENT).write_bytes(files.path.read_bytes())
        for path, name in zip(files.shown, self.statement.handed, strict=True):
            (into / name).parent.mkdir(parents=True, exist_ok=True)
            if self.statement.format is not Format.IMAGES and not files.is_share:
                (into / name).write_bytes(path.read_bytes())
            else:
                self._write_shown(path, into / name)

    def _write_shown(self, path: Path, into: Path) -> None:
        hidden = self.hidden.where if self.hidden is not None else ()
        if self.statement.format is Format.IMAGES:
            image_files.write(path, self.statement, frozenset(file for file, _row in hidden), into)
        elif self.statement.format is Format.TEXT:
            text_files.write(path, self.statement, frozenset(row for file, row in hidden if file == path), into)
        elif self.statement.format is Format.CSV:
            csv_files.without(path, self.statement, frozenset(row for file, row in hidden if file == path), into)
        else:
            rows = np.array([row for file, row in self.shown.where if file == path], np.int64)
            write = python_files.write if self.statement.format is Format.PYTHON else npz_files.write
            write(path, self.statement, rows, into)

    def _targets(self, examples: Examples) -> NDArray[np.int64] | NDArray[np.float32]:
        if examples.numbers is not None and self.classes:
            return np.ascontiguousarray(examples.numbers.astype(np.int64))
        if examples.numbers is not None:
            return np.ascontiguousarray(examples.numbers)
        return indices(examples, self.classes)

    def _described(self, examples: Examples) -> Mapping[str, object]:
        x, numbers, stated = examples.x, examples.numbers, self.statement
        largest = stated.largest or (255.0 if x.dtype == np.uint8 else 1.0)
        learned = "int64" if self.classes else "float32"
        y = LABEL if numbers is None else ArraySpec(numbers.shape[1:], learned, ", ".join(stated.targets))
        kind = x.dtype.str if x.dtype.kind == "S" else x.dtype.name
        given = ArraySpec(x.shape[1:], kind, _MEANING.get(stated.format, "array"), largest)
        own = stated.inputs.index(stated.targets[0]) if stated.task is DataTask.FORECAST else None
        return {"classes": self.classes, "x": asdict(given), "y": asdict(y), "own": own}


def _as_wide(examples: Examples, others: Examples) -> Examples:
    """Return texts in an array that has room for the longest of both parts."""
    return replace(examples, x=examples.x.astype(np.promote_types(examples.x.dtype, others.x.dtype)))


def _read(path: Path, statement: DataStatement) -> Examples:
    match statement.format:
        case Format.CSV:
            return csv_files.read(path, statement)
        case Format.IMAGES:
            return image_files.read(path, statement)
        case Format.TEXT:
            return text_files.read(path, statement)
        case Format.PYTHON if path.suffix != ".npz":  # a share of what it gave is an archive
            return python_files.read(path, statement)
        case _:
            return npz_files.read(path, statement)


def _move(made: Path, to: Path) -> None:
    """Give a folder its place; an equal one that was made meanwhile stays."""
    try:
        made.rename(to)
    except OSError:
        if not to.is_dir():
            raise
