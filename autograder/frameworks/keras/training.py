"""Train a model by an assignment's recipe, within a budget of time."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import Any

import numpy as np

from autograder.frameworks.keras.targets import targets_for
from autograder.frameworks.keras.words import as_taken
from autograder.protocol.jobs import DataTask, Recipe


def fit_recipe(
    model: Any, x: Any, y: Any, *, recipe: Recipe, seed: int, learned: DataTask = DataTask.CLASSIFICATION
) -> str:
    """Train by the recipe; return why it ended early ("", "budget", "diverged").

    Args:
        model: compiled; its loss decides whether integer labels become one-hot vectors.
        x: inputs, (n, …).
        y: integer labels, (n,), or numbers, (n,) or (n, k).
        recipe: for how long, and on what part of the data.
        seed: for Python, NumPy and Keras.
        learned: what is learned from the data.

    Raises:
        TargetsError: its outputs or its loss do not fit what is learned.
    """
    import keras

    keras.utils.set_random_seed(seed)
    budget = _budget(recipe.budget_s)
    callbacks = [budget, keras.callbacks.TerminateOnNaN()]
    if recipe.early_stopping is not None:
        callbacks.append(keras.callbacks.EarlyStopping(**asdict(recipe.early_stopping)))
    x, y = _validation_last(x, targets_for(model, x, y, learned), recipe.validation, recipe.validation_seed)
    model.train_function = None  # what TensorFlow made in a fit() that failed cannot be called again
    model.fit(
        as_taken(np.asarray(x)),
        y,
        epochs=recipe.epochs,
        batch_size=recipe.batch_size,
        validation_split=recipe.validation,
        callbacks=callbacks,
        verbose=0,
    )
    if budget.spent:
        return "budget"
    losses = model.history.history.get("loss") or [0.0]
    return "diverged" if losses[-1] != losses[-1] else ""


def _validation_last(x: Any, y: Any, share: float, seed: int | None) -> tuple[Any, Any]:
    """Put what is for validation last, where Keras takes it: with a seed, what `train_test_split` draws."""
    if seed is None or not share:
        return x, y
    from sklearn.model_selection import train_test_split

    order = np.concatenate(train_test_split(np.arange(len(y)), test_size=share, random_state=seed))
    return np.asarray(x)[order], y[order]


def _budget(seconds: float) -> Any:
    import keras

    class Budget(keras.callbacks.Callback):  # type: ignore[misc] # Keras ships no types
        """Stop at the end of the batch in which the time runs out."""

        spent = False

        def on_train_begin(self, logs: Any = None) -> None:  # noqa: ARG002 - Keras's signature
            self.deadline = time.monotonic() + seconds

        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:  # noqa: ARG002
            if time.monotonic() > self.deadline:
                self.spent = self.model.stop_training = True

    return Budget()
