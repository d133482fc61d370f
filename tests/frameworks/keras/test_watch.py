"""What a submission does with its models is seen, and stays what it was."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import keras
import numpy as np
import pytest

from autograder.frameworks.keras import watch
from autograder.frameworks.keras.course_weights import CourseWeights
from autograder.frameworks.keras.export import without_code
from autograder.frameworks.keras.planning import build, plan
from autograder.frameworks.keras.rebuilding import rebuilt


@pytest.fixture(autouse=True)
def watched() -> Iterator[None]:
    seen = ("fit", "train_on_batch", "save", "save_weights", "evaluate", "predict", "test_on_batch", "predict_on_batch")
    kept = [*((keras.Model, name) for name in seen), (keras.layers.Layer, "add_weight")]
    before = [(holder, name, getattr(holder, name), name in vars(holder)) for holder, name in kept]
    watch.install()
    yield
    for holder, name, method, own in before:
        setattr(holder, name, method) if own else delattr(holder, name)
    watch.watch.cache_clear()


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


def test_what_was_saved_and_used_after_the_last_training_is_known(tmp_path: Path) -> None:
    first, second = network(), network()
    x, y = np.ones((4, 4)), np.ones((4, 2))
    first.fit(x, y, verbose=0)
    first.save(tmp_path / "first.keras")
    checkpoint = keras.callbacks.ModelCheckpoint(tmp_path / "second.keras")
    second.fit(x, y, validation_data=(x, y), callbacks=[checkpoint], verbose=0)
    seen = watch.watch()
    assert [each() for each in seen.trained][-2:] == [first, second]
    assert (seen.saved, seen.used) == ([], [])
    second.save_weights(tmp_path / "second.weights.h5")
    first.predict(x, verbose=0)
    first.evaluate(x, y, verbose=0)
    with seen.unseen():
        first.save(tmp_path / "first.keras")
    assert ([each() for each in seen.saved], [each() for each in seen.used]) == ([second], [first])


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


class Linear(keras.layers.Layer):
    """A layer that brings numbers along as its initialiser."""

    def build(self, shape: tuple[int, ...]) -> None:
        brought = keras.initializers.Constant(np.arange(8.0).reshape(4, 2))
        self.w = self.add_weight(shape=(shape[-1], 2), initializer=brought)
        self.b = self.add_weight(shape=(2,), initializer="ones")

    def call(self, x: object) -> object:
        return keras.ops.matmul(x, self.w) + self.b


def test_a_weight_by_itself_keeps_its_initialiser_and_brings_no_numbers_to_a_training(tmp_path: Path) -> None:
    model = keras.Sequential([keras.Input((4,)), Linear()])
    model.compile("adam", "mse")
    copy, code = without_code(model)
    assert code == ()
    copy.save(tmp_path / "model.keras")
    again = rebuilt(tmp_path / "model.keras").model
    np.testing.assert_array_equal(again.get_weights()[0], np.arange(8.0).reshape(4, 2))
    planned = plan(again, CourseWeights.below(tmp_path))
    assert [name.rpartition(", ")[2] for name in planned.report.replaced] == ["value_initializer"]
    fresh = [weight.tolist() for weight in build(planned.plan, CourseWeights.below(tmp_path)).get_weights()]
    assert np.arange(8.0).reshape(4, 2).tolist() not in fresh
    assert [1.0, 1.0] in fresh
