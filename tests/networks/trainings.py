"""Random small networks with all that a training depends on, and one change to each that makes another training."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import keras
from keras import initializers, layers, losses, optimizers, regularizers


@dataclass(frozen=True)
class Spec:
    """A convolutional network for images of 8×8 pixels, and how it is compiled."""

    filters: int = 4
    kernel: int = 3
    padding: str = "valid"
    convolution: str = "relu"
    start: Any = ("GlorotUniform", {})
    bias: bool = True
    rescaled: tuple[tuple[float, float], ...] = ()
    pool: str = "max"
    normalised: float = 0.0
    dropped: float = 0.0
    units: int = 6
    hidden: str = "tanh"
    penalty: float = 0.0
    half: str = ""
    given: str = "float32"
    frozen: bool = False
    twice: bool = False
    residual: bool = False
    output: str = "softmax"
    optimizer: str = "Adam"
    rate: float = 1e-3
    settings: tuple[tuple[str, Any], ...] = ()
    smoothing: float = 0.0
    loss: str = "CategoricalCrossentropy"


ACTIVATIONS = ("relu", "tanh", "sigmoid", "elu", "gelu", "selu", "softplus", "silu", "linear")
STARTS = tuple((name, {}) for name in ("GlorotUniform", "HeNormal", "HeUniform", "LecunNormal", "Orthogonal", "Zeros"))
POOLS = ("max", "average", "none")


def some(rng: random.Random) -> Spec:
    """Return any network."""
    return Spec(
        filters=rng.randint(2, 6),
        kernel=rng.choice((1, 2, 3)),
        padding=rng.choice(("valid", "same")),
        convolution=rng.choice(ACTIVATIONS),
        start=rng.choice(STARTS),
        bias=rng.random() < 0.8,
        rescaled=tuple((rng.choice((1.0, 0.5, 2.0)), rng.choice((0.0, -1.0))) for _ in range(rng.randint(0, 2))),
        pool=rng.choice(POOLS),
        normalised=rng.choice((0.0, 0.9, 0.99)),
        dropped=rng.choice((0.0, 0.25, 0.5)),
        units=rng.randint(3, 9),
        hidden=rng.choice(ACTIVATIONS),
        penalty=rng.choice((0.0, 1e-3)),
        frozen=rng.random() < 0.2,
        twice=rng.random() < 0.2,
        residual=rng.random() < 0.3,
        optimizer=rng.choice(("Adam", "SGD", "RMSprop", "Nadam")),
        rate=rng.choice((1e-3, 1e-2)),
        smoothing=rng.choice((0.0, 0.1)),
    )


def build(spec: Spec) -> Any:
    """Make a network, compiled."""
    inputs = keras.Input((8, 8, 1), dtype=spec.given)
    x = inputs
    for scale, offset in spec.rescaled:
        x = layers.Rescaling(scale, offset=offset)(x)
    if spec.half:
        x = layers.Identity(dtype=spec.half)(x)
    kind, settings = spec.start
    x = layers.Conv2D(
        spec.filters,
        spec.kernel,
        padding=spec.padding,
        activation=spec.convolution,
        use_bias=spec.bias,
        kernel_initializer=getattr(initializers, kind)(**settings),
        trainable=not spec.frozen,
    )(x)
    if spec.pool != "none":
        x = {"max": layers.MaxPooling2D, "average": layers.AveragePooling2D}[spec.pool](2)(x)
    if spec.normalised:
        x = layers.BatchNormalization(momentum=spec.normalised)(x)
    x = layers.Flatten()(x)
    if spec.dropped:
        x = layers.Dropout(spec.dropped)(x)
    hidden = layers.Dense(spec.units, activation=spec.hidden, kernel_regularizer=regularizers.L2(spec.penalty))
    y = hidden(x)
    again = layers.Dense(spec.units, activation=spec.hidden)
    y = again(again(y)) if spec.twice else again(y)
    if spec.residual:
        y = layers.Add()([y, layers.Dense(spec.units)(x)])
    model = keras.Model(inputs, layers.Dense(3, activation=spec.output)(y))
    options = {"label_smoothing": spec.smoothing} if spec.loss == "CategoricalCrossentropy" else {}
    model.compile(
        getattr(optimizers, spec.optimizer)(spec.rate, **dict(spec.settings)), getattr(losses, spec.loss)(**options)
    )
    return model


def other(rng: random.Random, among: tuple[Any, ...], than: Any) -> Any:
    return rng.choice([item for item in among if item != than])


CHANGES: dict[str, Callable[[Spec, random.Random], Spec]] = {
    "one filter more": lambda s, _: replace(s, filters=s.filters + 1),
    "another kernel": lambda s, r: replace(s, kernel=other(r, (1, 2, 3), s.kernel)),
    "another padding": lambda s, r: replace(s, padding=other(r, ("valid", "same"), s.padding), kernel=3),
    "another activation": lambda s, r: replace(s, convolution=other(r, ACTIVATIONS, s.convolution)),
    "another hidden activation": lambda s, r: replace(s, hidden=other(r, ACTIVATIONS, s.hidden)),
    "another initialiser": lambda s, r: replace(s, start=other(r, STARTS, s.start)),
    "a wider start": lambda s, r: replace(s, start=("RandomNormal", {"stddev": r.uniform(0.06, 2)})),
    "a constant start": lambda s, r: replace(s, start=("Constant", {"value": r.uniform(-1, 1)})),
    "no bias": lambda s, _: replace(s, bias=not s.bias),
    "pixels in other units": lambda s, r: replace(s, rescaled=((1 / r.randint(2, 255), 0.0), *s.rescaled)),
    "there and back": lambda s, r: replace(s, rescaled=((1.0, c := 10.0 ** r.randint(6, 30)), (1.0, -c), *s.rescaled)),
    "up and down": lambda s, r: replace(s, rescaled=((c := 10.0 ** r.randint(30, 38), 0.0), (1 / c, 0.0), *s.rescaled)),
    "another pooling": lambda s, r: replace(s, pool=other(r, POOLS, s.pool)),
    "another momentum": lambda s, r: replace(s, normalised=r.uniform(0.5, 0.89)),
    "another rate of dropout": lambda s, r: replace(s, dropped=r.uniform(0.51, 0.9)),
    "one unit more": lambda s, _: replace(s, units=s.units + 1),
    "another penalty": lambda s, r: replace(s, penalty=r.uniform(1e-5, 1e-4)),
    "half precision in between": lambda s, r: replace(s, half=r.choice(("float16", "bfloat16"))),
    "whole numbers in": lambda s, r: replace(s, given=r.choice(("int32", "uint8", "float16"))),
    "another layer frozen": lambda s, _: replace(s, frozen=not s.frozen),
    "a layer used twice": lambda s, _: replace(s, twice=not s.twice),
    "a path around": lambda s, _: replace(s, residual=not s.residual),
    "another output": lambda s, r: replace(s, output=r.choice(("sigmoid", "linear"))),
    "another optimiser": lambda s, r: replace(
        s, optimizer=other(r, ("Adam", "SGD", "Nadam"), s.optimizer), settings=()
    ),
    "another learning rate": lambda s, r: replace(s, rate=s.rate * (1 + r.choice((1e-4, 0.5, 9)))),
    "a setting of the optimiser": lambda s, r: replace(
        s, settings=(r.choice((("clipnorm", 1e-3), ("weight_decay", 0.1), ("clipvalue", 1e-4))),)
    ),
    "another smoothing": lambda s, r: replace(s, smoothing=r.uniform(0.11, 0.5)),
    "another loss": lambda s, r: replace(s, loss=r.choice(("MeanSquaredError", "KLDivergence", "Poisson"))),
}
"""Changes after which a training is another, whatever the network was."""
