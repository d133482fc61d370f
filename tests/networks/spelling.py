"""Write a network of the course in another way (`respelled`) or change one thing in it (`mutant`), as drawn."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import keras
import tensorflow as tf
from hypothesis import strategies as st
from keras import Input, Model, Sequential, layers, ops

Step = Callable[[Any], Any]
"""A layer, or a function of a tensor."""

Draw = Callable[[st.SearchStrategy[Any]], Any]
"""`st.DataObject.draw`: models are built between draws, because Keras draws random numbers of its own."""


def leaves(model: Model) -> list[layers.Layer]:
    """The layers of a model, nested ones opened, without input layers."""
    found: list[layers.Layer] = []
    for layer in model.layers:
        if isinstance(layer, Model):
            found += leaves(layer)
        elif not isinstance(layer, layers.InputLayer):
            found.append(layer)
    return found


# --- the same network in another spelling -----------------------------------------------------------------------


def respelled(draw: Draw, model: Model) -> Model:
    """The same network, each layer and the whole written in a way drawn at random."""
    steps: list[Step] = []
    for layer in leaves(model):
        steps += [*idle(draw), *spell(draw, layer)]
    return draw(st.sampled_from([assemble_flat, assemble_functional, assemble_nested, assemble_subclass]))(
        model.inputs[0].shape[1:], steps
    )


def idle(draw: Draw) -> list[Step]:
    """Now and then a layer that does nothing."""
    ways: list[Callable[[], list[Step]]] = [list] * 6
    ways += [lambda: [layers.Identity()], lambda: [layers.Activation("linear")], lambda: [layers.Dropout(0.0)]]
    return draw(st.sampled_from(ways))()


def spell(draw: Draw, layer: layers.Layer) -> list[Step]:
    """One layer in another spelling."""
    spellings = {
        layers.Conv2D: spell_convolution,
        layers.Dense: spell_dense,
        layers.MaxPooling2D: spell_pooling,
        layers.Flatten: spell_flatten,
        layers.Dropout: spell_dropout,
        layers.Activation: spell_activation_layer,
        layers.GlobalAveragePooling2D: spell_global,
        layers.BatchNormalization: spell_normalization,
    }
    return spellings[type(layer)](draw, layer)


def spell_convolution(draw: Draw, layer: layers.Conv2D) -> list[Step]:
    kind = draw(st.sampled_from([layers.Conv2D, layers.Convolution2D]))
    size = draw(st.sampled_from([layer.kernel_size, list(layer.kernel_size), layer.kernel_size[0]]))
    padding = draw(st.sampled_from([layer.padding, layer.padding.upper(), layer.padding.title()]))
    extra = draw(st.sampled_from([{}, {"strides": 1}, {"strides": [1, 1], "groups": 1}, {"dilation_rate": (1, 1)}]))
    fused, after = spell_function(draw, layer.activation.__name__)
    made = kind(layer.filters, size, padding=padding, activation=fused, trainable=layer.trainable, **extra)
    return [made, *after]


def spell_dense(draw: Draw, layer: layers.Dense) -> list[Step]:
    fused, after = spell_function(draw, layer.activation.__name__)
    extra = draw(st.sampled_from([{}, {"kernel_initializer": "he_uniform"}, {"bias_initializer": "ones"}]))
    return [
        layers.Dense(layer.units, activation=fused, use_bias=layer.use_bias, trainable=layer.trainable, **extra),
        *after,
    ]


def spell_function(draw: Draw, name: str) -> tuple[Any, list[Step]]:
    """An activation as the argument of the layer before it, or as what follows it."""
    if name == "linear":
        return draw(st.sampled_from([None, "linear"])), []
    ways: list[tuple[Any, Callable[[], list[Step]]]] = [
        (name, list),
        (getattr(keras.activations, name), list),
        (getattr(ops, name), list),
        (getattr(tf.nn, name), list),
        (None, lambda: [layers.Activation(name)]),
        (None, lambda: [layers.Activation(getattr(tf.nn, name))]),
        ("linear", lambda: [getattr(ops, name)]),
        (None, lambda: [getattr(keras.activations, name)]),
    ]
    classes = {"relu": layers.ReLU, "softmax": layers.Softmax, "elu": layers.ELU}
    if name in classes:
        ways += [(None, lambda: [classes[name]()]), (classes[name](), list)]
    fused, after = draw(st.sampled_from(ways))
    return fused, after()


def spell_activation_layer(draw: Draw, layer: layers.Activation) -> list[Step]:
    fused, after = spell_function(draw, layer.activation.__name__)
    return after or [layers.Activation(fused)]


def spell_pooling(draw: Draw, layer: layers.MaxPooling2D) -> list[Step]:
    kind = draw(st.sampled_from([layers.MaxPooling2D, layers.MaxPool2D]))
    size = draw(st.sampled_from([2, (2, 2), [2, 2]]))
    strides = draw(st.sampled_from([None, 2, (2, 2), [2, 2]]))
    return draw(
        st.sampled_from([[kind(size, strides=strides)], [kind(pool_size=size)], [lambda x: ops.max_pool(x, 2)]])
    )


def spell_flatten(draw: Draw, layer: layers.Flatten) -> list[Step]:
    size = layer.output.shape[1]
    return draw(
        st.sampled_from(
            [
                [layers.Flatten()],
                [layers.Reshape((-1,))],
                [layers.Reshape((size,))],
                [layers.Reshape((size, 1)), layers.Flatten()],
                [lambda x: ops.reshape(x, (-1, size))],
            ]
        )
    )


def spell_dropout(draw: Draw, layer: layers.Dropout) -> list[Step]:
    seed = draw(st.sampled_from([None, 1, 7]))
    return [layers.Dropout(layer.rate, seed=seed)]


def spell_global(draw: Draw, layer: layers.GlobalAveragePooling2D) -> list[Step]:
    size = layer.input.shape[1]
    return draw(
        st.sampled_from(
            [
                [layers.GlobalAveragePooling2D()],
                [layers.GlobalAvgPool2D(keepdims=True), layers.Flatten()],
                [layers.AveragePooling2D(size), layers.Flatten()],
                [layers.AveragePooling2D((size, size), strides=1, padding="valid"), layers.Reshape((-1,))],
                [lambda x: ops.mean(x, axis=(1, 2))],
            ]
        )
    )


def spell_normalization(draw: Draw, layer: layers.BatchNormalization) -> list[Step]:
    extra = draw(st.sampled_from([{}, {"momentum": 0.99}, {"epsilon": 1e-3}, {"axis": 1}, {"axis": -1}]))
    return [layers.BatchNormalization(**extra)]


def apply(tensor: Any, steps: list[Step]) -> Any:
    for step in steps:
        tensor = step(tensor)
    return tensor


def assemble_functional(shape: tuple[int, ...], steps: list[Step]) -> Model:
    tensor = Input(shape)
    return Model(tensor, apply(tensor, steps))


def assemble_flat(shape: tuple[int, ...], steps: list[Step]) -> Model:
    """A sequential model where every step is a layer."""
    if all(isinstance(step, layers.Layer) for step in steps):
        return Sequential([Input(shape), *steps])
    return assemble_functional(shape, steps)


def assemble_nested(shape: tuple[int, ...], steps: list[Step]) -> Model:
    """The first half as a model inside a model inside the model."""
    half = len(steps) // 2
    inner = Sequential([Input(shape), assemble_functional(shape, steps[:half])])
    tensor = Input(shape)
    return Model(tensor, apply(inner(tensor), steps[half:]))


def assemble_subclass(shape: tuple[int, ...], steps: list[Step]) -> Model:
    """A subclass of `Model` that was called once."""

    class Written(Model):
        def __init__(self) -> None:
            super().__init__()
            self.parts = [step for step in steps if isinstance(step, layers.Layer)]

        def call(self, inputs, training=None):
            tensor = inputs
            for step in steps:
                takes = isinstance(step, layers.Dropout | layers.BatchNormalization)
                tensor = step(tensor, training=training) if takes else step(tensor)
            return tensor

    model = Written()
    model(keras.ops.zeros((1, *shape)))
    return model


# --- one thing changed ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mutant:
    """A network with one edit. `real` is None where whether it matters has to be computed."""

    model: Model
    edit: str
    real: bool | None


Config = dict[str, Any]


def mutant(draw: Draw, model: Model) -> Mutant:
    """A network of the course with one setting changed, or one layer taken out, put in or exchanged."""
    configs = [copy.deepcopy(keras.saving.serialize_keras_object(layer)) for layer in leaves(model)]
    edit = draw(st.sampled_from([change_setting] * 6 + [take_out, put_in, freeze, exchange]))
    described, real = edit(draw, configs)
    return Mutant(rebuild(model.inputs[0].shape[1:], configs), described, real)


def rebuild(shape: tuple[int, ...], configs: list[Config]) -> Model:
    """Build a chain of layers. Raises ValueError where they do not fit together."""
    made = []
    for position, config in enumerate(configs):
        config["config"]["name"] = f"part{position}"
        config.pop("build_config", None)
        made.append(keras.saving.deserialize_keras_object(copy.deepcopy(config)))
    return Sequential([Input(shape), *made])


ACTIVATIONS = ("relu", "tanh", "sigmoid", "elu", "selu", "gelu", "softmax", "linear", "leaky_relu", "silu")


def other(draw: Draw, choices: Any, current: Any) -> Any:
    return draw(st.sampled_from([choice for choice in choices if choice != current]))


def change_setting(draw: Draw, configs: list[Config]) -> tuple[str, bool | None]:
    """Give one argument of one layer another value."""
    editable = [config for config in configs if config["class_name"] in SETTINGS]
    config = draw(st.sampled_from(editable))
    name = draw(st.sampled_from(sorted(SETTINGS[config["class_name"]])))
    values, real = SETTINGS[config["class_name"]][name]
    current = config["config"].get(name)
    value = draw(values.filter(lambda value: plain(value) != plain(current)))
    config["config"][name] = value
    return f"{config['class_name']}.{name} = {current} → {value}", real


def plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


sizes = st.integers(1, 70)
pairs = st.lists(st.integers(1, 5), min_size=2, max_size=2)
regularizer = st.sampled_from(["l1", "l2", None]).map(keras.regularizers.get).map(keras.regularizers.serialize)
flags = st.booleans()
WEIGHTED: dict[str, tuple[st.SearchStrategy[Any], bool | None]] = {
    "activation": (st.sampled_from(ACTIVATIONS), True),
    "use_bias": (flags, True),
    "kernel_regularizer": (regularizer, True),
    "bias_regularizer": (regularizer, True),
    "activity_regularizer": (regularizer, True),
}
SETTINGS: dict[str, dict[str, tuple[st.SearchStrategy[Any], bool | None]]] = {
    "Dense": {**WEIGHTED, "units": (sizes, True)},
    "Conv2D": {
        **WEIGHTED,
        "filters": (sizes, True),
        "kernel_size": (pairs, True),
        "strides": (pairs, None),
        "padding": (st.sampled_from(["same", "valid"]), None),
        "dilation_rate": (pairs, None),
    },
    "MaxPooling2D": {
        "pool_size": (pairs, None),
        "strides": (pairs, None),
        "padding": (st.sampled_from(["same", "valid"]), None),
    },
    "Dropout": {"rate": (st.floats(0, 0.95).map(lambda rate: round(rate, 3)), True)},
    "Activation": {"activation": (st.sampled_from(ACTIVATIONS), True)},
    "BatchNormalization": {
        "momentum": (st.sampled_from([0.9, 0.95, 0.5]), True),
        "epsilon": (st.sampled_from([1e-5, 1e-2]), True),
        "center": (flags, True),
        "scale": (flags, True),
    },
    "GlobalAveragePooling2D": {"keepdims": (st.just(True), True)},
}
"""For each class its arguments, the values to draw, and whether another value always makes another network."""


def take_out(draw: Draw, configs: list[Config]) -> tuple[str, bool | None]:
    """Leave one layer out."""
    position = draw(st.integers(0, len(configs) - 1))
    gone = configs.pop(position)
    return f"without {gone['class_name']} at {position}", True


def put_in(draw: Draw, configs: list[Config]) -> tuple[str, bool | None]:
    """Put one layer more in."""
    layer = draw(
        st.sampled_from(
            [
                lambda: layers.Dropout(0.3),
                layers.BatchNormalization,
                lambda: layers.Dense(9),
                lambda: layers.Activation("tanh"),
                layers.LayerNormalization,
                lambda: layers.Rescaling(0.5),
                lambda: layers.GaussianNoise(0.1),
                lambda: layers.Conv2D(5, 1),
                lambda: layers.MaxPooling2D(2),
            ]
        )
    )()
    position = draw(st.integers(0, len(configs)))
    configs.insert(position, keras.saving.serialize_keras_object(layer))
    return f"{type(layer).__name__} put in at {position}", True


def freeze(draw: Draw, configs: list[Config]) -> tuple[str, bool | None]:
    """Freeze a layer with weights, or make a frozen one trainable."""
    weighted = [config for config in configs if config["class_name"] in {"Dense", "Conv2D", "BatchNormalization"}]
    config = draw(st.sampled_from(weighted))
    config["config"]["trainable"] = not config["config"]["trainable"]
    return f"{config['class_name']}.trainable turned", True


def exchange(draw: Draw, configs: list[Config]) -> tuple[str, bool | None]:
    """Put another layer of the same family in the place of one."""
    others = {
        "MaxPooling2D": lambda config: layers.AveragePooling2D(config["pool_size"]),
        "Dropout": lambda config: layers.GaussianDropout(config["rate"]),
        "BatchNormalization": lambda _config: layers.LayerNormalization(),
        "Conv2D": lambda config: layers.SeparableConv2D(
            config["filters"], config["kernel_size"], padding=config["padding"], activation=config["activation"]
        ),
        "GlobalAveragePooling2D": lambda _config: layers.GlobalMaxPooling2D(),
        "Flatten": lambda _config: layers.GlobalAveragePooling2D(),
        "Dense": lambda config: layers.Dense(config["units"], activation="hard_sigmoid"),
        "Activation": lambda _config: layers.LeakyReLU(),
    }
    position = draw(st.integers(0, len(configs) - 1))
    old = configs[position]
    new = others[old["class_name"]](old["config"])
    new.trainable = old["config"].get("trainable", True)
    configs[position] = keras.saving.serialize_keras_object(new)
    return f"{old['class_name']} at {position} → {type(new).__name__}", True
