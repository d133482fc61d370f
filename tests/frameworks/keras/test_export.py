"""A model that needs a submission's code is written as a functional model of Keras's own layers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops

from autograder.frameworks.keras.describe import describe
from autograder.frameworks.keras.export import exported, needs_code
from autograder.frameworks.keras.foreign import foreign
from autograder.frameworks.keras.rebuilding import rebuilt
from autograder.frameworks.keras.replay import ExportError

IMAGES = np.random.default_rng(3).random((6, 8, 8, 1)).astype("float32")


class Plain(keras.Model):
    def __init__(self) -> None:
        super().__init__()
        self.conv = layers.Conv2D(4, 3, activation="relu")
        self.pool = layers.MaxPooling2D(2)
        self.flat = layers.Flatten()
        self.out = layers.Dense(10, activation="softmax")

    def call(self, x: Any) -> Any:
        return self.out(self.flat(self.pool(self.conv(x))))


class OnlyInTraining(Plain):
    """As in Keras's own documentation of `Model`."""

    def __init__(self) -> None:
        super().__init__()
        self.drop = layers.Dropout(0.5)

    def call(self, x: Any, training: bool = False) -> Any:
        x = self.flat(self.pool(self.conv(x)))
        if training:
            x = self.drop(x, training=training)
        return self.out(x)


class HandsOnTheFlag(Plain):
    def __init__(self) -> None:
        super().__init__()
        self.drop, self.norm = layers.Dropout(0.5), layers.BatchNormalization()

    def call(self, x: Any, training: bool | None = None) -> Any:
        x = self.norm(self.conv(x), training=training)
        return self.out(self.drop(self.flat(self.pool(x)), training=training))


class WithTensorFlow(Plain):
    def call(self, x: Any) -> Any:
        x = tf.nn.relu(self.conv(x)) + 0.1
        x = tf.nn.max_pool2d(x, ksize=2, strides=2, padding="VALID")
        x = tf.reshape(x, [tf.shape(x)[0], -1])
        return tf.nn.softmax(self.out(tf.concat([x, tf.square(x)], axis=-1)))


class Linear(layers.Layer):
    def __init__(self, units: int) -> None:
        super().__init__()
        self.units = units

    def build(self, shape: Any) -> None:
        self.w = self.add_weight(shape=(shape[-1], self.units), initializer="he_normal", name="w")
        self.b = self.add_weight(shape=(self.units,), initializer="zeros", name="b")

    def call(self, x: Any) -> Any:
        return tf.matmul(x, self.w) + self.b


class Block(layers.Layer):
    def __init__(self, filters: int) -> None:
        super().__init__()
        self.conv, self.act = layers.Conv2D(filters, 3, name="conv"), layers.ReLU(name="act")

    def call(self, x: Any) -> Any:
        return self.act(self.conv(x))


class Nested(keras.Model):
    def __init__(self) -> None:
        super().__init__()
        self.body = keras.Sequential([layers.Conv2D(4, 3), layers.BatchNormalization()])
        self.blocks = [Block(4), Block(3)]
        self.head = Linear(10)

    def call(self, x: Any) -> Any:
        x = self.body(x, training=False)
        for block in self.blocks:
            x = block(x)
        return ops.softmax(self.head(ops.reshape(x, (ops.shape(x)[0], -1))))


def functional(*parts: Any) -> keras.Model:
    given = keras.Input((8, 8, 1))
    value: Any = given
    for part in parts:
        value = part(value)
    return keras.Model(given, value)


def swish_of_mine(x: Any) -> Any:
    return x * tf.nn.sigmoid(1.5 * x)


class MySequential(keras.Sequential):
    """Somebody's own name for it."""


FORMS: dict[str, Callable[[], keras.Model]] = {
    "call alone": Plain,
    "only in training": OnlyInTraining,
    "hands on the flag": HandsOnTheFlag,
    "TensorFlow's functions": WithTensorFlow,
    "nested": Nested,
    "a block": lambda: functional(Block(4), Block(4), layers.Flatten(), Linear(10)),
    "a lambda": lambda: functional(layers.Lambda(lambda x: x / 16), layers.Flatten(), layers.Dense(10)),
    "a lambda of TensorFlow": lambda: functional(
        layers.Lambda(lambda x: tf.reduce_mean(x, axis=[1, 2])), layers.Dense(10, activation=tf.nn.softmax)
    ),
    "a lambda of two": lambda: functional(
        lambda x: layers.Lambda(lambda two: two[0] * two[1])([x, layers.Conv2D(1, 3, padding="same")(x)]),
        layers.Flatten(),
        layers.Dense(10),
    ),
    "an activation": lambda: functional(layers.Flatten(), layers.Dense(10, activation=swish_of_mine)),
    "a lambda as activation": lambda: functional(layers.Conv2D(2, 3, activation=lambda x: x * x), layers.Flatten()),
    "a class of sequential": lambda: MySequential([keras.Input((8, 8, 1)), layers.Flatten(), layers.Dense(10)]),
    "unequal names": lambda: functional(layers.Flatten(), Linear(10), Linear(10)),
}


