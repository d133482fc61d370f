"""Read texts into examples: columns of a CSV file, keys of JSON lines, or plain lines of files named by classes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from autograder.data.own import csv_files
from autograder.data.own.examples import Examples, Mistakes
from autograder.data.own.statement import DataStatement
from autograder.errors import CourseError

TABLES = frozenset({".csv", ".tsv"})
MOST_BYTES = 2**30
"""What all texts of a file may take in memory, each as long as the longest."""
REMEDY = "correct it or take the line out"


@dataclass(frozen=True, slots=True)
class Row:
    """A text and what is to be given for it, as they stand on a line."""

    line: int
    text: str
    given: Sequence[str]


def read(path: Path, statement: DataStatement) -> Examples:
    """Return the texts of a file, in UTF-8.

    Raises:
        CourseError: with a sentence for each of the first mistakes.
    """
    reader = _Reader(path, statement, Mistakes(path))
    for row in rows(path, statement, reader.mistakes):
        reader.take(row)
    return reader.examples()


def write(path: Path, statement: DataStatement, hidden: frozenset[int], into: Path) -> None:
    """Write a file again without what stands on some lines."""
    if path.suffix.lower() in TABLES:
        csv_files.without(path, _separated(path, statement), hidden, into)
        return
    with csv_files.opened(path) as file, into.open("w", encoding="utf-8", newline="") as out:
        out.writelines(line for number, line in enumerate(file, start=1) if number not in hidden)


def rows(path: Path, statement: DataStatement, mistakes: Mistakes) -> Iterator[Row]:
    """Yield what stands on the lines of a file."""
    ending = path.suffix.lower()
    if ending in TABLES:
        wanted = (*statement.inputs, *statement.targets)
        for line, cells in csv_files.texts(path, _separated(path, statement), wanted):
            yield Row(line, cells[0], cells[1:])
    elif ending == ".jsonl":
        yield from _json_rows(path, statement, mistakes)
    else:
        yield from _plain_rows(path, statement)


def _separated(path: Path, statement: DataStatement) -> DataStatement:
    return replace(statement, separator="\t") if path.suffix.lower() == ".tsv" else statement


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    with csv_files.opened(path) as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                yield number, line.rstrip("\r\n")


def _json_rows(path: Path, statement: DataStatement, mistakes: Mistakes) -> Iterator[Row]:
    keys = (*statement.inputs, *statement.targets)
    for number, line in _lines(path):
        place = f"{path}, line {number}"
        try:
            found = json.loads(line)
        except ValueError as error:
            mistakes.add(f"{place}: expected an object of JSON, found what cannot be read ({error}); {REMEDY}")
            continue
        if not isinstance(found, Mapping) or not set(keys) <= set(found):
            listed = ", ".join(map(repr, found)) if isinstance(found, Mapping) else type(found).__name__
            expected = ", ".join(map(repr, keys))
            mistakes.add(f"{place}: expected an object with {expected}, found {listed}; {REMEDY}, or name other keys")
            continue
        if not isinstance(found[keys[0]], str):
            mistakes.add(f"{place}, {keys[0]!r}: expected a text, found {json.dumps(found[keys[0]])[:60]}; {REMEDY}")
            continue
        yield Row(number, found[keys[0]], [_plain(found[key]) for key in keys[1:]])


def _plain(value: Any) -> str:
    """Return a value of JSON as it would stand in a cell; yes and no as 1 and 0."""
    if isinstance(value, bool):
        return str(int(value))
    return "" if value is None else str(value)


def _plain_rows(path: Path, statement: DataStatement) -> Iterator[Row]:
    if not statement.classifies:
        told = (
            f"expected a task with one class each for plain lines, as files are named by it; found “{statement.task}”"
        )
        raise CourseError([f"{path}: {told}; write a CSV file with a column for each target"])
    for number, line in _lines(path):
        yield Row(number, line, [path.stem])


@dataclass(slots=True)
class _Reader:
    """Keeps the rows that are sound, and tells what is wrong with the others."""

    path: Path
    statement: DataStatement
    mistakes: Mistakes
    texts: list[bytes] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    numbers: list[list[float]] = field(default_factory=list)
    where: list[tuple[Path, int]] = field(default_factory=list)

    def take(self, row: Row) -> None:
        given = self._label(row) if self.statement.classifies else self._numbers(row)
        if not row.text.strip():
            self._tell(row.line, self.statement.inputs[0], "expected a text, found nothing")
        elif "\0" in row.text:
            self._tell(row.line, self.statement.inputs[0], "expected a text, found the byte 0 in it")
        elif isinstance(given, str):
            self._keep(row)
            self.labels.append(given)
        elif given is not None:
            self._keep(row)
            self.numbers.append(given)

    def examples(self) -> Examples:
        """Return what was kept.

        Raises:
            CourseError: there were mistakes, or nothing is there.
        """
        self.mistakes.raise_any()
        if not self.texts:
            raise CourseError([f"{self.path}: expected texts, found none; add some"])
        self._assert_room()
        numbers = np.array(self.numbers, np.float32) if self.numbers else None
        if numbers is not None and numbers.shape[1] == 1:
            numbers = numbers[:, 0]
        return Examples("line", np.array(self.texts), self.labels, numbers, self.where)

    def _keep(self, row: Row) -> None:
        self.texts.append(row.text.encode())
        self.where.append((self.path, row.line))

    def _assert_room(self) -> None:
        longest = max(self.texts, key=len)
        most = MOST_BYTES // len(self.texts)
        if len(longest) > most:
            line = self.where[self.texts.index(longest)][1]
            told = f"expected at most {most} bytes a text, as there are {len(self.texts)}, found {len(longest)}"
            raise CourseError([f"{self.path}, line {line}: {told}; shorten it"])

    def _label(self, row: Row) -> str | None:
        if row.given[0].strip():
            return row.given[0]
        self._tell(row.line, self.statement.targets[0], "expected a label, found nothing")
        return None

    def _numbers(self, row: Row) -> list[float] | None:
        found: list[float] = []
        for name, cell in zip(self.statement.targets, row.given, strict=True):
            try:
                value = float(cell)
            except ValueError:
                value = np.nan
            if np.isfinite(np.float32(value)) and "_" not in cell:
                found.append(value)
            else:
                self._tell(row.line, name, f"expected a finite number, found {cell[:60]!r}")
        return found if len(found) == len(row.given) else None

    def _tell(self, line: int, name: str, said: str) -> None:
        self.mistakes.add(f"{self.path}, line {line}, {name!r}: {said}; {REMEDY}")
