"""The calls of a student's functions that only the grader knows."""

from collections.abc import Iterable

import numpy as np

from autograder.records import Case


def cases(rng: np.random.Generator) -> Iterable[Case]:
    """Yield random images moved in every direction, also out of sight, and random ensembles."""
    images = rng.integers(1, 256, (3, 7, 5)).astype(np.uint8)
    for rows, columns in ((0, 0), (2, 3), (-2, 1), (3, -4), (-6, -1), (7, 0), (0, -9)):
        yield Case(f"by {rows} and {columns}", "shift", (images, rows, columns))
    for networks in (1, 3, 5):
        yield Case(f"{networks} networks, random", "ensemble", (rng.dirichlet(np.ones(10), (networks, 40)),))
