"""The calls of a student's functions that everybody may see."""

from collections.abc import Iterable

import numpy as np

from autograder.records import Case


def cases(rng: np.random.Generator) -> Iterable[Case]:
    """Yield images in training, with the same and with another seed, and in use."""
    images, labels = rng.random((8, 32, 32, 3)).astype(np.float32), rng.integers(0, 10, 8)
    for name, training, seed in (
        ("training", True, 1),
        ("training again", True, 1),
        ("training, another seed", True, 1 + 1),
        ("in use", False, 1),
    ):
        yield Case(name, "augment", (images, labels, training, seed))
