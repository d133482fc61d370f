"""Read NumPy's archives into examples; nothing in them is unpickled."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from autograder.data.own.examples import Examples
from autograder.data.own.statement import DataStatement
from autograder.errors import CourseError

_READ = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
_WAYS = "numbers, or for labels also texts"


def read(file: Path, statement: DataStatement, *, told: Path | None = None) -> Examples:
    """Return the examples of a file, which is told as another one where it was made from that.

    Raises:
        CourseError: an array is missing, or is not what it must be.
    """
    path = told or file
    try:
        with zipfile.ZipFile(file) as archive:
            x, y = (_array(path, archive, name) for name in (*statement.inputs, *statement.targets))
    except zipfile.BadZipFile:
        found = "expected an archive of numpy.savez, found something else"
        raise CourseError([f"{path}: {found}; write it with numpy.savez_compressed"]) from None
    _assert_inputs(path, statement, x)
    if y.shape[:1] != x.shape[:1]:
        found = f"expected a row for each of the {len(x)} of {statement.inputs[0]!r}, found the shape {y.shape}"
        raise CourseError([f"{path}: array {statement.targets[0]!r}: {found}; bring both to one length"])
    labels, numbers = _targets(path, statement, y)
    where = [(path, row) for row in range(len(x))]
    return Examples("row", x, labels, numbers, where)


def write(path: Path, statement: DataStatement, shown: NDArray[np.int64], into: Path) -> None:
    """Write a file again with some rows alone: inputs and targets, and no array that nothing is known of."""
    with np.load(path, allow_pickle=False) as archive:
        arrays = {name: archive[name][shown] for name in (*statement.inputs, *statement.targets)}
    np.savez_compressed(into, **arrays)


def _array(path: Path, archive: zipfile.ZipFile, name: str) -> NDArray[Any]:
    """Read an array, its header first."""
    known = [each.removesuffix(".npy") for each in archive.namelist()]
    if name not in known:
        listed = ", ".join(map(repr, known)) or "none"
        raise CourseError([f"{path}: expected the array {name!r}, found {listed}; name one of them in dataset.toml"])
    place = f"{path}: array {name!r}"
    try:
        with archive.open(f"{name}.npy") as file:
            _assert_plain(place, npy.read_magic(file), file)
        with archive.open(f"{name}.npy") as file:
            return np.asarray(npy.read_array(file, allow_pickle=False))
    except (ValueError, EOFError, OSError, zipfile.BadZipFile) as error:
        said = f"expected an array of {_WAYS}, found what cannot be read ({error})"
        raise CourseError([f"{place}: {said}; write it again with numpy.savez_compressed"]) from None


def _assert_plain(place: str, version: tuple[int, int], file: Any) -> None:
    header = _READ.get(version)
    if header is None:
        told = f"expected format 1 or 2 of .npy, found {version[0]}; name no fields in the array"
        raise CourseError([f"{place}: {told}"])
    _shape, _order, dtype = header(file)
    if dtype.kind not in "biufUS":
        told = f"expected {_WAYS}, found the dtype {dtype}, which is not read; give it another with astype()"
        raise CourseError([f"{place}: {told}"])


def _assert_inputs(path: Path, statement: DataStatement, x: NDArray[Any]) -> None:
    place = f"{path}: array {statement.inputs[0]!r}"
    if x.dtype.kind not in "biuf" or x.ndim < 2 or not x.size:
        told = f"expected numbers of shape (examples, …), found {x.dtype} of shape {x.shape}"
        raise CourseError([f"{place}: {told}; give each example a row"])
    if x.dtype.kind == "f" and not (finite := np.isfinite(x.astype(np.float32)).reshape(len(x), -1).all(axis=1)).all():
        row = int(np.argmin(finite))
        raise CourseError(
            [f"{place}, row {row}: expected finite numbers, found NaN or one too large; take the row out"]
        )


def _targets(path: Path, statement: DataStatement, y: NDArray[Any]) -> tuple[list[str], NDArray[np.float32] | None]:
    place = f"{path}: array {statement.targets[0]!r}"
    if statement.classifies:
        column = y[:, 0] if y.ndim == 2 and y.shape[1] == 1 else y
        if column.ndim != 1:
            told = f"expected one label for each example, found the shape {y.shape}"
            raise CourseError([f"{place}: {told}; for one-hot rows write y.argmax(axis=1)"])
        if column.dtype.kind == "f" and (column != np.round(column)).any():
            row = int(np.argmax(column != np.round(column)))
            told = f"expected labels, found the number {column[row]}; take task = “regression”, or write whole numbers"
            raise CourseError([f"{place}, row {row}: {told}"])
        plain = column.astype(np.int64) if column.dtype.kind == "f" else column
        return [str(each) for each in plain.astype(str).tolist()], None
    if y.dtype.kind not in "biuf":
        raise CourseError([f"{place}: expected numbers for task = “{statement.task}”, found {y.dtype}"])
    numbers = y.astype(np.float32)
    finite = np.isfinite(numbers).reshape(len(numbers), -1).all(axis=1)
    if not finite.all():
        told = "expected a finite number, found NaN or one that is too large; take the row out"
        raise CourseError([f"{place}, row {int(np.argmin(finite))}: {told}"])
    return [], numbers
