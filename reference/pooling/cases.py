"""The calls of a student's functions that only the grader knows."""

from collections.abc import Iterable

import numpy as np

from autograder.records import Case

SIZES = (
    ((2, 6, 6, 1), 2, None),
    ((1, 7, 5, 3), 2, None),
    ((2, 8, 9, 2), 3, 2),
    ((1, 9, 7, 2), (2, 3), None),
    ((3, 10, 8, 1), (3, 2), (1, 3)),
    ((1, 5, 5, 4), 5, 1),
)


def cases(rng: np.random.Generator) -> Iterable[Case]:
    """Yield random images, negative values among them: odd and even sizes, unequal strides, both paddings."""
    for shape, size, strides in SIZES:
        for padding in ("valid", "same"):
            x = rng.normal(-1, 2, shape)
            for name in ("max_pool2d", "avg_pool2d"):
                yield Case(f"{shape}, pool {size}, strides {strides}, {padding}", name, (x, size, strides, padding))
