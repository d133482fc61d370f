"""A network is asked for as few images at a time as its layers' outputs leave room for."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
from keras import layers

from autograder.frameworks.keras import batches, device
from autograder.frameworks.keras.hearing import heard
from autograder.frameworks.keras.knowing import knowing
from autograder.frameworks.keras.predicting import predict


def wide() -> Any:
    """Return a network of few weights that gives 64 × 64 × 16 numbers an image eight times."""
    parts = [layers.Conv2D(16, 1), layers.UpSampling2D(8), *(layers.ReLU() for _ in range(7))]
    parts += [layers.GlobalMaxPooling2D(), layers.Dense(10)]
    return keras.Sequential([keras.Input((8, 8, 1)), *parts])


def inside() -> Any:
    inputs, shared = keras.Input((8, 8, 1)), wide()
    return keras.Model(inputs, layers.Add()([shared(inputs), shared(layers.Rescaling(0.5)(inputs))]))


class Own(keras.Model):  # type: ignore[misc] # Keras ships no types
    """A network whose layers nobody can list."""

    def call(self, inputs: Any) -> Any:
        return inputs


@pytest.mark.parametrize("make", [wide, inside])
def test_what_layers_give_for_the_images_of_a_batch_has_room(make):
    model = make()
    with heard() as said:
        model(np.zeros((1, 8, 8, 1), "float32"))
    held = sum(int(np.prod(one.shape)) for one in said)
    assert held / 2 < batches.NUMBERS / batches.at_a_time(model) <= held * 1.1


def test_a_gpu_has_room_for_more(monkeypatch):
    alone = batches.at_a_time(inside())
    monkeypatch.setattr(device, "found", lambda: True)
    assert alone < batches.at_a_time(inside()) <= batches.MOST


def test_small_networks_and_those_that_tell_no_shapes_are_asked_for_many_images():
    small = keras.Sequential([keras.Input((8, 8, 1)), layers.Flatten(), layers.Dense(10)])
    assert batches.at_a_time(small) == batches.at_a_time(Own()) == batches.MOST


def test_images_are_given_in_such_batches(monkeypatch):
    monkeypatch.setattr(batches, "NUMBERS", 3 * 8 * 64 * 64 * 16)
    seen: list[int] = []
    model = wide()
    model.layers[0].call = lambda x, call=model.layers[0].call: (seen.append(len(x)), call(x))[1]
    images = np.random.default_rng(0).normal(size=(20, 8, 8, 1)).astype("float32")
    assert predict(model, images).shape == (20, 10)
    assert knowing(model, images[:10], np.arange(10), images[10:]).shape == (10, 10)
    assert set(seen) <= {2, 3}
    assert sum(seen) == 40
