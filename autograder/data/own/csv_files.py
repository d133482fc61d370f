"""Read CSV files into examples; what is wrong with a cell is told with its line and its column."""

from __future__ import annotations

import csv
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from operator import itemgetter
from pathlib import Path
from typing import TextIO, TypeAlias

import numpy as np

from autograder.data.own.examples import Examples, Mistakes
from autograder.data.own.statement import DataStatement
from autograder.errors import CourseError

Picking: TypeAlias = Callable[[list[str]], Sequence[str]]
"""What picks some cells of a record."""
EMPTY = "expected a line with the names of the columns, found an empty file; fill it"


@dataclass(frozen=True, slots=True)
class Line:
    """A record of a CSV file: the line on which it begins, its text with its end, and its cells."""

    number: int
    text: str
    cells: list[str]


def read(path: Path, statement: DataStatement) -> Examples:
    """Return the examples of a file.

    Raises:
        CourseError: with a sentence for each of the first mistakes.
    """
    with opened(path) as file:
        lines = records(path, file, statement.separator)
        header = next(lines, None)
        if header is None:
            raise CourseError([f"{path}: {EMPTY}"])
        return _Reader(path, statement, header).read(lines)


def texts(path: Path, statement: DataStatement, wanted: Sequence[str]) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the cells of some columns, each with its line.

    Raises:
        CourseError: the file cannot be read, or has no such columns.
    """
    with opened(path) as file:
        lines = records(path, file, statement.separator)
        header = next(lines, None)
        if header is None:
            raise CourseError([f"{path}: {EMPTY}"])
        mistakes = Mistakes(path)
        assert_columns(path, header, wanted, mistakes)
        places = [header.cells.index(name) for name in wanted]
        for line in lines:
            if len(line.cells) == len(header.cells):
                yield line.number, [line.cells[place] for place in places]
            else:
                mistakes.add(_length(path, line, len(header.cells)))
        mistakes.raise_any()


def assert_columns(path: Path, header: Line, wanted: Sequence[str], mistakes: Mistakes) -> None:
    """Check that a file has some columns, and each column once.

    Raises:
        CourseError: with a sentence for each column.
    """
    cells, place = header.cells, f"{path}, line {header.number}"
    for name in sorted({name for name in cells if cells.count(name) > 1}):
        mistakes.add(f"{place}: expected each column once, found {name!r} twice; give one another name")
    for name in dict.fromkeys(wanted):
        if name in cells:
            continue
        near = get_close_matches(name, cells, n=1)
        meant = f"; did you mean {near[0]!r}?" if near else "; name one of them in dataset.toml"
        if len(cells) == 1 and (other := next((each for each in ";\t|," if each in cells[0]), "")):
            meant = f"; cells seem to be separated otherwise: set separator = {other!r} in dataset.toml"
        listed = ", ".join(repr(each) for each in cells[:20])
        mistakes.add(f"{place}: expected the column {name!r}, found {listed}{meant}")
    mistakes.raise_any()


def _length(path: Path, line: Line, expected: int) -> str:
    found = f"expected {expected} cells as in the first line, found {len(line.cells)}"
    return f"{path}, line {line.number}: {found}; correct the line"


def without(path: Path, statement: DataStatement, hidden: frozenset[int], into: Path) -> None:
    """Write a file again without the records that begin on some lines; every other line stays as it is."""
    with opened(path) as file, into.open("w", encoding="utf-8", newline="") as out:
        for line in records(path, file, statement.separator):
            if line.number not in hidden:
                out.write(line.text)


def opened(path: Path) -> TextIO:
    """Open a file for reading.

    Raises:
        CourseError: it is no text in UTF-8.
    """
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as error:
                found = f"found the byte 0x{line[error.start]:02x}"
                raise CourseError(
                    [f"{path}, line {number}: expected text in UTF-8, {found}; save it as UTF-8"]
                ) from None
    return path.open(encoding="utf-8-sig", newline="")


def records(path: Path, file: TextIO, separator: str) -> Iterator[Line]:
    """Yield the records of a file, its header first; empty lines are none.

    Raises:
        CourseError: a record cannot be told from the next.
    """
    taken: list[str] = []

    def lines() -> Iterator[str]:
        for line in file:
            taken.append(line)
            yield line

    reader = csv.reader(lines(), delimiter=separator, strict=True)
    try:
        for cells in reader:
            if cells:
                yield Line(reader.line_num - len(taken) + 1, "".join(taken), cells)
            taken.clear()
    except csv.Error as error:
        begun = reader.line_num - len(taken) + 1
        said = f"expected cells separated by {separator!r}, found what cannot be read ({error})"
        raise CourseError([f"{path}, line {begun}: {said}; look for a quotation mark that is not closed"]) from None


class _Reader:
    """Reads the records behind a header, column by column."""

    def __init__(self, path: Path, statement: DataStatement, header: Line) -> None:
        self._path, self._statement, self._header = path, statement, header.cells
        self._mistakes = Mistakes(path)
        group = statement.hidden.group
        assert_columns(
            path, header, (*statement.targets, *statement.inputs, *([group] if group else [])), self._mistakes
        )
        left = {*statement.targets, *([group] if group else [])}
        self._names = statement.inputs or tuple(name for name in header.cells if name not in left)
        if not self._names:
            raise CourseError(
                [f"{path}, line {header.number}: expected columns beside the target, found none; add some"]
            )
        self._features = [header.cells.index(name) for name in self._names]
        self._targets = [header.cells.index(name) for name in statement.targets]
        self._group = header.cells.index(group) if group and group in header.cells else None

    def read(self, lines: Iterator[Line]) -> Examples:
        x, numbers = array("f"), array("f")
        labels, groups, where = list[str](), list[str](), list[tuple[Path, int]]()
        features, targets = _picking(self._features), _picking(self._targets)
        for line in lines:
            row = self._numbers(line, self._features, features)
            classifies = self._statement.classifies
            given = self._label(line) if classifies else self._numbers(line, self._targets, targets)
            if row is None or given is None:
                continue
            x.extend(row)
            if isinstance(given, str):
                labels.append(given)
            else:
                numbers.extend(given)
            if self._group is not None:
                groups.append(line.cells[self._group])
            where.append((self._path, line.number))
        self._mistakes.raise_any()
        if not where:
            raise CourseError([f"{self._path}: expected rows below the names of the columns, found none; add some"])
        inputs = np.frombuffer(x, np.float32).reshape(len(where), -1)
        given_numbers = np.frombuffer(numbers, np.float32).reshape(len(where), -1)
        self._assert_finite(inputs, self._names, where)
        self._assert_finite(given_numbers, self._statement.targets, where)
        self._mistakes.raise_any()
        column = given_numbers[:, 0] if len(self._targets) == 1 and not labels else given_numbers
        return Examples("line", inputs, labels, None if labels else column, where, groups, self._names)

    def _numbers(self, line: Line, columns: Sequence[int], pick: Picking) -> Sequence[float] | None:
        """Return the numbers in some columns; None where there are none, which is told."""
        if not self._is_whole(line):
            return None
        picked = pick(line.cells)
        try:
            found = [float(cell) for cell in picked]
        except ValueError:
            found = []
        if found and not ("_" in line.text and any("_" in cell for cell in picked)):
            return found
        for column in columns:
            self._assert_number(line, column)
        return None

    def _is_whole(self, line: Line) -> bool:
        """Tell whether a line has a cell for each column; one that has not is told once."""
        whole = len(line.cells) == len(self._header)
        told = "" if whole else _length(self._path, line, len(self._header))
        if told and told not in self._mistakes.told[-1:]:
            self._mistakes.add(told)
        return whole

    def _assert_number(self, line: Line, column: int) -> None:
        cell = line.cells[column]
        try:
            float(cell)
        except ValueError:
            readable = False
        else:
            readable = "_" not in cell
        if not readable:
            found = f"found {cell[:60]!r}" if cell.strip() else "found an empty cell"
            self._tell(line.number, self._header[column], f"expected a number, {found}")

    def _tell(self, number: int, column: str, said: str) -> None:
        target = column in self._statement.targets
        remedy = "correct it or take the line out"
        if not target:
            remedy += ", or leave the column out of features in dataset.toml"
        self._mistakes.add(f"{self._path}, line {number}, column {column!r}: {said}; {remedy}")

    def _label(self, line: Line) -> str | None:
        """Return the label of a line; None where it has none, which is told."""
        if not self._is_whole(line):
            return None
        label = line.cells[self._targets[0]]
        if label.strip():
            return label
        self._tell(line.number, self._header[self._targets[0]], "expected a label, found an empty cell")
        return None

    def _assert_finite(
        self, values: np.ndarray[tuple[int, int], np.dtype[np.float32]], names: Sequence[str],
        where: Sequence[tuple[Path, int]],
    ) -> None:  # fmt: skip
        for row, column in np.argwhere(~np.isfinite(values)):
            self._tell(where[row][1], names[column], "expected a finite number, found NaN or one that is too large")


def _picking(columns: Sequence[int]) -> Picking:
    if len(columns) == 1:
        return lambda cells: (cells[columns[0]],)
    return itemgetter(*columns)
