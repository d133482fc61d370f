"""A model rebuilt from its file is described as the one that was saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder import models
from autograder.probe.tasks.inspect import rebuilt


def network() -> Any:
    import keras

    layers = keras.layers
    return keras.Sequential([keras.Input((4,)), layers.Dense(3, "relu"), layers.Dense(2, "softmax")])


def two_headed() -> Any:
    import keras

    seen = keras.Input((4,))
    heads = [keras.layers.Dense(2, name=name)(seen) for name in ("left", "right")]
    return keras.Model(seen, heads)


def uncompiled() -> Any:
    return network()


def by_name() -> Any:
    model = network()
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def with_objects() -> Any:
    import keras

    model = network()
    rate = keras.optimizers.schedules.ExponentialDecay(0.1, 100, 0.9)
    model.compile(
        keras.optimizers.SGD(rate, momentum=0.9, nesterov=True),
        keras.losses.CategoricalCrossentropy(label_smoothing=0.1),
        metrics=[keras.metrics.TopKCategoricalAccuracy(2)],
        weighted_metrics=["mae"],
    )
    return model


def trained_with_a_lower_rate() -> Any:
    model = by_name()
    model.fit(np.ones((8, 4)), np.zeros(8), verbose=0)
    model.optimizer.learning_rate = 0.0003
    return model


def with_two_losses() -> Any:
    model = two_headed()
    model.compile("rmsprop", {"left": "mse", "right": "mae"}, loss_weights={"left": 1.0, "right": 0.5})
    return model


@pytest.mark.filterwarnings("ignore:Skipping variable loading for optimizer")  # Keras loads its state, we do not
@pytest.mark.parametrize("made", [uncompiled, by_name, with_objects, trained_with_a_lower_rate, with_two_losses])
def test_a_rebuilt_model_is_described_as_keras_would_load_it(made: Callable[[], Any], tmp_path: Path) -> None:
    import keras

    model = made()
    model.save(tmp_path / "model.keras")
    found = rebuilt(tmp_path / "model.keras")
    expected = keras.models.load_model(tmp_path / "model.keras")
    assert models.to_json(models.describe(found)) == models.to_json(models.describe(expected))
    for weights, others in zip(found.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(weights, others)


@pytest.mark.filterwarnings("ignore:The object being serialized includes a `lambda`")
def test_a_lambda_in_the_compile_settings_is_refused(tmp_path: Path) -> None:
    import keras

    model = network()
    model.compile("adam", "mse", metrics=[keras.metrics.MeanMetricWrapper(lambda y, z: y - z)])
    model.save(tmp_path / "model.keras")
    with pytest.raises(ValueError, match="lambda"):
        rebuilt(tmp_path / "model.keras")
