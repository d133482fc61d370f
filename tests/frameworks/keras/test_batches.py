"""A network is asked for as few images at a time as its layers' outputs leave room for, and for one where it mixes."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
from keras import layers, ops

from autograder.frameworks.keras import batches, device
from autograder.frameworks.keras.hearing import heard
from autograder.frameworks.keras.knowing import knowing
from autograder.frameworks.keras.mixing import may_mix
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


def of(make: Any, *inputs: int) -> Any:
    given = keras.Input(inputs or (3,))
    return keras.Model(given, make(given))


def numbered(rows: Any) -> Any:
    return ops.cumsum(ops.ones_like(rows), axis=0)


def with_a_table(rows: Any) -> Any:
    return layers.Rescaling(np.arange(12.0).reshape(12, 1).tolist())(rows)


def as_in_training(rows: Any) -> Any:
    return layers.BatchNormalization(momentum=0.5)(rows, training=True)


def with_what_came_before(rows: Any) -> Any:
    shared = layers.BatchNormalization(momentum=0.5)
    return shared(shared(rows, training=True) * 0 + rows, training=False)


def inside_a_model(rows: Any) -> Any:
    return keras.Sequential([keras.Input((3,)), layers.BatchNormalization(momentum=0.5)])(rows, training=True)


def ranked(rows: Any) -> Any:
    return ops.cast(rows < ops.max(rows, axis=0, keepdims=True), "float32")


def beside_its_neighbour(rows: Any) -> Any:
    return ops.roll(rows, 1, axis=0) - rows


def over_the_first_axis(rows: Any) -> Any:
    return layers.Softmax(axis=0)(rows)


def of_one_axis(rows: Any) -> Any:
    return layers.Activation("softmax")(rows[:, 0])


def by_chance(rows: Any) -> Any:
    return layers.Dropout(0.5, seed=1)(rows, training=True)


MIXING = [numbered, as_in_training, with_what_came_before, inside_a_model, ranked, beside_its_neighbour]
MIXING += [over_the_first_axis, of_one_axis, by_chance]


@pytest.mark.filterwarnings("ignore:.*You are using a softmax")
@pytest.mark.parametrize("make", MIXING)
def test_what_a_network_gives_for_an_input_tells_nothing_of_others(make):
    model, rows = of(make), np.random.default_rng(0).normal(size=(12, 3)).astype("float32")
    order, weights = np.arange(12)[::-1], model.get_weights()
    alone = np.concatenate([predict(model, rows[place : place + 1]) for place in range(12)])
    model.set_weights(weights)
    assert np.array_equal(predict(model, rows), alone)
    assert np.array_equal(predict(model, rows[order]), alone[order])


def test_a_number_for_each_input_is_given_to_each():
    assert len(predict(of(with_a_table), np.ones((12, 3), "float32"))) == 12 * 12


def test_a_layer_that_goes_on_where_it_ended_begins_anew_for_each_input():
    model = keras.Sequential([keras.Input(batch_shape=(1, 4, 3)), layers.LSTM(2, stateful=True)])
    assert np.ptp(predict(model, np.ones((5, 4, 3), "float32")), axis=0).max() == 0


def test_shapes_of_outputs_tell_nothing_of_inputs():
    model = of(lambda rows: ops.expand_dims(ops.nonzero(rows > 0)[0], 1))
    with pytest.raises(ValueError, match="one shape"):
        predict(model, np.array([[1, 1, 1], [-1, 1, 1]], "float32"))


def usual() -> list[Any]:
    images = keras.Input((8, 8, 1))
    by_operations = layers.Dense(3)(layers.Flatten()(ops.relu(images / 255.0)))
    parts = [layers.Rescaling(1 / 255), layers.Conv2D(4, 3, activation="relu"), layers.BatchNormalization()]
    parts += [
        layers.MaxPooling2D(),
        layers.Dropout(0.5),
        layers.GlobalAveragePooling2D(),
        layers.Dense(3),
        layers.Softmax(),
    ]
    rows = keras.Sequential(
        [keras.Input((8, 3)), layers.LSTM(4, return_sequences=True), layers.GRU(4), layers.Dense(1)]
    )
    applications = [
        keras.applications.MobileNetV2(input_shape=(32, 32, 3), weights=None, classes=3),
        keras.applications.ResNet50(input_shape=(32, 32, 3), weights=None, classes=3),
    ]
    return [
        wide(),
        inside(),
        keras.Model(images, by_operations),
        keras.Sequential([keras.Input((8, 8, 1)), *parts]),
        rows,
        *applications,
    ]


def test_usual_networks_are_given_many_inputs_at_a_time():
    assert [may_mix(model) for model in usual()] == [False] * 7
