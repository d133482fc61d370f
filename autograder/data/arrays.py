"""Read the files of published data sets into arrays, all uint8."""

from __future__ import annotations

import gzip
import hashlib
import pickle
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.contracts import Arrays
from autograder.errors import DataError
from autograder.i18n import gettext as _

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


def digits(files: Sequence[Path]) -> Arrays:
    """Read scikit-learn's table of digits."""
    with gzip.open(files[0]) as file:
        table = np.loadtxt(file, delimiter=",", dtype=np.uint8)
    return {"x_train": table[:, :-1].reshape(-1, 8, 8), "y_train": table[:, -1]}


def digits28(files: Sequence[Path]) -> Arrays:
    """Scale the 8×8 digits up to 28×28 by bilinear interpolation between pixel centres."""
    small = digits(files)
    at = np.clip((np.arange(28) + 0.5) * 8 / 28 - 0.5, 0, 7)
    low = np.minimum(at.astype(int), 6)
    weights = np.zeros((28, 8))
    weights[np.arange(28), low] = 1 - (at - low)
    weights[np.arange(28), low + 1] = at - low
    images = weights @ small["x_train"].astype(float) @ weights.T
    return {"x_train": np.rint(images * 255 / 16).astype(np.uint8), "y_train": small["y_train"]}


def mnist(files: Sequence[Path]) -> Arrays:
    """Read MNIST as Keras packs it."""
    return _npz(files[0])


def fashion_mnist(files: Sequence[Path]) -> Arrays:
    """Read the four idx files of Fashion-MNIST."""
    return dict(zip(("x_train", "y_train", "x_test", "y_test"), map(_idx, files), strict=True))


def cifar10(files: Sequence[Path]) -> Arrays:
    """Read CIFAR-10: the published batches, or one file."""
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
