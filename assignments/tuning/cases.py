"""The calls of a student's functions that everybody may see."""

from collections.abc import Iterable

import numpy as np
from sklearn.datasets import load_digits

from autograder.records import Case

SPACE = {"units": [8, 32], "learning_rate": [0.001, 0.01], "dropout": [0.0, 0.3]}


def cases(rng: np.random.Generator) -> Iterable[Case]:
    """Yield a small space, a search over some of it, and each of its trials on its own."""
    features, labels = load_digits(return_X_y=True)
    order = rng.permutation(len(features))
    features, labels = features[order] / 16, labels[order]
    data = (features[:300], labels[:300], features[300:500], labels[300:500])
    yield Case("all of it", "grid", (SPACE,))
    for name, seed in (("once", 5), ("again", 5), ("another seed", 6)):
        yield Case(f"{name}", "sample", (SPACE, 4, seed))
    tried = [dict(zip(SPACE, values, strict=True)) for values in ((8, 0.001, 0.0), (32, 0.01, 0.3))]
    yield Case("the search", "search", (tried, *data, 1))
    for number, configuration in enumerate(tried):
        yield Case(f"trial {number}", "evaluate", (configuration, *data, 1))
    trials = [{"configuration": one, "accuracy": value} for one, value in zip(tried, (0.5, 0.9), strict=True)]
    yield Case("of the trials", "best", (trials,))
