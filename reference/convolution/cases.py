"""The calls of a student's functions that only the grader knows."""

from collections.abc import Iterable

import numpy as np

from autograder.records import Case

SIZES = (
    ((1, 5, 5, 1), (3, 3), 2, 1),
    ((2, 8, 6, 3), (3, 3), 4, 1),
    ((2, 7, 9, 2), (2, 3), 3, 2),
    ((1, 9, 8, 1), (4, 2), 1, (1, 2)),
    ((3, 6, 7, 2), (1, 1), 5, (3, 2)),
    ((1, 10, 11, 2), (5, 4), 2, (2, 3)),
)


def cases(rng: np.random.Generator) -> Iterable[Case]:
    """Yield random convolutions: odd and even sizes, unequal kernels and strides, both paddings."""
    for shape, kernel, filters, strides in SIZES:
        for padding in ("valid", "same"):
            x, weights = rng.normal(size=shape), rng.normal(size=(*kernel, shape[-1], filters))
            name = f"{shape}, kernel {kernel}, {filters} filters, strides {strides}, {padding}"
            yield Case(name, "conv2d", (x, weights, rng.normal(size=filters), strides, padding))
    for n, kernel, stride in ((28, 3, 1), (28, 5, 2), (10, 3, 3), (5, 5, 1), (9, 2, 4), (1, 1, 1)):
        for padding in ("valid", "same"):
            yield Case(f"{n}, kernel {kernel}, stride {stride}, {padding}", "output_size", (n, kernel, stride, padding))
