"""The calls of a student's functions that everybody may see."""

from collections.abc import Iterable

import numpy as np

from autograder.records import Case


def cases(rng: np.random.Generator) -> Iterable[Case]:
    """Yield one fine-tuning on five simple pictures with noise."""
    labels = np.arange(100) % 5
    pictures = np.zeros((5, 8, 8))
    for label in range(5):
        pictures[label, :, label + 1] = pictures[label, label + 2, :] = 1
    images = (pictures[labels] + rng.normal(0, 0.1, (100, 8, 8))).clip(0, 1)
    yield Case("five pictures", "fine_tune", (images[..., None].astype(np.float32), labels, 6))
