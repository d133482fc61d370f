"""The calls of a student's functions that everybody may see."""

from collections.abc import Iterable

import numpy as np

from autograder.records import Case
from autograder.wire import Rng


def cases(rng: np.random.Generator) -> Iterable[Case]:
    """Yield calls in use and in training, and one comparison on a small problem."""
    x = np.arange(1.0, 13.0).reshape(3, 4)
    yield Case("in use", "dropout", (x, 0.5, False, Rng(1)))
    yield Case("rate 0", "dropout", (x, 0.0, True, Rng(1)))
    for rate in (0.25, 0.5):
        yield Case(f"ones, rate {rate}", "dropout", (np.ones((100, 100)), rate, True, Rng(2)))
    labels = np.arange(300) % 10
    yield Case(
        "a small problem",
        "compare",
        (np.eye(10)[labels].repeat(7, axis=1)[:, :64] + rng.normal(0, 0.3, (300, 64)), labels, 0.5, 4),
    )
