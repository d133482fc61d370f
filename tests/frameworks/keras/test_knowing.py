"""What a network knows before it learns is found in any layer, in any order of the classes."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from keras import layers
from sklearn.datasets import load_digits

from autograder.frameworks.keras.knowing import knowing

DIGITS = load_digits()
X, Y = (DIGITS.images / 16).astype("float32")[..., None], DIGITS.target
READER = np.linalg.lstsq(DIGITS.data / 16, np.eye(10)[Y], rcond=None)[0].astype("float32")


def share(model: keras.Model, x: np.ndarray = X, y: np.ndarray = Y) -> float:
    given = knowing(model, x[:500], y[:500], x[500:1000])
    return float((given.argmax(axis=1) == y[500:1000]).mean())


def reader(order: np.ndarray) -> keras.Model:
    inputs = keras.Input((8, 8, 1))
    return keras.Model(inputs, keras.ops.matmul(layers.Flatten()(inputs), READER[:, order]))


def alone() -> keras.Model:
    return reader(np.arange(10))


def in_another_order() -> keras.Model:
    return reader(np.roll(np.arange(10), 3))


def behind_zeros() -> keras.Model:
    known = in_another_order()
    return keras.Model(known.input, layers.Dense(10, kernel_initializer="zeros")(known.output))


def inside_a_model() -> keras.Model:
    inputs = keras.Input((8, 8, 1))
    return keras.Model(inputs, layers.Dense(10, kernel_initializer="zeros")(behind_zeros()(inputs)))


def among_others() -> keras.Model:
    inputs = keras.Input((8, 8, 1))
    wide = np.insert(READER, [0, 4, 10], READER.min(), axis=1)
    known = keras.ops.matmul(layers.Flatten()(inputs), wide)
    return keras.Model(inputs, layers.Dense(10, kernel_initializer="zeros")(known))


def as_an_image() -> keras.Model:
    inputs = keras.Input((8, 8, 1))
    image = layers.Reshape((1, 2, 5))(in_another_order()(inputs))
    return keras.Model(inputs, layers.Dense(10, kernel_initializer="zeros")(layers.Flatten()(image)))


@pytest.mark.parametrize("make", [alone, in_another_order, behind_zeros, inside_a_model, among_others, as_an_image])
def test_answers_that_came_along_are_found(make):
    assert share(make()) > 0.85


@pytest.mark.parametrize("seed", range(5))
def test_weights_that_are_drawn_know_little_by_chance(seed):
    keras.utils.set_random_seed(seed)
    parts = [layers.Conv2D(16, 3, activation="relu"), layers.MaxPooling2D(2), layers.Flatten()]
    parts += [layers.Dense(10, activation="relu"), layers.Dense(10, activation="softmax")]
    assert share(keras.Sequential([keras.Input((8, 8, 1)), *parts])) < 0.45


def test_two_classes_are_not_renamed():
    keras.utils.set_random_seed(1)
    two = Y < 2
    model = keras.Sequential([keras.Input((8, 8, 1)), layers.Flatten(), layers.Dense(2)])
    found = knowing(model, X[two][:200], Y[two][:200], X[two][200:300])
    assert np.allclose(found, model(X[two][200:300]), atol=1e-6)


def test_calling_a_network_stays_as_it_was():
    before = keras.layers.Layer.__call__, keras.Operation.__call__
    share(alone())
    assert (keras.layers.Layer.__call__, keras.Operation.__call__) == before


def test_an_operation_that_gives_weights_is_no_layer():
    weights = keras.Variable(np.zeros((64, 10), "float32"))

    class Weights(keras.Operation):
        def call(self, x):
            return weights

        def compute_output_spec(self, x):
            return keras.KerasTensor((64, 10))

    inputs = keras.Input((8, 8, 1))
    flat = layers.Flatten()(inputs)
    assert share(keras.Model(inputs, keras.ops.matmul(flat, Weights()(flat)))) <= 0.2