def ready(form: str) -> keras.Model:
    model = FORMS[form]()
    model(IMAGES)
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    return model


@pytest.mark.filterwarnings("ignore:`build\\(\\)` was called on layer")  # Keras cannot say the shape of a tf.reshape
@pytest.mark.parametrize("form", FORMS)
def test_an_export_computes_the_same_and_needs_no_code(form: str, tmp_path: Path) -> None:
    model = ready(form)
    assert needs_code(model)
    copy = exported(model, [IMAGES])
    assert needs_code(copy) == ()
    copy.save(tmp_path / "model.keras")
    again = rebuilt(tmp_path / "model.keras").model
    np.testing.assert_allclose(again(IMAGES), model(IMAGES), rtol=1e-4, atol=1e-6)
    assert again.count_params() == model.count_params()
    structure = describe(again)
    assert structure.compiled is not None
    assert structure.compiled.loss == "categorical_crossentropy"
    assert not [node.op for node in structure.nodes if ":" in node.op]


def test_a_subclass_is_described_like_the_same_layers_in_a_row() -> None:
    model, row = ready("call alone"), keras.Sequential([keras.Input((8, 8, 1)), *Plain().layers])
    assert describe(exported(model)).digest == describe(row).digest


@pytest.mark.parametrize("units", [10, 4])
def test_a_dense_layer_by_hand_counts_as_one(units: int) -> None:
    model = functional(layers.Flatten(), Linear(units), layers.Dense(2))
    row = keras.Sequential([keras.Input((8, 8, 1)), layers.Flatten(), layers.Dense(units), layers.Dense(2)])
    assert describe(exported(model)).digest == describe(row).digest


def test_a_layer_that_is_skipped_at_inference_counts_as_the_layer() -> None:
    row = keras.Sequential(
        [keras.Input((8, 8, 1)), layers.Conv2D(4, 3, activation="relu"), layers.MaxPooling2D(), layers.Flatten()]
    )
    row.add(layers.Dropout(0.5))
    row.add(layers.Dense(10, activation="softmax"))
    assert describe(exported(ready("only in training"))).digest == describe(row).digest


def test_the_model_and_what_comes_after_are_left_as_they_are() -> None:
    def after(form: str) -> tuple[Any, str]:
        keras.utils.set_random_seed(5)
        keras.backend.clear_session()
        model = ready("call alone")
        if form == "exported":
            exported(model)
        following = layers.Dense(3)
        following.build((None, 4))
        return following.get_weights()[0], following.name

    kept, changed = after("left alone"), after("exported")
    np.testing.assert_array_equal(kept[0], changed[0])
    assert kept[1] == changed[1]


class Branching(Plain):
    def call(self, x: Any) -> Any:
        x = self.flat(self.pool(self.conv(x)))
        return self.out(x if float(ops.sum(x)) > 0 else -x)


class WithNumbers(Plain):
    def call(self, x: Any) -> Any:
        return self.out(ops.convert_to_tensor(np.asarray(self.flat(self.pool(self.conv(x)))) + 1))


class Unused(Plain):
    def __init__(self) -> None:
        super().__init__()
        self.left_over = layers.Dense(3)
        self.left_over.build((None, 2))


class Noisy(Plain):
    def call(self, x: Any) -> Any:
        return super().call(x) + keras.random.normal((10,))


@pytest.mark.parametrize("kind", [Branching, WithNumbers, Unused, Noisy])
def test_what_no_graph_says_is_refused(kind: type[keras.Model]) -> None:
    model = kind()
    model.run_eagerly = True
    model(IMAGES)
    with pytest.raises(ExportError):
        exported(model)


@pytest.mark.parametrize(
    ("config", "found"),
    [
        ({"module": "keras.layers", "class_name": "Dense", "config": {"activation": "relu"}}, []),
        ({"module": None, "class_name": "Mine", "config": {}, "registered_name": "Custom>Mine"}, ["Mine"]),
        ({"module": "builtins", "class_name": "function", "config": "my_loss"}, ["my_loss"]),
        ({"module": "builtins", "class_name": "function", "config": "relu"}, []),
        ({"class_name": "__lambda__", "config": {"value": "…"}}, ["lambda"]),
        ([{"inner": {"module": "x", "class_name": "Deep", "config": {}}}], ["Deep"]),
    ],
)
def test_what_is_nobody_elses_is_found(config: Any, found: list[str]) -> None:
    assert list(foreign(config)) == found
