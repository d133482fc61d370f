"""Serve data sets inside the box: `keras.datasets` and pretrained weights, offline.

Arrays are mapped from read-only files and copied page by page when a student writes to them, so that loading takes
milliseconds and boxes share the memory.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.frameworks.keras.namespaces import homes
from autograder.keras_names.datasets import COLOUR_SETS, KERAS_SETS
from autograder.records import FailureKind

WEIGHTS = "vgg16_weights_tf_dim_ordering_tf_kernels.h5"
WEIGHTS_NO_TOP = "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5"
NO_WEIGHTS = (
    "The grader's machine has no ImageNet weights for VGG16: it is built with random weights. "
    "Its structure is graded, its accuracy is not."
)


class NotProvidedError(OSError):
    """A data set or a file that the box does not have; the message says what there is.

    `failure_kind` and `failure_details` are how it is told, see `probe.kinds`.
    """

    def __init__(self, message: str, kind: str, **details: str) -> None:
        super().__init__(message)
        self.failure_kind, self.failure_details = kind, details


def install(data: Path, *places: Path) -> None:
    """Make Keras's loaders read from `data`, and put the course's models and files beside the submission.

    scikit-learn's `load_digits` needs nothing: a mount covers the file that it reads.

    Args:
        data: the box's folder of data: `<set>/*.npy`, `files/<set>/…`, `weights/*.h5`, `models/*.keras`.
        places: the folders from which a submission may name files: the one in which it runs, and the top of what was
            handed in.
    """
    for name in KERAS_SETS:
        load_data = _loader(name, data)
        for module in (*homes(f"datasets.{name}"), sys.modules[f"keras.src.datasets.{name}"]):
            vars(module)["load_data"] = load_data
    _serve_files(data)
    for place in {*places}:
        if (data / "models").is_dir() and not (place / "models").exists():
            (place / "models").symlink_to(data / "models")
        for folder in data.glob("files/*"):
            _fill(place / "data" / folder.name, folder)


def _fill(target: Path, folder: Path) -> None:
    """Put a set that no loader serves where a course's files lie at home; what the hand-in brought stays.

    The folder is the submission's, and may be written into; the files in it are links to what cannot be written.
    """
    if any(path.is_symlink() or (path.exists() and not path.is_dir()) for path in (target.parent, target)):
        return
    target.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        link = target / path.name
        if path.is_dir() and link.is_dir():
            _fill(link, path)
        elif not link.exists() and not link.is_symlink():
            link.symlink_to(path)


def _provided(data: Path) -> str:
    return ", ".join(sorted(path.parent.name for path in data.glob("*/x_train.npy"))) or "none"


def _load(folder: Path, name: str) -> NDArray[Any]:
    """Return a plain array over a file's pages; writing to it changes a private copy."""
    return np.asarray(np.load(folder / f"{name}.npy", mmap_mode="c", allow_pickle=False))


def _loader(name: str, data: Path) -> Callable[..., Any]:
    def load_data(*_args: Any, **_options: Any) -> Any:
        folder = data / name
        if not folder.is_dir():
            raise NotProvidedError(
                f"the grader's machine does not provide the data set {name!r} for this assignment "
                f"and has no network to download it; it provides: {_provided(data)}",
                FailureKind.NOT_PROVIDED,
                name=name,
                provided=_provided(data),
            )
        y_train, y_test = _load(folder, "y_train"), _load(folder, "y_test")
        if name == "cifar10":
            y_train, y_test = y_train.reshape(-1, 1), y_test.reshape(-1, 1)
        x_train, x_test = _load(folder, "x_train"), _load(folder, "x_test")
        if name in COLOUR_SETS and sys.modules["keras"].backend.image_data_format() == "channels_first":
            x_train, x_test = np.moveaxis(x_train, -1, 1), np.moveaxis(x_test, -1, 1)
        return (x_train, y_train), (x_test, y_test)

    return load_data


def _serve_files(data: Path) -> None:
    """Replace Keras's downloads by the files that the course provides.

    Where the course has no weights for VGG16, the network is built with random ones, so that its structure can still
    be graded; the student is told.
    """
    from keras.src.applications import vgg16
    from keras.src.utils import file_utils

    def get_file(fname: str | None = None, origin: str | None = None, **_options: Any) -> str:
        name = Path(str(fname or origin)).name
        path = data / "weights" / name
        if not path.is_file():
            message = f"{name} would be downloaded, but the grader's machine has no network"
            weights = "keras-applications" in str(origin) and name.endswith((".h5", ".keras"))
            kind = FailureKind.NO_WEIGHTS if weights or "weights" in name else FailureKind.NO_NETWORK
            raise NotProvidedError(message, kind, name=name, what=name)
        return str(path)

    original = vgg16.VGG16

    def VGG16(include_top: Any = True, weights: Any = "imagenet", *rest: Any, **options: Any) -> Any:  # noqa: FBT002, N802 - Keras's
        file = WEIGHTS if include_top else WEIGHTS_NO_TOP
        if weights == "imagenet" and not (data / "weights" / file).is_file():
            print(NO_WEIGHTS)  # noqa: T201 - the student reads it in the notebook's output
            weights = None
        return original(include_top, weights, *rest, **options)

    file_utils.get_file = get_file
    for module in homes("utils"):
        vars(module)["get_file"] = get_file
    for module in (vgg16, *homes("applications"), *homes("applications.vgg16")):
        vars(module)["VGG16"] = VGG16
