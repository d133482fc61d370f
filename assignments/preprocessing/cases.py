"""The calls of a student's functions that everybody may see."""

from collections.abc import Iterable

import numpy as np

from autograder.records import Case


def cases(rng: np.random.Generator) -> Iterable[Case]:
    """Yield small examples whose results one can work out by hand."""
    del rng
    yield Case("two small images", "flatten_images", (np.arange(12).reshape(2, 2, 3),))
    yield Case("black to white", "scale", (np.array([[[0, 51], [102, 255]]], np.uint8),))
    yield Case("two features", "min_max_scale", (np.array([[0.0, 10.0], [5.0, 20.0], [10.0, 40.0]]),))
    yield Case("a constant feature", "min_max_scale", (np.array([[3.0, 1.0], [3.0, 2.0]]),))
    yield Case("three labels", "one_hot", (np.array([2, 0, 3]), 4))
    numbers = np.arange(20)
    for name, seed in (("once", 1), ("again", 1), ("another seed", 2)):
        yield Case(name, "split", (numbers[:, None] * 10, numbers, 0.25, seed))
