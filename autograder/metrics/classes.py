"""Read outputs and targets as classes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.contracts import Targets


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
    elif is_one_number(outputs, classes):
        numbers = outputs.reshape(len(outputs))
        named = numbers >= _threshold(numbers[finite])
    else:
        raise ValueError(f"expected outputs of shape (n, {classes}), found {outputs.shape}")
    return np.where(finite, named, -1).astype(np.int64)


def is_one_number(outputs: NDArray[Any], classes: int) -> bool:
    """Tell whether outputs are one number for each example, of two classes."""
    return classes == 2 and (outputs.ndim == 1 or outputs.shape[1:] == (1,))


def labels_of(targets: Targets) -> NDArray[np.int64]:
    """Return the label of each example, (n,).

    Raises:
        ValueError: the targets are numbers, or an example has several labels.
    """
    if not targets.classes or targets.values.ndim != 1:
        found = "several" if targets.classes else "numbers"
        raise ValueError(f"expected targets that are one class for each example, found {found}")
    labels: NDArray[np.int64] = targets.values
    return labels


def memberships(targets: Targets) -> NDArray[np.bool_]:
    """Return which classes each example is of, (n, classes): one where there is one label each, any number else.

    Raises:
        ValueError: the targets are numbers, or labels of another shape.
    """
    if not targets.classes:
        raise ValueError("expected targets that are classes, found numbers")
    if targets.values.ndim == 1:
        return _one_hot(targets.values, targets.classes)
    if targets.values.shape[1:] != (targets.classes,):
        raise ValueError(f"expected targets of shape (n, {targets.classes}), found {targets.values.shape}")
    return np.asarray(targets.values, bool)


def trials(members: NDArray[np.bool_]) -> int:
    """Return for how many examples an average over classes stands: as many of each as the rarest one has."""
    counts = np.count_nonzero(members, axis=0)
    there = counts[counts > 0]
    return min(len(members), int(there.min()) * len(there)) if len(there) else len(members)


def named(outputs: NDArray[Any], targets: Targets) -> NDArray[np.bool_]:
    """Return which classes outputs name, (n, classes); a row with a number that is not finite names none that is right.

    Raises:
        ValueError: outputs of another shape, or targets that are numbers.
    """
    members = memberships(targets)
    if targets.values.ndim == 1:
        return _one_hot(decide(outputs, targets.classes), targets.classes)
    if outputs.shape != members.shape:
        raise ValueError(f"expected outputs of shape {members.shape}, found {outputs.shape}")
    finite = np.isfinite(outputs)
    return np.where(finite.all(axis=1)[:, None], outputs >= _threshold(outputs[finite]), ~members)


def _one_hot(labels: NDArray[np.int64], classes: int) -> NDArray[np.bool_]:
    members: NDArray[np.bool_] = np.equal(labels[:, None], np.arange(classes))
    return members


def _threshold(numbers: NDArray[Any]) -> float:
    """Return from where on a number says yes: 0.5 if all are probabilities, 0 if they are logits."""
    return 0.5 if bool(((numbers >= 0) & (numbers <= 1)).all()) else 0.0
