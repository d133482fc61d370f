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
TORCH = """
from torch import nn


def build_model():
    return nn.Sequential(nn.Flatten(), nn.Linear(16, 3), nn.Softmax(dim=1))


model = nn.Sequential(nn.Flatten(), nn.LazyLinear(3), nn.Softmax(dim=1))
"""
ROWS = """
from rows import Net


def build_model():
    return Net(3).begin(16)


model = Net(3)
"""
EXAMPLES: Mapping[str, str] = {"keras": KERAS, "torch": TORCH, "rows": ROWS}
"""By framework, a module with a `build_model` for images of 4 by 4 in three classes, and a `model` without weights."""
