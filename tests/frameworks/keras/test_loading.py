"""Keras is imported without the collector, and operations that run directly give what they give when wrapped."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from autograder.frameworks.keras.loading import load, run_directly
from autograder.frameworks.keras.predicting import predict


@pytest.fixture
def wrapped_again() -> Iterator[None]:
    from tensorflow.python import pywrap_tfe
    from tensorflow.python.eager import context

    yield
    pywrap_tfe.TFE_ContextSetRunEagerOpAsFunction(context.context()._handle, True)


def convolutional() -> Any:
    import keras

    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((12, 12, 3)),
            layers.RandomFlip(),
            layers.Conv2D(8, 3, activation="relu"),
            layers.BatchNormalization(),
            layers.DepthwiseConv2D(3, padding="same"),
            layers.MaxPooling2D(2),
            layers.Dropout(0.5),
            layers.Flatten(),
            layers.Dense(10, activation="softmax"),
        ]
    )


def recurrent() -> Any:
    import keras

    layers = keras.layers
    seen = keras.Input((12, 12, 3))
    rows = layers.Reshape((12, 36))(seen)
    attended = layers.MultiHeadAttention(2, 4)(rows, rows)
    return keras.Model(seen, layers.Dense(10, activation="softmax")(layers.LSTM(6)(attended)))


@pytest.mark.parametrize("make", [convolutional, recurrent])
@pytest.mark.usefixtures("wrapped_again")
def test_predictions_are_the_same(make: Any) -> None:
    import tensorflow as tf
    from tensorflow.python.eager import context

    if tf.config.list_physical_devices("GPU"):
        pytest.skip("on a GPU operations stay wrapped")
    model = make()
    images = np.random.default_rng(3).random((40, 12, 12, 3), dtype=np.float32)
    wrapped = predict(model, images)
    assert run_directly(), "this TensorFlow has no such switch any more: inspection boxes take a third longer"
    context.context().clear_kernel_cache()
    direct = predict(model, images)
    np.testing.assert_allclose(direct, wrapped, rtol=0, atol=1e-6)


def test_the_collector_stays_off_where_whoever_asks_goes_on_importing() -> None:
    gc.disable()
    try:
        load()
        assert not gc.isenabled()
    finally:
        gc.enable()
    load()
    assert gc.isenabled()
