"""The calls of a student's functions that everybody may see."""

from collections.abc import Iterable

import numpy as np

from autograder.records import Case

BEFORE, AFTER = {"$model": "before"}, {"$model": "after"}


def cases(rng: np.random.Generator) -> Iterable[Case]:
    """Yield calls on the course's own models."""
    yield Case("the first convolution", "conv_weights", (AFTER, 0))
    yield Case("the second convolution", "conv_weights", (AFTER, 1))
    yield Case("statistics of the first", "weight_statistics", (AFTER, 0))
    image = np.round(rng.random((28, 28)), 3)
    yield Case("maps of the first", "feature_maps", (AFTER, 0, image))
    yield Case("maps of the second", "feature_maps", (AFTER, 1, image))
    yield Case("a drawing", "draw_kernels", (BEFORE, AFTER, 0))
