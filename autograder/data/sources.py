"""Find the files of published data sets.

A set is looked for in the course's folder of files, then in Keras's cache; where neither has it and a download is
allowed, Keras itself fetches it into its cache, in a process of its own. Keras is never pointed at the course's
folder: it deletes files whose hash is not the one it knows.
"""

from __future__ import annotations

import hashlib
import importlib.util
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from autograder.contracts import Places
from autograder.data.arrays import CIFAR_MD5
from autograder.errors import DataError
from autograder.i18n import gettext as _

_DOWNLOAD = (
    "import os, sys; os.environ['KERAS_HOME'] = sys.argv[1]; import keras; "
    "getattr(keras.datasets, sys.argv[2]).load_data()"
)


def digest(files: Sequence[Path]) -> str:
    """Return the SHA-256 of files' contents, in their order."""
    total = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            total.update(hashlib.file_digest(file, "sha256").digest())
    return total.hexdigest()


def sklearn_digits_file() -> Path:
    """Return the file of scikit-learn that `load_digits` reads, without importing scikit-learn."""
    spec = importlib.util.find_spec("sklearn")
    if spec is None or spec.origin is None:
        raise DataError(_("scikit-learn, which brings the digits data set, is not installed"))
    return Path(spec.origin).parent / "datasets" / "data" / "digits.csv.gz"


def download(name: str, places: Places) -> None:
    """Let Keras fetch a set; a failure is left to the search for files that follows.

    No module of the working directory is imported: it may be a student's.
    """
    command = [sys.executable, "-P", "-c", _DOWNLOAD, str(places.keras), name]
    subprocess.run(command, capture_output=True, check=False, timeout=1800)


def _folders(places: Places, *keras_folders: str) -> list[Path]:
    """Return the folders to look in: the course's own and Keras's, and below them `keras_folders`."""
    own = [places.folder] if places.folder else []
    roots = [*own, places.keras / "datasets"]
    return [root / below for root in roots for below in ("", *keras_folders)]


def _find(folders: list[Path], *names: str) -> list[Path] | None:
    """Return the files of the first folder that holds all of them."""
    return next(
        ([folder / name for name in names] for folder in folders if all((folder / n).is_file() for n in names)),
        None,
    )


def find_digits(places: Places) -> list[Path]:
    """Return the file of scikit-learn's digits."""
    del places
    return [sklearn_digits_file()]


def find_mnist(places: Places) -> list[Path] | None:
    """Return MNIST's file; None where there is none."""
    return _find(_folders(places, "mnist"), "mnist.npz")


def find_fashion_mnist(places: Places) -> list[Path] | None:
    """Return the files of Fashion-MNIST; None where there is none."""
    names = ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1")
    return _find(_folders(places, "fashion-mnist", "fashion_mnist"), *(f"{name}-ubyte.gz" for name in names))


def find_cifar10(places: Places) -> list[Path] | None:
    """Return the batches of CIFAR-10, or one file of it; None where there is none."""
    folders = _folders(places, "cifar10", "cifar-10-batches-py", "cifar-10-batches-py-target/cifar-10-batches-py")
    if batches := _find(folders, *CIFAR_MD5):
        return batches
    return sorted(path for folder in folders if folder.is_dir() for path in folder.glob("cifar10*.npz"))[:1] or None
