"""The weights that a course ships: found again in a network by their values, and put into one."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
FOLDERS = ("models", "weights")
ALIKE = 0.5
"""The cosine between weights and those that they were trained from, at least; that of weights drawn anew is near 0."""


@dataclass(frozen=True, slots=True)
class CourseWeights:
    """All arrays in the files that a course ships, by digest, and in the groups in which layers keep them."""

    arrays: dict[str, Array] = field(default_factory=dict)
    groups: list[list[str]] = field(default_factory=list)

    @classmethod
    def below(cls, data: Path) -> CourseWeights:
        """Read the files in the folders `models` and `weights`."""
        found = cls()
        for path in (path for name in FOLDERS for path in sorted((data / name).glob("*"))):
            for group in _groups(path):
                keys = [digest(array) for array in group]
                found.arrays.update(zip(keys, group, strict=True))
                found.groups.append(keys)
        return found

    def same(self, weights: Sequence[Any]) -> list[str] | None:
        """Return the digests of a layer's weights, if all of them are the course's; else None."""
        keys = [digest(weight) for weight in weights]
        return keys if all(key in self.arrays for key in keys) else None

    def instead(self, weights: Sequence[Any], used: set[int]) -> list[str] | None:
        """Return the digests of the first layer of the course that is not in use and that weights come from."""
        for place, group in enumerate(self.groups):
            if place not in used and _comes_from(weights, [self.arrays[key] for key in group]):
                used.add(place)
                return group
        return None


def _comes_from(weights: Sequence[Any], course: Sequence[Array]) -> bool:
    """Tell whether weights were trained from the course's: drawn anew, they would have nothing in common with them."""
    found = [np.asarray(weight, dtype=np.float64) for weight in weights]
    if [array.shape for array in found] != [array.shape for array in course]:
        return False
    own, theirs = (np.concatenate([array.ravel() for array in arrays]) for arrays in (found, course))
    lengths = float(np.linalg.norm(own) * np.linalg.norm(theirs))
    return bool(np.isfinite(own).all()) and lengths > 0 and float(own @ theirs) >= ALIKE * lengths


def digest(array: Any) -> str:
    """Return what names an array: its shape and its values as float32."""
    plain = np.ascontiguousarray(array, dtype="<f4")
    return hashlib.sha256(f"{plain.shape}".encode() + plain.tobytes()).hexdigest()


def _groups(path: Path) -> Iterator[list[Array]]:
    """Yield the arrays of a file of weights, those of a layer together, in the order in which it lists them."""
    import h5py

    data: Any = path
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            data = io.BytesIO(archive.read("model.weights.h5"))
    elif not h5py.is_hdf5(path):
        return
    with h5py.File(data, "r") as file:
        found: dict[str, list[Any]] = {}
        file.visititems(lambda name, item: _add(found, name, item))
        for name in sorted(found, key=_natural):
            if not name.startswith("optimizer"):
                yield [np.asarray(item, dtype=np.float32) for item in found[name]]


def _add(found: dict[str, list[Any]], name: str, item: Any) -> None:
    import h5py

    if isinstance(item, h5py.Dataset) and item.dtype.kind == "f":
        found.setdefault(name.rpartition("/")[0], []).append(item)


def _natural(name: str) -> list[Any]:
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]
