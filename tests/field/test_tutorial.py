"""Plain tutorial code counts as it is: the honest network, in both forms and both modes."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.field.conftest import GradeClass, Graded, notebook

DATA = """
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
import keras
digits = load_digits()
x_train, x_test, y_train, y_test = train_test_split(digits.images / 16, digits.target, test_size=0.3, random_state=777)
x_train, y_train = x_train.reshape(-1, 8, 8, 1), keras.utils.to_categorical(y_train)
"""
NETWORK = """
from keras import layers
net = keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(10, 3), layers.Activation("relu"), layers.MaxPooling2D(2),
                        layers.Flatten(), layers.Dense(50, activation="relu"), layers.Dense(10, activation="softmax")])
net.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
"""
TRAINING = "history = net.fit(x_train, y_train, epochs=4, batch_size=50, verbose=0)"
HAND_INS = {
    "kim": {"homework.ipynb": notebook(DATA, NETWORK, TRAINING)},
    "lee": {"homework.py": DATA + NETWORK + TRAINING},
}


@pytest.fixture(scope="module", params=["digits_cnn", "digits_student"])
def graded(request: pytest.FixtureRequest, grade_class: GradeClass) -> Mapping[str, Graded]:
    return grade_class(HAND_INS, request.param)


@pytest.mark.parametrize("student", sorted(HAND_INS))
def test_a_tutorial_earns_everything_and_its_name_is_told(student: str, graded: Mapping[str, Graded]) -> None:
    one = graded[student]
    assert (one.earned, one.state, one.error) == (100.0, "graded", ""), one.page
    assert "net" in one.page
