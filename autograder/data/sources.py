"""Find a data set's files, read them and verify them.

A set is looked for in the course's folder of files, then in Keras's cache; where neither has it and a download is
allowed, Keras itself fetches it into its cache, in a process of its own. Keras is never pointed at the course's
folder: it deletes files whose hash is not the one it knows.
"""

from __future__ import annotations

import hashlib
import importlib.util
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.data.arrays import CIFAR_MD5, Arrays, parse
from autograder.data.registry import DATA_SETS, DataSet
from autograder.errors import DataError
from autograder.i18n import gettext as _

_DOWNLOAD = (
    "import os, sys; os.environ['KERAS_HOME'] = sys.argv[1]; import keras; "
    "getattr(keras.datasets, sys.argv[2]).load_data()"
)


@dataclass(frozen=True, slots=True)
class Places:
    """Where data sets come from and where their prepared copies are kept.

    `cache` is the grader's own folder; `keras` is Keras's home (`~/.keras`); `folder` a folder of files, if any
    (`AUTOGRADER_DATA`); `download` lets Keras fetch what is missing; `offline` lets the digits, scaled up, stand in
    for the 28×28 sets.
    """

    cache: Path
    keras: Path
    folder: Path | None = None
    download: bool = False
    offline: bool = False


def find(name: str, places: Places) -> Sequence[Path]:
    """Return the files that a set is read from; where downloads are allowed, Keras fetches what is missing.

    Raises:
        DataError: the set is missing; the message names every way to provide it.
    """
    data_set = DATA_SETS[name]
    files = _FINDERS[name](places)
    if files is None and places.download:
        _download(data_set, places)
        files = _FINDERS[name](places)
    if files is None:
        raise DataError(_missing(data_set, places))
    return files


def read(name: str, places: Places) -> Arrays:
    """Find a set's files and return its arrays, verified.

    Raises:
        DataError: the set is missing or damaged.
    """
    return parse(name, find(name, places))


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


def _missing(data_set: DataSet, places: Places) -> str:
    return _(
        "The data set {title} is missing. Provide it in one of three ways: 1. put its files ({files}) into a folder "
        "and name the folder in AUTOGRADER_DATA (now: {folder}); 2. put them into Keras's cache ({keras}); "
        "3. run once where there is a network, so that Keras downloads it."
    ).format(
        title=data_set.title,
        files=_FILES[data_set.name],
        folder=places.folder or "-",
        keras=places.keras / "datasets",
    )


def _download(data_set: DataSet, places: Places) -> None:
    """Let Keras fetch the set; a failure is left to the search for files that follows.

    No module of the working directory is imported: it may be a student's.
    """
    command = [sys.executable, "-P", "-c", _DOWNLOAD, str(places.keras), data_set.name]
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


def _find_digits(places: Places) -> list[Path]:
    del places
    return [sklearn_digits_file()]


def _find_mnist(places: Places) -> list[Path] | None:
    return _find(_folders(places, "mnist"), "mnist.npz")


def _find_fashion_mnist(places: Places) -> list[Path] | None:
    names = ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1")
    return _find(_folders(places, "fashion-mnist", "fashion_mnist"), *(f"{name}-ubyte.gz" for name in names))


def _find_cifar10(places: Places) -> list[Path] | None:
    folders = _folders(places, "cifar10", "cifar-10-batches-py", "cifar-10-batches-py-target/cifar-10-batches-py")
    if batches := _find(folders, *CIFAR_MD5):
        return batches
    return sorted(path for folder in folders if folder.is_dir() for path in folder.glob("cifar10*.npz"))[:1] or None


_FINDERS: Mapping[str, Callable[[Places], list[Path] | None]] = {
    "digits": _find_digits,
    "digits28": _find_digits,
    "mnist": _find_mnist,
    "fashion_mnist": _find_fashion_mnist,
    "cifar10": _find_cifar10,
}
_FILES = {
    "digits": "digits.csv.gz",
    "digits28": "digits.csv.gz",
    "mnist": "mnist.npz",
    "fashion_mnist": "train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz, "
    "t10k-labels-idx1-ubyte.gz",
    "cifar10": "data_batch_1 … data_batch_5, test_batch; or cifar10.npz",
}
