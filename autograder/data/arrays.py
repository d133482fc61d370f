"""Read a data set's files into arrays, and verify them."""

from __future__ import annotations

import gzip
import hashlib
import pickle
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.data.registry import DATA_SETS, DataSet
from autograder.errors import DataError
from autograder.i18n import gettext as _

Arrays: TypeAlias = Mapping[str, NDArray[np.uint8]]
"""`x_train`, `y_train` and, where the set comes with test images, `x_test`, `y_test`."""

CIFAR_MD5 = {
    "data_batch_1": "c99cafc152244af753f735de768cd75f",
    "data_batch_2": "d4bba439e000b95fd0a9bffe97cbabec",
    "data_batch_3": "54ebc095f3ab1f0389bbae665268c751",
    "data_batch_4": "634d18415352ddfa80567beed471001a",
    "data_batch_5": "482c414d41f54cd18b22e5b47cb7c3cb",
    "test_batch": "40351d587109b95175f43aff81a1287e",
}
"""The published checksums of the batches, in the order in which they are read."""
_SUBSET_TEST_SHARE = 0.2


def parse(name: str, files: Sequence[Path]) -> Arrays:
    """Return a set's arrays, verified. Images are (n, h, w) or (n, h, w, c), labels (n,), all uint8.

    Raises:
        DataError: the set is damaged.
    """
    arrays = _READERS[name](files)
    _verify(DATA_SETS[name], arrays)
    return arrays


def _verify(data_set: DataSet, arrays: Arrays) -> None:
    for key, array in arrays.items():
        images = key.startswith("x")
        shape = (len(array), *data_set.image) if images else (len(arrays[key.replace("y", "x", 1)]),)
        if array.shape != shape or array.dtype != np.uint8:
            raise DataError(
                _(
                    "The data set {title} is damaged: {key} should be uint8 of shape {shape}, found {dtype} {found}."
                ).format(title=data_set.title, key=key, shape=shape, dtype=array.dtype, found=array.shape)
            )
        expected = data_set.digests.get(key)
        if expected and hashlib.sha256(np.ascontiguousarray(array).data).hexdigest() != expected:
            raise DataError(
                _(
                    "The data set {title} is damaged: the contents of {key} are not the published ones. "
                    "Remove its files and provide them again."
                ).format(title=data_set.title, key=key)
            )
        if not images and len(array) and int(array.max()) >= len(data_set.class_names):
            raise DataError(
                _("The data set {title} is damaged: {key} holds the label {label}, expected 0 to {last}.").format(
                    title=data_set.title, key=key, label=int(array.max()), last=len(data_set.class_names) - 1
                )
            )


def _digits(files: Sequence[Path]) -> Arrays:
    with gzip.open(files[0]) as file:
        table = np.loadtxt(file, delimiter=",", dtype=np.uint8)
    return {"x_train": table[:, :-1].reshape(-1, 8, 8), "y_train": table[:, -1]}


def _digits28(files: Sequence[Path]) -> Arrays:
    """Scale the 8×8 digits up to 28×28 by bilinear interpolation between pixel centres."""
    digits = _digits(files)
    at = np.clip((np.arange(28) + 0.5) * 8 / 28 - 0.5, 0, 7)
    low = np.minimum(at.astype(int), 6)
    weights = np.zeros((28, 8))
    weights[np.arange(28), low] = 1 - (at - low)
    weights[np.arange(28), low + 1] = at - low
    images = weights @ digits["x_train"].astype(float) @ weights.T
    return {"x_train": np.rint(images * 255 / 16).astype(np.uint8), "y_train": digits["y_train"]}


def _mnist(files: Sequence[Path]) -> Arrays:
    return _npz(files[0])


def _fashion_mnist(files: Sequence[Path]) -> Arrays:
    return dict(zip(("x_train", "y_train", "x_test", "y_test"), map(_idx, files), strict=True))


def _cifar10(files: Sequence[Path]) -> Arrays:
    if len(files) == 1:
        return _subset(_npz(files[0]))
    parts = [_cifar_batch(path) for path in files]
    return {
        "x_train": np.concatenate([x for x, _labels in parts[:5]]),
        "y_train": np.concatenate([y for _images, y in parts[:5]]),
        "x_test": parts[5][0],
        "y_test": parts[5][1],
    }


def _subset(arrays: Arrays) -> Arrays:
    """Split a file with `x` and `y` alone: its last fifth are the test images."""
    if "x" not in arrays:
        return {key: array.reshape(-1) if key.startswith("y") else array for key, array in arrays.items()}
    x, y = arrays["x"], arrays["y"].reshape(-1)
    first = len(x) - round(len(x) * _SUBSET_TEST_SHARE)
    return {"x_train": x[:first], "y_train": y[:first], "x_test": x[first:], "y_test": y[first:]}


def _npz(path: Path) -> Arrays:
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            return {key: file[key] for key in file.files if key in {"x", "y", "x_train", "y_train", "x_test", "y_test"}}
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise _damaged(path, error) from None


def _idx(path: Path) -> NDArray[np.uint8]:
    """Read an idx file of unsigned bytes: two zero bytes, type 8, the number of axes, their lengths, the values."""
    try:
        content = gzip.decompress(path.read_bytes())
        axes = content[3]
        shape = tuple(int(n) for n in np.frombuffer(content, ">u4", count=axes, offset=4))
        return np.frombuffer(content, np.uint8, offset=4 + 4 * axes).reshape(shape)
    except (OSError, EOFError, ValueError, IndexError) as error:
        raise _damaged(path, error) from None


class _ArraysOnly(pickle.Unpickler):
    """Unpickles a dictionary of NumPy arrays and lists; refuses every other class."""

    def find_class(self, module: str, name: str) -> Any:
        if module.startswith("numpy") and name in {"_reconstruct", "ndarray", "dtype"}:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is not an array")


def _cifar_batch(path: Path) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Read one batch of the published CIFAR-10 archive, after its checksum."""
    content = path.read_bytes()
    if hashlib.md5(content, usedforsecurity=False).hexdigest() != CIFAR_MD5[path.name]:
        raise _damaged(path, _("its checksum is not the published one"))
    with path.open("rb") as file:
        batch = _ArraysOnly(file, encoding="bytes").load()
    images = np.asarray(batch[b"data"], np.uint8).reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
    return images, np.asarray(batch[b"labels"], np.uint8)


def _damaged(path: Path, reason: object) -> DataError:
    return DataError(
        _("The data file {path} is damaged ({reason}). Remove it and provide it again.").format(
            path=path, reason=reason
        )
    )


_READERS: Mapping[str, Callable[[Sequence[Path]], Arrays]] = {
    "digits": _digits,
    "digits28": _digits28,
    "mnist": _mnist,
    "fashion_mnist": _fashion_mnist,
    "cifar10": _cifar10,
}
