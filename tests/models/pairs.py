"""Pairs of networks: the same one spelled differently (`SAME`), and ones that only look the same (`DIFFERENT`).

Each entry is a name and two functions that build a model.
"""

# ruff: noqa: PLW0108  a function around a call is one of the spellings under test

from __future__ import annotations

import copy
import functools
import warnings
from collections.abc import Callable

import keras
import numpy as np
import tensorflow as tf
from keras import Input, Model, Sequential, activations, layers, ops, regularizers

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


class ConditionalDropout(Model):
    """The same with dropout only inside `if training`: not one graph, so it stays closed."""

    def __init__(self) -> None:
        super().__init__()
        self.convolution = layers.Conv2D(4, 3, activation="relu")
        self.flatten = layers.Flatten()
        self.dropout = layers.Dropout(0.3)
        self.top = layers.Dense(3, activation="softmax")

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
SAME: list[tuple[str, Build, Build]] = [
    # activations
    ("relu: function", act("relu"), act(activations.relu)),
    ("relu: layer as argument", act("relu"), act(layers.ReLU())),
    ("relu: tf.nn", act("relu"), act(tf.nn.relu)),
    ("relu: keras.ops as argument", act("relu"), act(ops.relu)),
    ("relu: Activation layer", act("relu"), split(lambda: layers.Activation("relu"))),
    ("relu: ReLU layer", act("relu"), split(layers.ReLU)),
    ("relu: keras.ops call", act("relu"), then(ops.relu)),
    ("relu: keras.activations call", act("relu"), then(activations.relu)),
    (
        "relu: defaults spelled out",
        act("relu"),
        split(lambda: layers.ReLU(max_value=None, negative_slope=0, threshold=0.0)),
    ),
    ("relu: named function", act("relu"), act(lambda x: activations.relu(x))),
    ("relu: tf.nn in Activation", act("relu"), split(lambda: layers.Activation(tf.nn.relu))),
    ("relu6: layer", act("relu6"), split(lambda: layers.ReLU(max_value=6))),
    ("relu6: lambda", act("relu6"), act(lambda x: activations.relu(x, max_value=6.0))),
    ("relu6: partial", act("relu6"), act(functools.partial(activations.relu, max_value=6))),
    ("relu6: ops", act("relu6"), then(ops.relu6)),
    ("relu6: tf.nn", act("relu6"), act(tf.nn.relu6)),
    (
        "leaky relu: layer and ReLU",
        split(lambda: layers.LeakyReLU(0.1)),
        split(lambda: layers.ReLU(negative_slope=0.1)),
    ),
    ("leaky relu: string and layer", act("leaky_relu"), split(lambda: layers.LeakyReLU(0.2))),
    ("leaky relu: zero slope is relu", act("relu"), split(lambda: layers.LeakyReLU(0.0))),
    ("leaky relu: layer as argument", act("leaky_relu"), act(layers.LeakyReLU(0.2))),
    ("leaky relu: ops", act("leaky_relu"), then(lambda x: ops.leaky_relu(x, 0.2))),
    ("leaky relu: tf.nn", act("leaky_relu"), act(tf.nn.leaky_relu)),
    ("softmax: layer", act("softmax"), split(layers.Softmax)),
    ("softmax: axis", act("softmax"), split(lambda: layers.Softmax(axis=1))),
    ("softmax: ops with axis", act("softmax"), then(lambda x: ops.softmax(x, axis=-1))),
    ("softmax: tf.nn", act("softmax"), act(tf.nn.softmax)),
    ("softmax: function", act("softmax"), act(activations.softmax)),
    ("sigmoid: layer", act("sigmoid"), split(lambda: layers.Activation("sigmoid"))),
    ("sigmoid: tf.nn", act("sigmoid"), act(tf.nn.sigmoid)),
    ("sigmoid: ops", act("sigmoid"), then(ops.sigmoid)),
    ("tanh: tf.nn", act("tanh"), act(tf.nn.tanh)),
    ("tanh: tf.math", act("tanh"), act(tf.math.tanh)),
    ("tanh: ops", act("tanh"), then(ops.tanh)),
    ("elu: layer", act("elu"), split(layers.ELU)),
    ("elu: alpha spelled out", act("elu"), split(lambda: layers.ELU(alpha=1.0))),
    ("elu: ops", act("elu"), then(ops.elu)),
    ("selu: function", act("selu"), act(activations.selu)),
    ("silu and swish", act("silu"), act("swish")),
    ("silu: tf.nn.swish", act("silu"), act(tf.nn.swish)),
    ("gelu: exact", act("gelu"), then(lambda x: ops.gelu(x, approximate=False))),
    ("hard swish", act("hard_silu"), act("hard_swish")),
    ("exponential: ops.exp", act("exponential"), then(ops.exp)),
    ("softplus: ops", act("softplus"), then(ops.softplus)),
    ("linear is nothing", act(None), act("linear")),
    ("linear layer is nothing", act(None), split(lambda: layers.Activation("linear"))),
    ("identity is nothing", act(None), split(layers.Identity)),
    ("PReLU as argument and as layer", split(layers.PReLU), act(layers.PReLU())),
    # convolutions and pooling
    ("conv: int and tuple", image(layers.Conv2D(4, 3)), image(layers.Conv2D(4, (3, 3)))),
    ("conv: int and list", image(layers.Conv2D(4, 3)), image(layers.Conv2D(4, [3, 3]))),
    ("conv: strides spelled out", image(layers.Conv2D(4, 3)), image(layers.Conv2D(4, 3, strides=(1, 1)))),
    (
        "conv: padding in capitals",
        image(layers.Conv2D(4, 3, padding="same")),
        image(layers.Conv2D(4, 3, padding="SAME")),
    ),
    ("conv: padding with a capital", image(layers.Conv2D(4, 3)), image(layers.Conv2D(4, 3, padding="Valid"))),
    ("conv: alias", image(layers.Conv2D(4, 3)), image(layers.Convolution2D(4, 3))),
    ("conv: dilation spelled out", image(layers.Conv2D(4, 3)), image(layers.Conv2D(4, 3, dilation_rate=1))),
    ("conv: groups spelled out", image(layers.Conv2D(4, 3)), image(layers.Conv2D(4, 3, groups=1))),
    ("conv: bias spelled out", image(layers.Conv2D(4, 3)), image(layers.Conv2D(4, 3, use_bias=True))),
    (
        "conv: data format spelled out",
        image(layers.Conv2D(4, 3)),
        image(layers.Conv2D(4, 3, data_format="channels_last")),
    ),
    ("conv: a flag as a number", image(layers.Conv2D(4, 3, use_bias=0)), image(layers.Conv2D(4, 3, use_bias=False))),
    ("conv: initialiser", image(layers.Conv2D(4, 3)), image(layers.Conv2D(4, 3, kernel_initializer="he_normal"))),
    ("conv: name", image(layers.Conv2D(4, 3)), image(layers.Conv2D(4, 3, name="first"))),
    ("conv: 1×1 pads nothing", image(layers.Conv2D(4, 1)), image(layers.Conv2D(4, 1, padding="same"))),
    ("conv: 1×1 dilation", image(layers.Conv2D(4, 1)), image(layers.Conv2D(4, 1, dilation_rate=2))),
    ("conv: whole image, any stride", image(layers.Conv2D(4, 8)), image(layers.Conv2D(4, 8, strides=2))),
    ("conv1d: causal of one", sequence(layers.Conv1D(4, 1)), sequence(layers.Conv1D(4, 1, padding="causal"))),
    ("conv1d: alias", sequence(layers.Conv1D(4, 3)), sequence(layers.Convolution1D(4, [3]))),
    (
        "separable: alias",
        image(layers.SeparableConv2D(4, 3)),
        image(layers.SeparableConvolution2D(4, 3, depth_multiplier=1)),
    ),
    (
        "depthwise: spelled out",
        image(layers.DepthwiseConv2D(3)),
        image(layers.DepthwiseConv2D((3, 3), depth_multiplier=1, strides=1)),
    ),
    ("transposed: alias", image(layers.Conv2DTranspose(4, 3)), image(layers.Convolution2DTranspose(4, (3, 3)))),
    (
        "conv: fused and separate",
        image(layers.Conv2D(4, 3, activation="relu")),
        image(layers.Conv2D(4, 3), layers.ReLU()),
    ),
    ("pool: default stride", image(layers.MaxPooling2D(2)), image(layers.MaxPooling2D(2, strides=2))),
    ("pool: default size", image(layers.MaxPooling2D()), image(layers.MaxPooling2D((2, 2), strides=(2, 2)))),
    ("pool: alias", image(layers.MaxPooling2D(2)), image(layers.MaxPool2D(2))),
    ("pool: list", image(layers.MaxPooling2D(2)), image(layers.MaxPooling2D([2, 2]))),
    ("pool: same on even sizes", image(layers.MaxPooling2D(2)), image(layers.MaxPooling2D(2, padding="same"))),
    ("pool: ops", image(layers.MaxPooling2D(2)), graph(IMAGE, lambda x: ops.max_pool(x, 2))),
    (
        "pool: ops average",
        image(layers.AveragePooling2D(2)),
        graph(IMAGE, lambda x: ops.average_pool(x, (2, 2), strides=2)),
    ),
    ("pool: alias average", image(layers.AveragePooling2D(2)), image(layers.AvgPool2D(2))),
    ("pool: of one is nothing", image(D(2)), image(layers.MaxPooling2D(1), D(2))),
    ("pool1d: alias", sequence(layers.MaxPooling1D(2)), sequence(layers.MaxPool1D(2))),
    ("global: average and full window", image(layers.GlobalAveragePooling2D()), image(layers.AveragePooling2D(8), F())),
    (
        "global: full window, reshape",
        image(layers.GlobalAveragePooling2D()),
        image(layers.AveragePooling2D((8, 8)), layers.Reshape((3,))),
    ),
    ("global: alias", image(layers.GlobalAveragePooling2D()), image(layers.GlobalAvgPool2D())),
    (
        "global: keepdims and flatten",
        image(layers.GlobalAveragePooling2D()),
        image(layers.GlobalAveragePooling2D(keepdims=True), F()),
    ),
    ("global: mean", image(layers.GlobalAveragePooling2D()), graph(IMAGE, lambda x: ops.mean(x, axis=(1, 2)))),
    (
        "global: mean, axes from the end",
        image(layers.GlobalAveragePooling2D()),
        graph(IMAGE, lambda x: ops.mean(x, axis=[-3, -2])),
    ),
    ("global: max and full window", image(layers.GlobalMaxPooling2D()), image(layers.MaxPooling2D(8), F())),
    ("global: max", image(layers.GlobalMaxPooling2D()), graph(IMAGE, lambda x: ops.max(x, axis=(1, 2)))),
    (
        "global: full window, other stride",
        image(layers.AveragePooling2D(8)),
        image(layers.AveragePooling2D(8, strides=1)),
    ),
    ("global: same padding", image(layers.AveragePooling2D(8)), image(layers.AveragePooling2D(8, padding="same"))),
    ("global: 1d", sequence(layers.GlobalAveragePooling1D()), graph(SEQUENCE, lambda x: ops.mean(x, axis=1))),
    ("global: 1d max", sequence(layers.GlobalMaxPooling1D()), sequence(layers.MaxPooling1D(7), F())),
    (
        "channels first: flatten",
        chain((3, 8, 8), layers.Flatten("channels_first")),
        chain((3, 8, 8), layers.Permute((2, 3, 1)), F()),
    ),
    # shapes
    ("flatten and reshape", image(F(), D(2)), image(layers.Reshape((192,)), D(2))),
    ("flatten and reshape −1", image(F(), D(2)), image(layers.Reshape((-1,)), D(2))),
    ("flatten twice", image(F(), D(2)), image(F(), F(), D(2))),
    ("reshape then flatten", image(F(), D(2)), image(layers.Reshape((64, 3)), F(), D(2))),
    ("flatten a vector", vector(D(2)), vector(F(), D(2))),
    ("reshape to itself", vector(D(2)), vector(layers.Reshape((6,)), D(2))),
    ("reshape and −1", vector(layers.Reshape((2, 3))), vector(layers.Reshape((2, -1)))),
    ("reshape: ops", vector(layers.Reshape((2, 3))), graph(VECTOR, lambda x: ops.reshape(x, (-1, 2, 3)))),
    ("reshape: expand_dims", vector(layers.Reshape((6, 1))), graph(VECTOR, lambda x: ops.expand_dims(x, -1))),
    ("reshape: squeeze", chain((6, 1), layers.Reshape((6,))), graph((6, 1), lambda x: ops.squeeze(x, axis=2))),
    ("reshape there and back", vector(D(2)), vector(layers.Reshape((2, 3)), layers.Reshape((6,)), D(2))),
    ("permute: ops", image(layers.Permute((2, 1, 3))), graph(IMAGE, lambda x: ops.transpose(x, (0, 2, 1, 3)))),
    ("permute there and back", image(D(2)), image(layers.Permute((2, 1, 3)), layers.Permute((2, 1, 3)), D(2))),
    ("permute: identity", image(D(2)), image(layers.Permute((1, 2, 3)), D(2))),
    # what does nothing
    ("dropout of nothing", vector(D(2)), vector(layers.Dropout(0), D(2))),
    (
        "dropout: float and name",
        vector(layers.Dropout(0.5), D(2)),
        vector(layers.Dropout(rate=1 / 2, name="half"), D(2)),
    ),
    ("dropout: seed", vector(layers.Dropout(0.5), D(2)), vector(layers.Dropout(0.5, seed=3), D(2))),
    ("noise of nothing", vector(D(2)), vector(layers.GaussianNoise(0.0), D(2))),
    ("spatial dropout of nothing", image(D(2)), image(layers.SpatialDropout2D(0.0), D(2))),
    ("zero padding of nothing", image(D(2)), image(layers.ZeroPadding2D(0), D(2))),
    ("cropping of nothing", image(D(2)), image(layers.Cropping2D(0), D(2))),
    ("upsampling of nothing", image(D(2)), image(layers.UpSampling2D(1), D(2))),
    ("penalty of nothing", vector(D(2)), vector(D(2, kernel_regularizer=regularizers.L2(0.0)))),
    ("activity penalty of nothing", vector(D(2)), vector(D(2), layers.ActivityRegularization())),
    # settings
    (
        "bn: defaults spelled out",
        vector(layers.BatchNormalization()),
        vector(layers.BatchNormalization(axis=1, momentum=0.99, epsilon=0.001)),
    ),
    ("bn: axis from the end", image(layers.BatchNormalization()), image(layers.BatchNormalization(axis=3))),
    ("layer norm: axis", vector(layers.LayerNormalization()), vector(layers.LayerNormalization(axis=[1]))),
    (
        "regulariser: string and object",
        vector(D(2, kernel_regularizer="l2")),
        vector(D(2, kernel_regularizer=regularizers.L2(0.01))),
    ),
    (
        "regulariser: L1L2 and L2",
        vector(D(2, kernel_regularizer=regularizers.L1L2(0.0, 0.02))),
        vector(D(2, kernel_regularizer=regularizers.L2(0.02))),
    ),
    (
        "regulariser: l2 and L2",
        vector(D(2, kernel_regularizer=regularizers.l2(0.1))),
        vector(D(2, kernel_regularizer=regularizers.L2(0.1))),
    ),
    (
        "activity penalty: argument and layer",
        vector(D(2, activity_regularizer="l1")),
        vector(D(2), layers.ActivityRegularization(l1=0.01)),
    ),
    (
        "constraint: string and object",
        vector(D(2, kernel_constraint="non_neg")),
        vector(D(2, kernel_constraint=keras.constraints.NonNeg())),
    ),
    ("rescaling: layer and division", image(layers.Rescaling(1 / 255)), graph(IMAGE, lambda x: x / 255.0)),
    ("rescaling: layer and product", image(layers.Rescaling(1 / 255)), graph(IMAGE, lambda x: x * (1 / 255))),
    ("rescaling: offset", image(layers.Rescaling(1 / 127.5, offset=-1)), graph(IMAGE, lambda x: x / 127.5 - 1.0)),
    (
        "rescaling: two steps",
        image(layers.Rescaling(0.5, offset=1.0)),
        image(layers.Rescaling(0.25), layers.Rescaling(2.0, offset=1.0)),
    ),
    ("rescaling: from a number", image(layers.Rescaling(-1.0, offset=1.0)), graph(IMAGE, lambda x: 1.0 - x)),
    ("rescaling: by one is nothing", image(D(2)), image(layers.Rescaling(1.0), D(2))),
    (
        "rescaling: lambda",
        live(IMAGE, lambda: layers.Rescaling(1 / 255)),
        live(IMAGE, lambda: layers.Lambda(lambda x: x / 255.0)),
    ),
    ("lambda of operations", live(VECTOR, layers.ReLU), live(VECTOR, lambda: layers.Lambda(lambda x: ops.relu(x)))),
    (
        "embedding",
        chain((5,), layers.Embedding(9, 4)),
        chain((5,), layers.Embedding(input_dim=9, output_dim=4, embeddings_initializer="zeros")),
    ),
    (
        "lstm: spelled out",
        sequence(layers.LSTM(4)),
        sequence(layers.LSTM(4, activation="tanh", recurrent_activation="sigmoid", unroll=True)),
    ),
    (
        "lstm: functions of TensorFlow",
        sequence(layers.LSTM(4)),
        live(SEQUENCE, lambda: layers.LSTM(4, activation=tf.nn.tanh, recurrent_activation=tf.nn.sigmoid)),
    ),
    ("lstm: ignored states", sequence(layers.LSTM(4), D(2)), graph(SEQUENCE, recurrent_state)),
    ("gru: spelled out", sequence(layers.GRU(4)), sequence(layers.GRU(4, reset_after=True, return_sequences=False))),
    (
        "bidirectional: spelled out",
        sequence(layers.Bidirectional(layers.LSTM(4))),
        sequence(layers.Bidirectional(layers.LSTM(4, name="x"), merge_mode="concat")),
    ),
    (
        "time distributed: name",
        sequence(layers.TimeDistributed(D(2))),
        sequence(layers.TimeDistributed(D(2, activation="linear", name="y"))),
    ),
    ("augmentation: seed", image(layers.RandomFlip("horizontal")), image(layers.RandomFlip("horizontal", seed=1))),
    # how the model is put together
    (
        "sequential and functional",
        image(layers.Conv2D(4, 3), F(), D(2)),
        graph(IMAGE, lambda x: D(2)(F()(layers.Conv2D(4, 3)(x)))),
    ),
    ("input_shape", image(layers.Conv2D(4, 3), F(), D(2)), unbuilt_with_shape),
    ("input_dim", vector(D(4), D(2)), input_dim),
    ("added one by one", unbuilt_with_shape, added_one_by_one),
    ("built later", unbuilt_with_shape, built_later),
    ("subclassed", plain, built(Subclassed, IMAGE)),
    ("subclassed without flag", plain, built(SubclassedWithoutFlag, IMAGE)),
    ("nested once", nested(0), nested(1)),
    ("nested deeply", nested(0), nested(4)),
    ("nested functional", nested(0), nested_functional),
    ("nested for any size", image(layers.Conv2D(4, 3), layers.MaxPooling2D(2), F(), D(2)), nested_any_size),
    ("shared layer and shared model", siamese(shared=True), siamese_model),
    ("residual: swapped and spelled otherwise", graph(IMAGE, residual), graph(IMAGE, residual_swapped)),
    ("branches built in another order", graph(IMAGE, branches((0, 1, 2))), graph(IMAGE, branches((2, 0, 1)))),
    ("sum in another order", graph(VECTOR, added_branches((0, 1, 2))), graph(VECTOR, added_branches((2, 0, 1)))),
    (
        "sum of sums",
        graph(VECTOR, added_branches((0, 1, 2))),
        graph(VECTOR, lambda x: D(4)(D(2, "relu")(x)) + D(4)(D(3, "relu")(x)) + D(4)(D(5, "relu")(x))),
    ),
    ("add: layer and function", graph2(lambda a, b: layers.Add()([a, b])), graph2(lambda a, b: layers.add([a, b]))),
    ("add: layer and operator", graph2(lambda a, b: layers.Add()([a, b])), graph2(lambda a, b: b + a)),
    ("subtract: layer and operator", graph2(lambda a, b: layers.Subtract()([a, b])), graph2(lambda a, b: a - b)),
    (
        "multiply: layer and ops",
        graph2(lambda a, b: layers.Multiply()([a, b])),
        graph2(lambda a, b: ops.multiply(a, b)),
    ),
    ("maximum: layer and ops", graph2(lambda a, b: layers.Maximum()([a, b])), graph2(lambda a, b: ops.maximum(b, a))),
    (
        "concatenate: layer and ops",
        graph2(lambda a, b: layers.Concatenate()([a, b])),
        graph2(lambda a, b: ops.concatenate([a, b], axis=-1)),
    ),
    (
        "concatenate: axis",
        graph2(lambda a, b: layers.Concatenate()([a, b])),
        graph2(lambda a, b: layers.Concatenate(axis=1)([a, b])),
    ),
    (
        "concatenate: nested",
        graph2(lambda a, b: layers.Concatenate()([a, b, a])),
        graph2(lambda a, b: layers.Concatenate()([layers.Concatenate()([a, b]), a])),
    ),
    (
        "activation computed once or twice",
        graph(VECTOR, lambda x: layers.Multiply()([D(3)(y := ops.relu(x)), D(3)(y)])),
        graph(VECTOR, lambda x: layers.Multiply()([D(3)(ops.relu(x)), D(3)(ops.relu(x))])),
    ),
    (
        "layer put together from layers",
        graph(VECTOR, lambda x: layers.Add()([D(6)(D(6, "relu")(x)), x])),
        graph(VECTOR, lambda x: Block(6)(x)),
    ),
    ("frozen by model and by layers", frozen("model"), frozen("layers")),
    ("training argument has no effect in a graph", with_training_argument(None), with_training_argument(flag=False)),
    ("dead branch", graph(VECTOR, lambda x: D(2)(x)), graph(VECTOR, lambda x: [D(2)(x), D(3)(x)][0])),
    ("dtype spelled out", policy("float32", "float32"), policy(None, None)),
    (
        "attention: by keyword",
        graph(SEQUENCE, lambda x: layers.MultiHeadAttention(2, 4)(x, x)),
        graph(SEQUENCE, lambda x: layers.MultiHeadAttention(2, 4)(query=x, value=x)),
    ),
    (
        "attention: value dimension spelled out",
        graph(SEQUENCE, lambda x: layers.MultiHeadAttention(2, 4)(x, x)),
        graph(SEQUENCE, lambda x: layers.MultiHeadAttention(2, 4, value_dim=4)(x, x)),
    ),
    (
        "pipeline",
        image(layers.RandomFlip(), layers.RandomRotation(0.1)),
        image(layers.Pipeline([layers.RandomFlip(), layers.RandomRotation(0.1)])),
    ),
]

