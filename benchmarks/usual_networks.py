"""Write down the networks that everybody knows, behind which the graph of a hand-in is compressed.

    python -m benchmarks.usual_networks

Builds the networks of `keras.applications` and small ones like those of tutorials, without weights, and writes
`autograder/networks/usual.json`. Run it when Keras serialises layers in another way, or for more architectures.
"""

from __future__ import annotations

import base64
import json
import textwrap
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import keras
from keras import layers, ops

from autograder.frameworks.keras.planning import default_initialiser, usual
from autograder.networks import wiring
from autograder.networks.brought import checked
from autograder.networks.plan import canonical

OUT = Path(wiring.__file__).with_name("usual.json")
APPLICATIONS = (
    *("NASNetLarge", "NASNetMobile", "InceptionResNetV2", "InceptionV3", "Xception", "VGG19", "VGG16"),
    *("ConvNeXtXLarge", "ConvNeXtLarge", "ConvNeXtBase", "ConvNeXtSmall", "ConvNeXtTiny"),
    *("DenseNet201", "DenseNet169", "DenseNet121", "ResNet152V2", "ResNet101V2", "ResNet50V2"),
    *("EfficientNetV2L", "EfficientNetV2M", "EfficientNetV2S", "EfficientNetV2B3", "EfficientNetV2B2"),
    *("EfficientNetV2B1", "EfficientNetV2B0", *(f"EfficientNetB{size}" for size in range(7, -1, -1))),
    *("ResNet152", "ResNet101", "ResNet50", "MobileNet", "MobileNetV3Large", "MobileNetV3Small", "MobileNetV2"),
)


def augmented() -> Any:
    """Return a small network of many kinds of layers."""
    parts = [layers.RandomFlip("horizontal"), layers.RandomRotation(0.1), layers.RandomZoom(0.1)]
    parts += [layers.RandomContrast(0.2), layers.RandomTranslation(0.1, 0.1), layers.Rescaling(1 / 255)]
    parts += [layers.Conv2D(16, 3, padding="same", activation="relu"), layers.BatchNormalization()]
    parts += [layers.MaxPooling2D(2), layers.SpatialDropout2D(0.2), layers.ZeroPadding2D(1)]
    parts += [layers.SeparableConv2D(32, 3), layers.LeakyReLU(0.2), layers.DepthwiseConv2D(3, padding="same")]
    parts += [layers.PReLU(), layers.ELU(), layers.AveragePooling2D(2), layers.GaussianNoise(0.1)]
    parts += [layers.Conv2D(64, 5, strides=2, padding="same", use_bias=False), layers.LayerNormalization()]
    parts += [layers.UpSampling2D(2), layers.Conv2DTranspose(32, 3, strides=2, padding="same")]
    parts += [layers.GlobalMaxPooling2D(), layers.Dropout(0.3), layers.Dense(128, activation="relu")]
    parts += [layers.Dropout(0.5), layers.Dense(10, activation="softmax")]
    return keras.Sequential([keras.Input((28, 28, 1)), *parts])


def dense() -> Any:
    """Return one of fully connected layers."""
    started = layers.Dense(512, kernel_initializer="he_normal", kernel_regularizer=keras.regularizers.L2(0.001))
    parts = [layers.Flatten(), started, layers.Activation("tanh"), layers.Dense(256, activation="gelu")]
    parts += [layers.Dropout(0.2), layers.Dense(64, activation="swish"), layers.Dense(1, activation="sigmoid")]
    return keras.Sequential([keras.Input((8, 8, 1)), *parts])


def recurrent() -> Any:
    """Return one that reads words."""
    parts = [layers.Embedding(10_000, 64), layers.Bidirectional(layers.LSTM(64, return_sequences=True, dropout=0.2))]
    parts += [layers.GRU(32), layers.Dense(20, activation="softmax")]
    return keras.Sequential([keras.Input((100,)), *parts])


def sequential() -> Any:
    """Return one that reads sequences of numbers."""
    parts = [layers.Conv1D(32, 5, padding="causal", activation="relu"), layers.MaxPooling1D(2)]
    parts += [layers.SimpleRNN(32, return_sequences=True), layers.TimeDistributed(layers.Dense(8))]
    parts += [layers.GlobalAveragePooling1D(), layers.Dense(1)]
    return keras.Sequential([keras.Input((100, 8)), *parts])


