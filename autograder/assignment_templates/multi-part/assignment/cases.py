"""The calls of a student's functions that everybody may see."""

from collections.abc import Iterable

import numpy as np

from autograder.records import Case


def cases(rng: np.random.Generator) -> Iterable[Case]:
    """Yield the handout's worked example."""
    del rng
    yield Case("two hours, 3 MW and 4 MW off", "rmse", (np.array([503.0, 604.0]), np.array([500.0, 600.0])))
