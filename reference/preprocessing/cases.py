"""The calls of a student's functions that only the grader knows."""

from collections.abc import Iterable

import numpy as np

from autograder.records import Case


def cases(rng: np.random.Generator) -> Iterable[Case]:
    """Yield random images, features and labels of several sizes."""
    for n, height, width in ((1, 1, 1), (3, 8, 8), (5, 7, 4)):
        yield Case(f"{n} images {height}×{width}", "flatten_images", (rng.normal(size=(n, height, width)),))
    for shape in ((2, 28, 28), (4, 5, 6)):
        yield Case(f"bytes {shape}", "scale", (rng.integers(0, 256, shape).astype(np.uint8),))
    yield Case("random features", "min_max_scale", (rng.normal(5, 3, (20, 6)),))
    yield Case("negative features", "min_max_scale", (-rng.random((6, 3)) * 100,))
    mixed = rng.normal(size=(9, 4))
    mixed[:, 2] = -7.5
    yield Case("one of four features constant", "min_max_scale", (mixed,))
    yield Case("one row", "min_max_scale", (rng.normal(size=(1, 3)),))
    yield Case("ten classes", "one_hot", (rng.integers(0, 10, 30), 10))
    yield Case("classes that do not occur", "one_hot", (np.array([1, 1, 1]), 5))
    images, labels = rng.normal(size=(41, 3, 3)), rng.integers(0, 10, 41)
    images[:, 0, 0] = np.arange(41) * 10 + labels
    for share in (0.2, 0.5):
        for name, seed in (("once", 11), ("again", 11), ("another seed", 12)):
            yield Case(f"{name}, {share:.0%} of 41", "split", (images, labels, share, seed))
