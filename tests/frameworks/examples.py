"""The same small networks in each framework, as a submission would leave them."""

from __future__ import annotations

from collections.abc import Mapping

CLASSES = 3

KERAS = """
import keras


def build_model():
    model = keras.Sequential([keras.Input((4, 4)), keras.layers.Flatten(), keras.layers.Dense(3, "softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    return model


model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(3, "softmax")])
model.compile("sgd", "sparse_categorical_crossentropy")
"""
ROWS = """
from rows import Net


def build_model():
    return Net(3).begin(16)


model = Net(3)
"""
EXAMPLES: Mapping[str, str] = {"keras": KERAS, "rows": ROWS}
"""By framework, a module with a `build_model` for images of 4 by 4 in three classes, and a `model` without weights."""
