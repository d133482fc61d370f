"""The networks of the course's model assignments, written plainly. Imported by the tests of `models`."""

from __future__ import annotations

from collections.abc import Callable

import keras
from keras import layers


def digits_cnn() -> keras.Model:
    return keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Conv2D(10, 3),
            layers.Activation("relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(50, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )


def mnist_mlp() -> keras.Model:
    return keras.Sequential(
        [keras.Input((784,)), layers.Dense(512, activation="relu"), layers.Dense(10, activation="softmax")]
    )


def mnist_cnn() -> keras.Model:
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, activation="relu"),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Dropout(0.25),
            layers.Flatten(),
            layers.Dense(128, activation="relu"),
            layers.Dropout(0.5),
            layers.Dense(10, activation="softmax"),
        ]
    )


def fashion_cnn() -> keras.Model:
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(100, activation="relu"),
            layers.Dropout(0.4),
            layers.Dense(10, activation="softmax"),
        ]
    )


def fashion_deep_cnn() -> keras.Model:
    convolutions = [
        layer
        for filters in (32, 64, 32)
        for layer in (layers.Conv2D(filters, 3, padding="same", activation="relu"), layers.MaxPooling2D(2))
    ]
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            *convolutions,
            layers.Flatten(),
            layers.Dense(64, activation="relu", name="LAYER1"),
            layers.Dense(32, activation="relu", name="LAYER2"),
            layers.Dense(16, activation="relu", name="LAYER3"),
            layers.Dense(10, activation="softmax", name="OUTPUT"),
        ],
        name="FASHION_CNN",
    )


def cifar_cnn() -> keras.Model:
    return keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            layers.Conv2D(32, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, padding="same", activation="relu"),
            layers.Flatten(),
            layers.Dense(128, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )


def vgg16_transfer() -> keras.Model:
    base = keras.applications.VGG16(include_top=False, weights=None, input_shape=(32, 32, 3))
    base.trainable = False
    return keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            base,
            layers.GlobalAveragePooling2D(),
            layers.Dense(128, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )


def digits_transfer() -> keras.Model:
    base = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Conv2D(16, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(32, 3, padding="same", activation="relu"),
        ],
        name="base",
    )
    base.trainable = False
    return keras.Sequential(
        [keras.Input((8, 8, 1)), base, layers.GlobalAveragePooling2D(), layers.Dense(5, activation="softmax")]
    )


def better_mlp() -> keras.Model:
    return keras.Sequential(
        [
            keras.Input((64,)),
            layers.Dense(256, use_bias=False),
            layers.BatchNormalization(),
            layers.Activation("relu"),
            layers.Dropout(0.3),
            layers.Dense(128, activation="elu"),
            layers.Dropout(0.2),
            layers.Dense(10, activation="softmax"),
        ]
    )


COURSE: dict[str, Callable[[], keras.Model]] = {
    network.__name__: network
    for network in (
        digits_cnn,
        mnist_mlp,
        mnist_cnn,
        fashion_cnn,
        fashion_deep_cnn,
        cifar_cnn,
        vgg16_transfer,
        digits_transfer,
        better_mlp,
    )
}

PARAMETERS = {
    "digits_cnn": 5_160,
    "mnist_mlp": 407_050,
    "mnist_cnn": 1_199_882,
    "fashion_cnn": 333_526,
    "fashion_deep_cnn": 58_554,
    "cifar_cnn": 582_026,
    "vgg16_transfer": 14_781_642,
}
"""Total parameters, as the course's material prints them."""
