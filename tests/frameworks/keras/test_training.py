"""A recipe is followed to the letter."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import keras
import numpy as np
import pytest
from sklearn.model_selection import train_test_split

from autograder.frameworks.keras.training import fit_recipe
from autograder.protocol.jobs import Recipe

RECIPE = Recipe(1, 8, 0.2, validation_seed=None, early_stopping=None, budget_s=60.0)


def told_the_class() -> Any:
    """Return a network that answers with the class it is shown, and learns nothing."""
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2, activation="softmax", use_bias=False)])
    model.layers[-1].set_weights([np.eye(2)])
    model.compile(optimizer=keras.optimizers.SGD(0.0), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


@pytest.mark.parametrize("seed", [None, 42])
def test_validation_takes_the_last_images_or_those_that_the_seed_draws(seed: int | None) -> None:
    shown = np.arange(50) % 2
    held_out = np.arange(40, 50) if seed is None else train_test_split(np.arange(50), test_size=0.2, random_state=42)[1]
    labels = shown.copy()
    labels[held_out] = 1 - labels[held_out]
    model = told_the_class()
    fit_recipe(model, np.eye(2)[shown], labels, recipe=replace(RECIPE, validation_seed=seed), seed=0)
    assert (model.history.history["accuracy"], model.history.history["val_accuracy"]) == ([1.0], [0.0])
