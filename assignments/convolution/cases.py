"""The calls of a student's functions that everybody may see."""

from collections.abc import Iterable

import numpy as np

from autograder.records import Case


def cases(rng: np.random.Generator) -> Iterable[Case]:
    """Yield the handout's worked example, and sizes that one can count."""
    del rng
    image = np.arange(1.0, 10.0).reshape(1, 3, 3, 1)
    diagonal = np.array([[1.0, 0.0], [0.0, 1.0]]).reshape(2, 2, 1, 1)
    yield Case("the worked example", "conv2d", (image, diagonal, np.zeros(1), 1, "valid"))
    yield Case("the worked example with bias", "conv2d", (image, diagonal, np.array([10.0]), 1, "valid"))
    yield Case("the worked example, padded", "conv2d", (image, diagonal, np.zeros(1), 1, "same"))
    yield Case("8, kernel 3, stride 1, valid", "output_size", (8, 3, 1, "valid"))
    yield Case("8, kernel 3, stride 1, same", "output_size", (8, 3, 1, "same"))
    yield Case("7, kernel 2, stride 2, valid", "output_size", (7, 2, 2, "valid"))
    yield Case("7, kernel 2, stride 2, same", "output_size", (7, 2, 2, "same"))
