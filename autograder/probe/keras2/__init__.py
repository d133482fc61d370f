"""Old spellings of Keras in the student box: they work and are noted, or they stop with the modern spelling.

Nothing of this is installed where a model is inspected or trained by the grader.
"""

from __future__ import annotations

from pathlib import Path

from autograder.probe import keras_namespaces
from autograder.probe.keras2 import (
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
from autograder.probe.keras2.notes import OldSpellingError, Spelled, explain, noter
from autograder.protocol.jobs import Keras2Policy

__all__ = ["OldSpellingError", "Spelled", "install", "noter", "warm"]


def warm() -> None:
    """Find out, once for all forks, what `install` asks of Keras; nothing is changed."""
    keras_namespaces.warm()
    layers.warm()


def install(policy: Keras2Policy, out: Path) -> None:
    """Make old spellings work (`accept`) or stop with an explanation (`explain`).

    Args:
        policy: which of the two.
        out: where `notes.json` lists the old spellings that were used, "keras2:OLD → NEW".
    """
    spelled = explain if policy is Keras2Policy.EXPLAIN else noter(out)
    for part in (
        *(names, modules, arguments, optimizers, checkpoints, callbacks, history, layers, shapes),
        *(generators, methods, accuracy, backend, tensors, tensorflow1, private),
    ):
        part.install(spelled)
