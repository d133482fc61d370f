"""Hints on work of the field: none on right work however it is written, and the true cause on wrong work."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.field.conftest import GradeClass, Graded, notebook

HEAD = """
import keras
import numpy as np
from keras import layers
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
digits = load_digits()
x_train, x_test, y_train, y_test = train_test_split(digits.images, digits.target, test_size=0.3, random_state=777)
"""
PREPROCESS = """
def preprocess(images):
    return (images / 16).astype("float32").reshape(-1, 8, 8, 1)
"""
BUILD = """
def build_model():
    model = keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(10, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Flatten(), layers.Dense(50, activation="relu"), layers.Dense(10, activation="softmax")])
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    return model
"""
TRAIN = """
def train(model, x_train, y_train):
    labels = keras.utils.to_categorical(y_train, 10)
    return model.fit(x_train, labels, epochs=4, batch_size=50, validation_split=0.2, verbose=0)
"""
HOT = "hot = keras.utils.to_categorical(y_train, 10)\n"
FIT = "history = model.fit({0}, hot, epochs=4, batch_size=50, verbose=0)\n"
WHOLE = HEAD + PREPROCESS + BUILD + TRAIN
PLAIN = FIT.format("preprocess(x_train)")
MODEL = "model = build_model()\n"
ENDS = {
    "by_function": MODEL + "history = train(model, preprocess(x_train), y_train)",
    "inline": MODEL + HOT + FIT.format("preprocess(x_train)"),
    "divided_inline": MODEL + HOT + FIT.format("x_train.reshape(-1, 8, 8, 1) / 16"),
    "own_name": MODEL + HOT + "scaled = preprocess(x_train)\n" + FIT.format("scaled"),
    "same_name": MODEL + HOT + "x_train = preprocess(x_train)\n" + FIT.format("x_train"),
    "alias": MODEL + HOT + "a = preprocess(x_train)\nb = a\n" + FIT.format("b"),
    "walrus": MODEL + HOT + FIT.format("(scaled := preprocess(x_train))"),
    "tuple": MODEL + HOT + "scaled, count = preprocess(x_train), 3\n" + FIT.format("scaled"),
    "comprehension": MODEL + HOT + FIT.format("np.array([one / 16 for one in x_train])[..., None]"),
    "lambda": MODEL + "run = lambda x, y: train(model, x, y)\nhistory = run(preprocess(x_train), y_train)",
    "unused_scaler": "from sklearn.preprocessing import StandardScaler\n"
    + MODEL
    + HOT
    + FIT.format("preprocess(x_train)"),
    "predicted": MODEL
    + HOT
    + FIT.format("preprocess(x_train)")
    + "named = model.predict(preprocess(x_test), verbose=0)",
}
NO_FLATTEN = WHOLE.replace("layers.Flatten(), ", "").replace("        layers.Flatten(),", "")
WRONG = {
    "no_flatten": (NO_FLATTEN + MODEL + HOT + FIT.format("preprocess(x_train)"), "numbers of shape (3, 3, 10)"),
}
POLICY = 'keras.mixed_precision.set_global_policy("mixed_float16")\n'
MIXED = WHOLE.replace("def build_model", POLICY + "def build_model").replace(
    '"softmax")', '"softmax", dtype="float32")'
)


@pytest.fixture(scope="module")
def graded(grade_class: GradeClass) -> Mapping[str, Graded]:
    sources = {name: WHOLE + end for name, end in ENDS.items()}
    sources |= {name: source for name, (source, _words) in WRONG.items()}
    sources |= {"mixed": MIXED + ENDS["by_function"]}
    return grade_class({name: {"homework.ipynb": notebook(source)} for name, source in sources.items()}, "digits_cnn")


@pytest.mark.parametrize("name", [*ENDS, "mixed"])
def test_right_work_gets_everything_and_no_hint(name: str, graded: Mapping[str, Graded]) -> None:
    one = graded[name]
    assert (one.earned, one.result["hints"]) == (100.0, []), one.page


@pytest.mark.parametrize("name", WRONG)
def test_wrong_work_is_told_its_cause(name: str, graded: Mapping[str, Graded]) -> None:
    one = graded[name]
    assert WRONG[name][1] in one.page
    assert "expects one-hot" not in one.page
