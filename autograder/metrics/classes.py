"""Read outputs as classes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def decide(outputs: NDArray[Any], classes: int) -> NDArray[np.int64]:
    """Return the class that each row of outputs names; −1 for a row with a number that is not finite.

    Args:
        outputs: shape (n, classes), probabilities or logits: the largest counts. For two classes also (n, 1) or (n,):
            from 0.5 on the second class if all are probabilities, from 0 on if they are logits.
        classes: the number of classes.

    Raises:
        ValueError: another shape.
    """
    finite = np.isfinite(outputs).reshape(len(outputs), -1).all(axis=1)
    if outputs.ndim == 2 and outputs.shape[1] == classes:
        named = outputs.argmax(axis=1)
    elif classes == 2 and (outputs.ndim == 1 or outputs.shape[1:] == (1,)):
        numbers = outputs.reshape(len(outputs))
        probabilities = bool(((numbers[finite] >= 0) & (numbers[finite] <= 1)).all())
        named = numbers >= (0.5 if probabilities else 0.0)
    else:
        raise ValueError(f"expected outputs of shape (n, {classes}), found {outputs.shape}")
    return np.where(finite, named, -1).astype(np.int64)
