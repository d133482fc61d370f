"""The data sets of Keras by name."""

from __future__ import annotations

KERAS_SETS = (
    "boston_housing",
    "california_housing",
    "cifar10",
    "cifar100",
    "fashion_mnist",
    "imdb",
    "mnist",
    "reuters",
)
GREY_SETS = ("fashion_mnist", "mnist")
COLOUR_SETS = ("cifar10", "cifar100")
"""Sets whose images Keras gives as its image data format says."""
