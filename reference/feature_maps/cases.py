"""The calls of a student's functions that only the grader knows."""

from collections.abc import Iterable

import numpy as np

from autograder.records import Case


def cases(rng: np.random.Generator) -> Iterable[Case]:
    """Yield calls on both models with other images."""
    for name in ("before", "after"):
        model = {"$model": name}
        for index in (0, 1):
            yield Case(f"{name}, convolution {index}", "conv_weights", (model, index))
            yield Case(f"{name}, statistics {index}", "weight_statistics", (model, index))
            yield Case(f"{name}, maps {index}", "feature_maps", (model, index, np.round(rng.random((28, 28)), 3)))
