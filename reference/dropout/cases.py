"""The calls of a student's functions that only the grader knows."""

from collections.abc import Iterable

import numpy as np

from autograder.records import Case
from autograder.wire import Rng


def cases(rng: np.random.Generator) -> Iterable[Case]:
    """Yield many draws: several rates, seeds and shapes; the values never hold a zero of their own."""
    for shape in ((7,), (3, 5, 2)):
        yield Case(f"{shape} in use", "dropout", (rng.normal(5, 1, shape), 0.9, False, Rng(3)))
        yield Case(f"{shape}, rate 0", "dropout", (rng.normal(5, 1, shape), 0.0, True, Rng(3)))
    for rate in (0.1, 0.5, 0.8, 0.99):
        yield Case(f"ones, rate {rate}, hidden", "dropout", (np.ones((200, 200)), rate, True, Rng(4)))
    values = np.linspace(-3, -1, 5000)
    yield Case("negative values", "dropout", (values, 0.3, True, Rng(5)))
    yield Case("draw 1", "dropout", (np.ones(1000), 0.5, True, Rng(6)))
    yield Case("draw 1 again", "dropout", (np.ones(1000), 0.5, True, Rng(6)))
    yield Case("draw 2", "dropout", (np.ones(1000), 0.5, True, Rng(7)))
