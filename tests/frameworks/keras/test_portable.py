"""Models with activations of TensorFlow, saved and rebuilt without any code of the student's."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from keras import Input, Sequential, layers

from autograder.frameworks.keras.describe import describe
from autograder.frameworks.keras.portable import make_portable


def network() -> keras.Model:
    inner = Sequential([Input((5, 4)), layers.LSTM(3, activation=tf.nn.tanh, recurrent_activation=tf.nn.sigmoid)])
    return Sequential(
        [
            Input((5, 4)),
            inner,
            layers.Dense(4, activation=tf.nn.leaky_relu),
            layers.Activation(tf.nn.relu6),
            layers.Dense(2, activation=tf.nn.softmax),
        ]
    )


def test_a_portable_model_is_the_same_network_and_can_be_rebuilt(tmp_path: Path) -> None:
    model = network()
    before = describe(model).digest
    given = np.random.default_rng(0).normal(size=(3, 5, 4)).astype("float32")
    outputs = model.predict(given, verbose=0)
    make_portable(model)
    model.save(tmp_path / "model.keras")
    rebuilt = keras.models.load_model(tmp_path / "model.keras", safe_mode=True)
    assert describe(model).digest == describe(rebuilt).digest == before
    np.testing.assert_allclose(rebuilt.predict(given, verbose=0), outputs, rtol=1e-5)


def test_functions_of_the_student_are_left_alone() -> None:
    def own(x):
        return keras.ops.relu(x) * 2

    model = Sequential([Input((3,)), layers.Dense(2, activation=own)])
    make_portable(model)
    assert model.layers[0].activation is own
