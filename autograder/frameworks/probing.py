"""What the probes of every framework have in common: how much they try, what they ask for, what they say of outputs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.protocol.jobs import DataTask

Finding: TypeAlias = dict[str, Any]

IMAGES: Final = 32
STEPS: Final = 60
"""How often a network is trained on the same images that it is to learn by heart."""
DRAWS: Final = 20_000
"""Numbers of which dropout switches some off, to measure its rate."""
MAX_PROBLEM: Final = 500


def outputs_seen(values: NDArray[Any]) -> Finding:
    """Say of outputs, (n, …), how wide they are, in what range, and whether each adds up to 1."""
    return {
        "width": int(values.shape[-1]),
        "finite": bool(np.isfinite(values).all()),
        "lowest": float(values.min()),
        "highest": float(values.max()),
        "sums_to_one": bool(np.allclose(values.sum(axis=-1), 1, atol=1e-3) and (values >= 0).all()),
    }


def rate_seen(name: str, rate: float, drawn: NDArray[Any]) -> Finding:
    """Say which share of ones a dropout made zero, and how far from its rate that may be by chance."""
    tolerance = 5 * math.sqrt(rate * (1 - rate) / drawn.size) + 0.001
    return {"name": name, "rate": rate, "found": float(np.mean(drawn == 0)), "tolerance": tolerance}


def losses_seen(losses: Sequence[float]) -> Finding:
    """Say whether a network has learned a few answers by heart, given its loss before each step."""
    return {"first_loss": losses[0], "last_loss": losses[-1], "learns": bool(losses[-1] < 0.5 * losses[0])}


def problem_seen(error: Exception) -> Finding:
    """Say why a probe could not be made."""
    return {"problem": f"{type(error).__name__}: {error}"[:MAX_PROBLEM]}


def other_answers(outputs: NDArray[Any], learned: DataTask) -> NDArray[np.float32]:
    """Return answers other than a network's own outputs, (n, …), that its last activation can give.

    Of classes that is the one after its own, of labels and of two classes the other; other numbers lie one spread away.
    """
    values = np.nan_to_num(outputs)
    width, bounded = values.shape[-1], bool(((values >= 0) & (values <= 1)).all())
    if learned.gives_numbers and not bounded:
        return np.asarray(values + max(float(values.std()), 1.0), dtype=np.float32)
    if width == 1 or values.ndim == 1 or not learned.names_classes:
        return np.asarray(values < (0.5 if bounded else 0.0), dtype=np.float32)
    places = (values.argmax(axis=-1) + 1) % width
    answers: NDArray[np.float32] = np.eye(width, dtype=np.float32)[places]
    return answers
