"""The data sets that come with the package."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.contracts import DataSet
from autograder.data import arrays, sources
from autograder.data.published import Cover, PartOfSet, PublishedSet
from autograder.i18n import later

_DIGITS = tuple("0123456789")
_CLOTHES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)
_THINGS = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")


def _write_digits(path: Path, images: NDArray[Any], labels: NDArray[Any]) -> None:
    """Write digits as scikit-learn's own file has them."""
    with gzip.GzipFile(path, "wb", mtime=0) as file:
        np.savetxt(file, np.column_stack([images.reshape(len(images), -1), labels]), fmt="%d", delimiter=",")


_ALL = (
    PublishedSet(
        name="digits",
        title="digits (scikit-learn)",
        image=(8, 8),
        pixel_max=16,
        class_names=_DIGITS,
        digests={
            "x_train": "8f26b2bd9d135c256808f68f14fdabddde6d9c7f869ae419704b051f0f14b3b3",
            "y_train": "8ba4f891220f5e4c9c819638d1602d74b83618f167043c6da52a2a247841ddf0",
        },
        find=sources.find_digits,
        read=arrays.digits,
        files="digits.csv.gz",
        handed_out=("float64", "int64"),
        cover=Cover(sources.sklearn_digits_file, _write_digits),
    ),
    PublishedSet(
        name="digits28",
        title=later("digits scaled up to 28×28"),
        image=(28, 28),
        pixel_max=255,
        class_names=_DIGITS,
        find=sources.find_digits,
        read=arrays.digits28,
        files="digits.csv.gz",
    ),
    PublishedSet(
        name="mnist",
        title="MNIST",
        image=(28, 28),
        pixel_max=255,
        class_names=_DIGITS,
        digests={
            "x_train": "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757",
            "y_train": "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13",
            "x_test": "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161",
            "y_test": "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5",
        },
        find=sources.find_mnist,
        read=arrays.mnist,
        files="mnist.npz",
        stand_in="digits28",
    ),
    PublishedSet(
        name="fashion_mnist",
        title="Fashion-MNIST",
        image=(28, 28),
        pixel_max=255,
        class_names=_CLOTHES,
        digests={
            "x_train": "2e487a6c89124f78f2d7521542223cafe96f7123c3ca13d447772ac6ecbb3012",
            "y_train": "657fbd221bfc9f4198cc14b5619cc33ec57c58dd0e47af4d99d6650759e869a7",
            "x_test": "c867c93ff95360594e8ec3287995350b824dd110b11595c0e13d5423f621867a",
            "y_test": "3d0e6c6ea990b53b6f8f500a41cac93881d981b315f84578b7d915342ade01e9",
        },
        find=sources.find_fashion_mnist,
        read=arrays.fashion_mnist,
        files="train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz, "
        "t10k-labels-idx1-ubyte.gz",
        stand_in="digits28",
    ),
    PublishedSet(
        name="cifar10",
        title="CIFAR-10",
        image=(32, 32, 3),
        pixel_max=255,
        class_names=_THINGS,
        find=sources.find_cifar10,
        read=arrays.cifar10,
        files="data_batch_1 … data_batch_5, test_batch; or cifar10.npz",
    ),
)

_BY_NAME = {each.name: each for each in _ALL}
BUNDLED: Mapping[str, DataSet] = {
    **_BY_NAME,
    "digits_5_9": PartOfSet("digits from 5 to 9 (scikit-learn)", _BY_NAME["digits"], first_label=5),
}
"""Every set of the package by the name that `assignment.toml` uses."""
COVERED = tuple(each.name for each in _ALL if each.cover)
"""The sets of which boxes always get the public view: an installed package brings them with every label."""
