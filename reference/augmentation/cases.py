"""The calls of a student's functions that only the grader knows."""

from collections.abc import Iterable

import numpy as np

from autograder.records import Case


def cases(rng: np.random.Generator) -> Iterable[Case]:
    """Yield images in training, with the same and with another seed, and in use."""
    images, labels = rng.random((24, 32, 32, 3)).astype(np.float32), rng.integers(0, 10, 24)
    for name, training, seed in (
        ("training, hidden", True, 50),
        ("training again, hidden", True, 50),
        ("training, another seed, hidden", True, 50 + 1),
        ("in use, hidden", False, 50),
    ):
        yield Case(name, "augment", (images, labels, training, seed))