def residual() -> Any:
    """Return one of blocks with shortcuts."""
    x = inputs = keras.Input((32, 32, 3))
    for width in (16, 32, 64):
        y = layers.ReLU()(layers.BatchNormalization()(layers.Conv2D(width, 3, padding="same", strides=2)(x)))
        y = layers.BatchNormalization()(layers.Conv2D(width, 3, padding="same")(y))
        x = layers.ReLU()(layers.Add()([y, layers.Conv2D(width, 1, strides=2, padding="same")(x)]))
        y = layers.Conv2D(width, 3, padding="same", use_bias=False)(x)
        y = layers.Conv2D(width, 3, padding="same")(layers.Activation("relu")(layers.BatchNormalization()(y)))
        x = layers.Activation("relu")(layers.BatchNormalization()(y) + x)
        x = layers.Concatenate()([x, layers.Conv2D(width, 1)(x)])
    return keras.Model(inputs, layers.Dense(10, activation="softmax")(layers.GlobalAveragePooling2D()(x)))


def attending() -> Any:
    """Return a transformer."""
    inputs = keras.Input((28, 28, 1))
    x = layers.Dense(64)(layers.Reshape((49, 16))(inputs))
    for _ in range(2):
        y = layers.LayerNormalization(epsilon=1e-6)(x)
        x = layers.Add()([x, layers.MultiHeadAttention(num_heads=4, key_dim=16, dropout=0.1)(y, y)])
        heads = [ops.transpose(ops.reshape(layers.Dense(64)(x), (-1, 49, 4, 16)), (0, 2, 1, 3)) for _ in "qkv"]
        scores = ops.softmax(ops.matmul(heads[0], ops.transpose(heads[1], (0, 1, 3, 2))) / 4.0)
        y = ops.reshape(ops.transpose(ops.matmul(scores, heads[2]), (0, 2, 1, 3)), (-1, 49, 64))
        x = layers.LayerNormalization()(x + layers.Dense(64)(y))
        x = x + layers.Dropout(0.1)(layers.Dense(64)(layers.Dense(128, activation="gelu")(x)))
    x = ops.mean(x * ops.sigmoid(x) - 1.0, axis=1)
    return keras.Model(inputs, layers.Dense(10)(ops.concatenate([x, ops.relu(x)], axis=-1)))


def transferred() -> Any:
    """Return one on a base that was trained before."""
    inputs = keras.Input((96, 96, 3))
    x = keras.applications.mobilenet_v2.preprocess_input(layers.RandomFlip()(inputs))
    base = keras.applications.MobileNetV2(weights=None, include_top=False, input_shape=(96, 96, 3))
    base.trainable = False
    x = layers.GlobalAveragePooling2D()(base(x, training=False))
    return keras.Model(inputs, layers.Dense(10, activation="softmax")(layers.Dropout(0.2)(x)))


def networks() -> Iterator[Any]:
    """Yield the configurations of usual networks, the most usual last: what stands close is told shorter."""
    for name in APPLICATIONS:
        yield configuration(getattr(keras.applications, name)(weights=None))
        keras.backend.clear_session()
    for make in (transferred, recurrent, sequential, attending, residual, dense, augmented):
        yield configuration(make())


def configuration(model: Any) -> Any:
    """Return the configuration of a network in its one spelling."""
    config, _ = checked(keras.saving.serialize_keras_object(model), default_initialiser)
    return canonical(config)[0]


def words(value: Any) -> Iterator[str]:
    """Yield every word and fraction in a configuration."""
    if isinstance(value, dict):
        yield from (name for name in value if not name.startswith("layer_"))
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from words(item)
    elif isinstance(value, str | float) and not str(value).startswith("layer_"):
        yield str(value)


def main() -> None:
    """Write the file."""
    found = list(networks())
    counted = Counter(word for config in found for word in words(config))
    known = [word for word, times in counted.most_common() if times > 1 and len(word) < wiring.LETTERS]
    text = b"".join(wiring.written(config, known, cache(usual)) for config in found)
    lines = textwrap.wrap(base64.b64encode(wiring.packed(text)).decode(), 120)
    OUT.write_text(json.dumps({"words": known, "networks": lines}, indent=0) + "\n", encoding="utf-8")
    print(f"{len(found)} networks, {len(known)} words, {len(text)} bytes, {OUT.stat().st_size} as a file")


if __name__ == "__main__":
    main()