DIFFERENT: list[tuple[str, Build, Build]] = [
    ("relu and relu6", act("relu"), act("relu6")),
    ("relu and leaky relu", act("relu"), act("leaky_relu")),
    ("leaky relu: layer default and string", act("leaky_relu"), split(layers.LeakyReLU)),
    ("relu and relu with threshold", act("relu"), split(lambda: layers.ReLU(threshold=0.5))),
    ("softmax axes", sequence(layers.Softmax(axis=1)), sequence(layers.Softmax(axis=2))),
    ("gelu: exact and approximate", act("gelu"), then(lambda x: ops.gelu(x, approximate=True))),
    ("elu alpha", act("elu"), split(lambda: layers.ELU(0.5))),
    (
        "activation before and after dropout",
        vector(D(4), layers.ReLU(), layers.Dropout(0.5)),
        vector(D(4), layers.Dropout(0.5), layers.ReLU()),
    ),
    ("activation twice", act("softmax"), split(layers.Softmax, layers.Softmax)),
    ("activation left out", act("relu"), act(None)),
    ("own function of the same name", act("relu"), act(lambda x: ops.relu(x) * 2.0)),
    ("conv: padding", image(layers.Conv2D(4, 3)), image(layers.Conv2D(4, 3, padding="same"))),
    (
        "conv: same pads where it strides",
        image(layers.Conv2D(4, 2, strides=2)),
        image(layers.Conv2D(4, 3, strides=2, padding="same")),
    ),
    ("conv: groups", chain((8, 8, 4), layers.Conv2D(4, 3)), chain((8, 8, 4), layers.Conv2D(4, 3, groups=2))),
    (
        "conv: grouped and depthwise",
        chain((8, 8, 4), layers.Conv2D(4, 3, groups=4)),
        chain((8, 8, 4), layers.DepthwiseConv2D(3)),
    ),
    ("conv: kernel turned", image(layers.Conv2D(4, (1, 3))), image(layers.Conv2D(4, (3, 1)))),
    ("conv: bias", image(layers.Conv2D(4, 3)), image(layers.Conv2D(4, 3, use_bias=False))),
    (
        "conv: dilation",
        image(layers.Conv2D(4, 3, padding="same")),
        image(layers.Conv2D(4, 3, padding="same", dilation_rate=2)),
    ),
    ("conv and transposed conv", image(layers.Conv2D(4, 1)), image(layers.Conv2DTranspose(4, 1))),
    ("conv1d: causal", sequence(layers.Conv1D(4, 3, padding="same")), sequence(layers.Conv1D(4, 3, padding="causal"))),
    ("conv 1×1 and dense", image(layers.Conv2D(4, 1)), image(D(4))),
    ("pool: stride", image(layers.MaxPooling2D(2)), image(layers.MaxPooling2D(2, strides=1))),
    (
        "pool: same on odd sizes",
        chain((7, 7, 3), layers.MaxPooling2D(2)),
        chain((7, 7, 3), layers.MaxPooling2D(2, padding="same")),
    ),
    ("pool: max and average", image(layers.MaxPooling2D(2)), image(layers.AveragePooling2D(2))),
    ("global: average and max", image(layers.GlobalAveragePooling2D()), image(layers.GlobalMaxPooling2D())),
    ("global and flatten", image(layers.GlobalAveragePooling2D(), D(2)), image(F(), D(2))),
    ("global: almost the whole image", image(layers.AveragePooling2D(8), F()), image(layers.AveragePooling2D(7), F())),
    ("global: keepdims", image(layers.GlobalAveragePooling2D()), image(layers.GlobalAveragePooling2D(keepdims=True))),
    (
        "global 1d with a mask",
        chain((5,), layers.Embedding(9, 4, mask_zero=True), layers.GlobalAveragePooling1D()),
        quietly(chain((5,), layers.Embedding(9, 4, mask_zero=True), layers.AveragePooling1D(5), F())),
    ),
    ("embedding: mask", chain((5,), layers.Embedding(9, 4)), chain((5,), layers.Embedding(9, 4, mask_zero=True))),
    ("reshape: axes swapped", vector(layers.Reshape((2, 3))), vector(layers.Reshape((3, 2)))),
    (
        "reshape and permute",
        chain((4, 4, 2), layers.Reshape((4, 4, 2)), D(2)),
        chain((4, 4, 2), layers.Permute((2, 1, 3)), D(2)),
    ),
    ("dropout rate", vector(layers.Dropout(0.5), D(2)), vector(layers.Dropout(0.4), D(2))),
    ("dropout and spatial dropout", image(layers.Dropout(0.5), D(2)), image(layers.SpatialDropout2D(0.5), D(2))),
    (
        "dropout: shape of the noise",
        image(layers.Dropout(0.5)),
        image(layers.Dropout(0.5, noise_shape=(None, 1, 1, 3))),
    ),
    ("dropout and alpha dropout", vector(layers.Dropout(0.5)), vector(layers.AlphaDropout(0.5))),
    ("dropout left out", vector(D(2)), vector(layers.Dropout(0.5), D(2))),
    ("dropout moved over flatten", image(layers.Dropout(0.5), F()), image(F(), layers.Dropout(0.5))),
    ("bn: momentum", vector(layers.BatchNormalization()), vector(layers.BatchNormalization(momentum=0.9))),
    ("bn: axis", image(layers.BatchNormalization()), image(layers.BatchNormalization(axis=1))),
    (
        "bn before and after relu",
        vector(layers.BatchNormalization(), layers.ReLU()),
        vector(layers.ReLU(), layers.BatchNormalization()),
    ),
    ("bn: scale", vector(layers.BatchNormalization()), vector(layers.BatchNormalization(scale=False))),
    ("bn and layer norm", vector(layers.BatchNormalization()), vector(layers.LayerNormalization())),
    ("regulariser", vector(D(2)), vector(D(2, kernel_regularizer="l2"))),
    (
        "regulariser: strength",
        vector(D(2, kernel_regularizer=regularizers.L2(0.01))),
        vector(D(2, kernel_regularizer=regularizers.L2(0.02))),
    ),
    ("regulariser: l1 and l2", vector(D(2, kernel_regularizer="l1")), vector(D(2, kernel_regularizer="l2"))),
    ("regulariser: kernel and bias", vector(D(2, kernel_regularizer="l2")), vector(D(2, bias_regularizer="l2"))),
    (
        "activity penalty before and after relu",
        vector(D(2, activation="relu", activity_regularizer="l1")),
        vector(D(2, activity_regularizer="l1"), layers.ReLU()),
    ),
    ("constraint", vector(D(2)), vector(D(2, kernel_constraint="non_neg"))),
    ("rescaling: scale", image(layers.Rescaling(1 / 255)), image(layers.Rescaling(1 / 256))),
    ("rescaling: offset", image(layers.Rescaling(1 / 255)), image(layers.Rescaling(1 / 255, offset=-0.5))),
    ("rescaling left out", image(D(2)), image(layers.Rescaling(1 / 255), D(2))),
    (
        "lambdas with other code",
        live(VECTOR, lambda: layers.Lambda(lambda x: tf.math.sin(x))),
        live(VECTOR, lambda: layers.Lambda(lambda x: tf.math.cos(x))),
    ),
    (
        "lambda and other constant",
        live(VECTOR, lambda: layers.Lambda(lambda x: x * 2.0)),
        live(VECTOR, lambda: layers.Lambda(lambda x: x * 3.0)),
    ),
    ("own layer with weights", graph(VECTOR, lambda x: Scale()(x)), graph(VECTOR, lambda x: x)),
    ("dropout only inside `if training`", plain, built(ConditionalDropout, IMAGE)),
    ("units", vector(D(2)), vector(D(3))),
    ("order of layers", vector(D(4), D(3), D(2)), vector(D(3), D(4), D(2))),
    ("layer left out", vector(D(6), D(6), D(2)), vector(D(6), D(2))),
    ("recurrent: units", sequence(layers.LSTM(4)), sequence(layers.LSTM(5))),
    ("recurrent: kind", sequence(layers.SimpleRNN(4)), sequence(layers.GRU(4))),
    ("recurrent: activation inside", sequence(layers.LSTM(4)), sequence(layers.LSTM(4, activation="relu"))),
    ("recurrent: sequences", sequence(layers.LSTM(4)), sequence(layers.LSTM(4, return_sequences=True))),
    ("recurrent: backwards", sequence(layers.LSTM(4)), sequence(layers.LSTM(4, go_backwards=True))),
    ("recurrent: dropout inside", sequence(layers.LSTM(4)), sequence(layers.LSTM(4, dropout=0.2))),
    (
        "bidirectional: merge",
        sequence(layers.Bidirectional(layers.LSTM(4))),
        sequence(layers.Bidirectional(layers.LSTM(4), merge_mode="sum")),
    ),
    (
        "bidirectional: inner activation",
        sequence(layers.Bidirectional(layers.LSTM(4))),
        sequence(layers.Bidirectional(layers.LSTM(4, activation="relu"))),
    ),
    (
        "time distributed: inner activation",
        sequence(layers.TimeDistributed(D(2))),
        sequence(layers.TimeDistributed(D(2, activation="relu"))),
    ),
    ("shared and separate towers", siamese(shared=True), siamese(shared=False)),
    (
        "residual with and without the shortcut",
        graph(IMAGE, residual),
        graph(
            IMAGE,
            lambda x: F()(
                layers.ReLU()(
                    layers.Conv2D(3, 3, padding="same")(layers.Conv2D(3, 3, padding="same", activation="relu")(x))
                )
            ),
        ),
    ),
    (
        "shortcut from another place",
        graph(VECTOR, lambda x: layers.Add()([y := D(6)(x), D(6)(y), x])),
        graph(VECTOR, lambda x: layers.Add()([y := D(6)(x), D(6)(y), y])),
    ),
    (
        "concatenate: order",
        graph(VECTOR, lambda x: layers.Concatenate()([D(2)(x), D(3)(x)])),
        graph(VECTOR, lambda x: layers.Concatenate()([D(3)(x), D(2)(x)])),
    ),
    (
        "concatenate: axis",
        graph2(lambda a, b: layers.Concatenate(axis=1)([a, b]), SEQUENCE),
        graph2(lambda a, b: layers.Concatenate(axis=2)([a, b]), SEQUENCE),
    ),
    ("subtract: order", graph2(lambda a, b: a - b), graph2(lambda a, b: b - a)),
    ("division: order", graph2(lambda a, b: a / b), graph2(lambda a, b: b / a)),
    (
        "inputs swapped",
        graph2(lambda a, b: layers.Subtract()([D(6)(a), b])),
        graph2(lambda a, b: layers.Subtract()([D(6)(b), a])),
    ),
    ("add and average", graph2(lambda a, b: layers.Add()([a, b])), graph2(lambda a, b: layers.Average()([a, b]))),
    (
        "one dropout for two branches, or two",
        graph(VECTOR, lambda x: layers.Concatenate()([D(2)(y := layers.Dropout(0.5)(x)), D(2)(y)])),
        graph(VECTOR, lambda x: layers.Concatenate()([D(2)(layers.Dropout(0.5)(x)), D(2)(layers.Dropout(0.5)(x))])),
    ),
    ("outputs swapped", two_heads("softmax", "sigmoid"), two_heads("softmax", "sigmoid", swap=True)),
    ("other head", two_heads("softmax", "sigmoid"), two_heads("softmax", "softmax")),
    ("frozen and trainable", frozen("model"), frozen("nothing")),
    ("frozen in part", frozen("model"), frozen("first")),
    ("mixed precision", policy("float32", "float32"), policy("mixed_float16", "float32")),
    ("mixed precision to the end", policy("mixed_float16", "float32"), policy("mixed_float16", "mixed_float16")),
    ("float64", policy("float32", "float32"), policy("float64", "float64")),
    (
        "input shape",
        chain((8, 8, 3), layers.GlobalAveragePooling2D(), D(2)),
        chain((9, 9, 3), layers.GlobalAveragePooling2D(), D(2)),
    ),
    (
        "input of unknown size",
        chain((8, 8, 3), layers.GlobalAveragePooling2D(), D(2)),
        chain((None, None, 3), layers.GlobalAveragePooling2D(), D(2)),
    ),
    (
        "attention: heads",
        graph(SEQUENCE, lambda x: layers.MultiHeadAttention(2, 4)(x, x)),
        graph(SEQUENCE, lambda x: layers.MultiHeadAttention(4, 2)(x, x)),
    ),
    (
        "attention: causal",
        graph(SEQUENCE, lambda x: layers.MultiHeadAttention(2, 4)(x, x)),
        graph(SEQUENCE, lambda x: layers.MultiHeadAttention(2, 4)(x, x, use_causal_mask=True)),
    ),
    (
        "attention: query and value swapped",
        graph2(lambda a, b: layers.MultiHeadAttention(2, 4)(a, b), SEQUENCE),
        graph2(lambda a, b: layers.MultiHeadAttention(2, 4)(b, a), SEQUENCE),
    ),
    ("slices", graph(VECTOR, lambda x: x[:, :3]), graph(VECTOR, lambda x: x[:, 3:])),
    ("augmentation: mode", image(layers.RandomFlip("horizontal")), image(layers.RandomFlip("vertical"))),
    ("augmentation: factor", image(layers.RandomRotation(0.1)), image(layers.RandomRotation(0.2))),
    ("padding: sides", image(layers.ZeroPadding2D(((1, 0), (1, 0)))), image(layers.ZeroPadding2D(((0, 1), (0, 1))))),
    (
        "upsampling: interpolation",
        image(layers.UpSampling2D(2)),
        image(layers.UpSampling2D(2, interpolation="bilinear")),
    ),
    (
        "channels first",
        chain((8, 8, 8), layers.MaxPooling2D(2)),
        chain((8, 8, 8), layers.MaxPooling2D(2, data_format="channels_first")),
    ),
]
