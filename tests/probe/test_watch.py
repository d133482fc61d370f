"""What a submission does with its models is seen, and stays what it was."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import keras
import numpy as np
import pytest

from autograder.probe import watch


@pytest.fixture(autouse=True)
def watched() -> Iterator[None]:
    kept = [(keras.Model, "fit"), (keras.Model, "train_on_batch"), (keras.layers.Layer, "add_weight")]
    before = [(holder, name, getattr(holder, name), name in vars(holder)) for holder, name in kept]
    watch.install()
    yield
    for holder, name, method, own in before:
        setattr(holder, name, method) if own else delattr(holder, name)
    watch.watch().fitted = None


def network() -> keras.Model:
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3), keras.layers.Dense(2)])
    model.compile("adam", "mse")
    return model


def test_the_model_that_was_trained_last_is_known() -> None:
    first, second = network(), network()
    history = first.fit(np.ones((4, 4)), np.ones((4, 2)), verbose=0)
    second.train_on_batch(np.ones((4, 4)), np.ones((4, 2)))
    assert watch.watch().fitted is second
    assert isinstance(history, keras.callbacks.History)
    assert "validation_split" in inspect.signature(keras.Model.fit).parameters


def test_a_model_begins_anew_with_the_initialisers_that_it_had_and_keeps_frozen_layers() -> None:
    keras.utils.set_random_seed(1)
    model = network()
    model.layers[0].trainable = False
    model.layers[1].bias.assign([7.0, 7.0])
    frozen, drawn = model.layers[0].get_weights(), model.layers[1].get_weights()
    model.fit(np.ones((4, 4)), np.ones((4, 2)), verbose=0)
    watch.draw_again(model)
    again = model.layers[1].get_weights()
    np.testing.assert_array_equal(model.layers[0].get_weights()[0], frozen[0])
    assert not np.array_equal(again[0], drawn[0])
    assert again[1].tolist() == [0.0, 0.0]
    assert int(model.optimizer.iterations) == 0
    assert model.fit(np.ones((4, 4)), np.ones((4, 2)), verbose=0).history["loss"]
