"""The data sets that a course can name, with what verifies them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class DataSet:
    """A labelled set of images.

    `image` is one image's shape, `pixel_max` the largest raw pixel value, `sizes` the numbers of training and test
    images (0: the set comes whole and the test images are split off it), `digests` the SHA-256 of each array's bytes
    where they are known. A set that is `part_of` another has its images with labels from `first_label` on, counted
    from there, and the same images of it are hidden.
    """

    name: str
    title: str
    image: tuple[int, ...]
    pixel_max: int
    class_names: tuple[str, ...]
    sizes: tuple[int, int]
    digests: Mapping[str, str]
    part_of: str = ""
    first_label: int = 0


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

_ALL = (
    DataSet(
        name="digits",
        title="digits (scikit-learn)",
        image=(8, 8),
        pixel_max=16,
        class_names=_DIGITS,
        sizes=(1797, 0),
        digests={
            "x_train": "8f26b2bd9d135c256808f68f14fdabddde6d9c7f869ae419704b051f0f14b3b3",
            "y_train": "8ba4f891220f5e4c9c819638d1602d74b83618f167043c6da52a2a247841ddf0",
        },
    ),
    DataSet(
        name="digits28",
        title="digits scaled up to 28×28",
        image=(28, 28),
        pixel_max=255,
        class_names=_DIGITS,
        sizes=(1797, 0),
        digests={},
    ),
    DataSet(
        name="digits_5_9",
        title="digits from 5 to 9 (scikit-learn)",
        image=(8, 8),
        pixel_max=16,
        class_names=_DIGITS[5:],
        sizes=(896, 0),
        digests={},
        part_of="digits",
        first_label=5,
    ),
    DataSet(
        name="mnist",
        title="MNIST",
        image=(28, 28),
        pixel_max=255,
        class_names=_DIGITS,
        sizes=(60_000, 10_000),
        digests={
            "x_train": "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757",
            "y_train": "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13",
            "x_test": "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161",
            "y_test": "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5",
        },
    ),
    DataSet(
        name="fashion_mnist",
        title="Fashion-MNIST",
        image=(28, 28),
        pixel_max=255,
        class_names=_CLOTHES,
        sizes=(60_000, 10_000),
        digests={
            "x_train": "2e487a6c89124f78f2d7521542223cafe96f7123c3ca13d447772ac6ecbb3012",
            "y_train": "657fbd221bfc9f4198cc14b5619cc33ec57c58dd0e47af4d99d6650759e869a7",
            "x_test": "c867c93ff95360594e8ec3287995350b824dd110b11595c0e13d5423f621867a",
            "y_test": "3d0e6c6ea990b53b6f8f500a41cac93881d981b315f84578b7d915342ade01e9",
        },
    ),
    DataSet(
        name="cifar10",
        title="CIFAR-10",
        image=(32, 32, 3),
        pixel_max=255,
        class_names=_THINGS,
        sizes=(50_000, 10_000),
        digests={},
    ),
)

DATA_SETS: Mapping[str, DataSet] = MappingProxyType({data_set.name: data_set for data_set in _ALL})
"""Every data set by the name that `assignment.toml` uses."""

OFFLINE: Mapping[str, str] = MappingProxyType({"mnist": "digits28", "fashion_mnist": "digits28"})
"""What stands in for a set in a run that says so (`--data offline`)."""


def used(name: str, *, offline: bool) -> str:
    """Return the name of the set that a run really uses in the place of another one."""
    return OFFLINE.get(name, name) if offline else name
