"""Old spellings of Keras in the student box: they work and are noted, or they stop with the modern spelling.

Nothing of this is installed where a model is inspected or trained by the grader.
"""

from __future__ import annotations

from autograder.contracts import Noting
from autograder.frameworks.keras import namespaces
from autograder.frameworks.keras.keras2 import (
    accuracy,
    arguments,
    backend,
    callbacks,
    checkpoints,
    generators,
    history,
    layers,
    methods,
    modules,
    names,
    optimizers,
    private,
    shapes,
    tensorflow1,
    tensors,
)
from autograder.frameworks.keras.keras2.notes import OldSpellingError, Spelled, explain, noter
from autograder.protocol.jobs import Keras2Policy

__all__ = ["OldSpellingError", "Spelled", "install", "noter", "warm"]


def warm() -> None:
    """Find out, once for all forks, what `install` asks of Keras; nothing is changed."""
    namespaces.warm()
    layers.warm()


def install(policy: Keras2Policy, note: Noting) -> None:
    """Make old spellings work (`accept`) or stop with an explanation (`explain`).

    Args:
        policy: which of the two.
        note: is told which old spellings were used, "OLD → NEW".
    """
    spelled = explain if policy is Keras2Policy.EXPLAIN else noter(note)
    for part in (
        *(names, modules, arguments, optimizers, checkpoints, callbacks, history, layers, shapes),
        *(generators, methods, accuracy, backend, tensors, tensorflow1, private),
    ):
        part.install(spelled)
