"""The calls of a student's functions that everybody may see."""

from collections.abc import Iterable

import numpy as np

from autograder.records import Case


def cases(rng: np.random.Generator) -> Iterable[Case]:
    """Yield the handout's worked example."""
    del rng
    yield Case("three equal scores", "softmax", (np.zeros((1, 3)),))
