"""Ways to build a network: functions that return functions that build a model, and models with a class of their own."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable

import keras
import numpy as np
from keras import Input, Model, Sequential, activations, layers, ops

Build = Callable[[], Model]
IMAGE = (8, 8, 3)
VECTOR = (6,)
SEQUENCE = (7, 4)


def chain(shape: tuple[int | None, ...], *parts: layers.Layer) -> Build:
    """A sequential model; layers are rebuilt from their configuration at each call, so that a chain can be reused."""
    configs = [keras.saving.serialize_keras_object(part) for part in parts]

    def build() -> Model:
        rebuilt = [keras.saving.deserialize_keras_object(copy.deepcopy(config), safe_mode=False) for config in configs]
        return Sequential([Input(shape), *rebuilt])

    return build


def graph(shape: tuple[int | None, ...], function: Callable) -> Build:
    """A functional model that applies a function to one input."""

    def build() -> Model:
        tensor = Input(shape)
        return Model(tensor, function(tensor))

    return build


def typed(dtype: str, function: Callable) -> Build:
    """A functional model that applies a function to one vector of a type."""

    def build() -> Model:
        tensor = Input(VECTOR, dtype=dtype)
        return Model(tensor, function(tensor))

    return build


def graph2(function: Callable, shape: tuple[int, ...] = VECTOR) -> Build:
    """A functional model of two inputs of one shape."""

    def build() -> Model:
        one, other = Input(shape), Input(shape)
        return Model([one, other], function(one, other))

    return build


def live(shape: tuple[int | None, ...], *makers: Callable[[], layers.Layer]) -> Build:
    """A sequential model of layers that cannot be rebuilt from their configuration."""
    return lambda: Sequential([Input(shape), *(make() for make in makers)])


def act(function: object) -> Build:
    """A dense layer with an activation given in any way, and a second one behind it."""
    return lambda: Sequential([Input(VECTOR), layers.Dense(5, activation=function), layers.Dense(3)])


def split(*parts: Callable[[], layers.Layer]) -> Build:
    """A dense layer, layers behind it, and a second dense layer."""
    return lambda: Sequential([Input(VECTOR), layers.Dense(5), *(part() for part in parts), layers.Dense(3)])


def then(function: Callable) -> Build:
    """A dense layer, a function of tensors behind it, and a second dense layer."""
    return graph(VECTOR, lambda x: layers.Dense(3)(function(layers.Dense(5)(x))))


def image(*parts: layers.Layer) -> Build:
    return chain(IMAGE, *parts)


def vector(*parts: layers.Layer) -> Build:
    return chain(VECTOR, *parts)


def sequence(*parts: layers.Layer) -> Build:
    return chain(SEQUENCE, *parts)


class Subclassed(Model):
    """The network of `plain` as a subclass."""

    def __init__(self) -> None:
        super().__init__()
        self.convolution = layers.Conv2D(4, 3, activation="relu")
        self.flatten = layers.Flatten()
        self.dropout = layers.Dropout(0.3)
        self.top = layers.Dense(3, activation="softmax")

    def call(self, inputs, training=False):
        x = self.flatten(self.convolution(inputs))
        return self.top(self.dropout(x, training=training))


class SubclassedWithoutFlag(Model):
    """The same, leaving the training flag to Keras."""

    def __init__(self) -> None:
        super().__init__()
        self.body = Sequential([layers.Conv2D(4, 3), layers.ReLU(), layers.Flatten(), layers.Dropout(0.3)])
        self.top = layers.Dense(3)

    def call(self, x):
        return ops.softmax(self.top(self.body(x)))


class ConditionalDropout(Subclassed):
    """The same with dropout only inside `if training`: at inference it would do nothing anyway."""

    def call(self, inputs, training=False):
        x = self.flatten(self.convolution(inputs))
        if training:
            x = self.dropout(x, training=True)
        return self.top(x)


class Block(layers.Layer):
    """A layer put together from others."""

    def __init__(self, units: int) -> None:
        super().__init__()
        self.one = layers.Dense(units, activation="relu")
        self.two = layers.Dense(units)

    def build(self, shape):
        self.one.build(shape)
        self.two.build((*shape[:-1], self.one.units))

    def call(self, x):
        return ops.add(self.two(self.one(x)), x)


class Scale(layers.Layer):
    """A layer with a weight of its own, which stays itself."""

    def build(self, shape):
        self.factor = self.add_weight(shape=(shape[-1],), name="factor")

    def call(self, x):
        return x * self.factor


def built(make: Callable[[], Model], shape: tuple[int, ...]) -> Build:
    """A subclassed model, built by calling it."""

    def build() -> Model:
        model = make()
        model(np.zeros((1, *shape), "float32"))
        return model

    return build


plain = image(layers.Conv2D(4, 3, activation="relu"), layers.Flatten(), layers.Dropout(0.3), layers.Dense(3, "softmax"))


def quietly(build: Build) -> Build:
    """Without the warnings that Keras gives for old spellings and lost masks."""

    def quiet() -> Model:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return build()

    return quiet


@quietly
def unbuilt_with_shape() -> Model:
    return Sequential([layers.Conv2D(4, 3, input_shape=IMAGE), layers.Flatten(), layers.Dense(2)])


def added_one_by_one() -> Model:
    model = Sequential()
    model.add(Input(IMAGE))
    model.add(layers.Conv2D(4, 3))
    model.add(layers.Flatten())
    model.add(layers.Dense(2))
    return model


def built_later() -> Model:
    model = Sequential([layers.Conv2D(4, 3), layers.Flatten(), layers.Dense(2)])
    model.build((None, *IMAGE))
    return model


@quietly
def input_dim() -> Model:
    return Sequential([layers.Dense(4, input_dim=6), layers.Dense(2)])


def nested(depth: int) -> Build:
    def build() -> Model:
        model = Sequential([Input(VECTOR), layers.Dense(4, activation="tanh")])
        for _ in range(depth):
            model = Sequential([Input(VECTOR), model])
        return Sequential([Input(VECTOR), model, layers.Dense(2)])

    return build


def nested_functional() -> Model:
    inner_in = Input(VECTOR)
    inner = Model(inner_in, layers.Activation("tanh")(layers.Dense(4)(inner_in)))
    outer = Input(VECTOR)
    return Model(outer, layers.Dense(2)(inner(outer)))


def nested_any_size() -> Model:
    inner = Sequential([Input((None, None, 3)), layers.Conv2D(4, 3), layers.MaxPooling2D(2)])
    return Sequential([Input(IMAGE), inner, layers.Flatten(), layers.Dense(2)])


def siamese(shared: bool) -> Build:
    def build() -> Model:
        one, other = Input(VECTOR), Input(VECTOR)
        first = layers.Dense(4)
        second = first if shared else layers.Dense(4)
        return Model([one, other], layers.Dense(1)(layers.Subtract()([first(one), second(other)])))

    return build


def siamese_model() -> Model:
    one, other = Input(VECTOR), Input(VECTOR)
    tower = Sequential([Input(VECTOR), layers.Dense(4)])
    return Model([one, other], layers.Dense(1)(tower(one) - tower(other)))


def residual(x):
    y = layers.Conv2D(3, 3, padding="same", activation="relu")(x)
    y = layers.Conv2D(3, 3, padding="same")(y)
    return layers.Flatten()(layers.ReLU()(layers.Add()([x, y])))


def residual_swapped(x):
    y = layers.Conv2D(3, 3, padding="SAME")(x)
    y = ops.relu(y)
    y = layers.Convolution2D(3, (3, 3), padding="same")(y)
    return layers.Reshape((-1,))(activations.relu(y + x))


def branches(order: tuple[int, ...]) -> Callable:
    def function(x):
        made = {
            0: lambda: layers.Conv2D(2, 1)(x),
            1: lambda: layers.Conv2D(2, 3, padding="same")(x),
            2: lambda: layers.Conv2D(2, 5, padding="same")(x),
        }
        results = {key: made[key]() for key in order}
        return layers.Concatenate()([results[0], results[1], results[2]])

    return function


def added_branches(order: tuple[int, ...]) -> Callable:
    def function(x):
        results = [layers.Dense(4)(layers.Dense(units, "relu")(x)) for units in (2, 3, 5)]
        return layers.Add()([results[k] for k in order])

    return function


def two_heads(first: str, second: str, *, swap: bool = False) -> Build:
    def build() -> Model:
        x = Input(VECTOR)
        y = layers.Dense(4, activation="relu")(x)
        heads = [layers.Dense(2, activation=first)(y), layers.Dense(3, activation=second)(y)]
        return Model(x, heads[::-1] if swap else heads)

    return build


def frozen(how: str) -> Build:
    def build() -> Model:
        base = Sequential([Input(VECTOR), layers.Dense(4, activation="relu"), layers.BatchNormalization()])
        if how == "model":
            base.trainable = False
        elif how == "layers":
            for layer in base.layers:
                layer.trainable = False
        elif how == "first":
            base.layers[0].trainable = False
        return Sequential([Input(VECTOR), base, layers.Dense(2)])

    return build


def with_training_argument(flag: bool | None) -> Build:
    def build() -> Model:
        base = Sequential([Input(VECTOR), layers.Dense(4), layers.BatchNormalization()])
        x = Input(VECTOR)
        y = base(x) if flag is None else base(x, training=flag)
        return Model(x, layers.Dense(2)(y))

    return build


def policy(name: str, top: str) -> Build:
    return lambda: Sequential(
        [Input(VECTOR), layers.Dense(4, "relu", dtype=name), layers.Dense(2, activation="softmax", dtype=top)]
    )


def recurrent_state(x):
    output, _state, _carry = layers.LSTM(4, return_state=True)(x)
    return layers.Dense(2)(output)


D, F = layers.Dense, layers.Flatten
