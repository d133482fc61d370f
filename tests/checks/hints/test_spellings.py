"""Hints on packages and old spellings."""

from __future__ import annotations

import pytest

from autograder.records import (
    Failure,
)
from tests.checks.hints.given import (
    HIGH,
    hints,
    rules,
)


def missing(package: str) -> Failure:
    return Failure("missing_package", "", "cell 1, line 1", "", {"package": package})


def test_a_missing_package_with_a_substitute() -> None:
    (hint,) = hints(error=missing("cv2"), source="import cv2")
    assert hint.rule == "missing_package"
    assert "pillow" in hint.attempt
    assert rules(error=missing("my_own_module")) == []
    assert rules(error=Failure("exception", "cv2 is a nice package")) == []


@pytest.mark.parametrize(
    ("old", "modern", "near"),
    [
        ("from keras.utils import np_utils", "to_categorical", "from keras.utils import to_categorical"),
        ("Adam(lr=0.01)", "learning_rate=", "Adam(learning_rate=0.01)"),
        ("optimizers.SGD(lr=0.1)", "learning_rate=", "schedule(lr=0.1)"),
        ("SGD(lr=0.1)", "learning_rate=", "class Decay:\n    def __init__(self, lr):\n        pass\nDecay(lr=0.1)"),
        ("plt.plot(history.history['acc'])", "['accuracy']", "plt.plot(history.history['accuracy'])"),
        ("plt.plot(hist['val_acc'])", "['val_accuracy']", "plt.plot(table['val_acc'])"),
        ("history.history['acc']", "['accuracy']", "m.compile(metrics=['acc'])\nhistory.history['acc']"),
        ("ModelCheckpoint('best.hdf5')", ".keras", "ModelCheckpoint('best.keras')"),
        ("ModelCheckpoint(filepath='best.hdf5')", ".keras", "ModelCheckpoint('best.h5')"),
        ("model.fit_generator(data)", "fit", "model.fit(data)"),
        ("model.predict_classes(x)", "argmax", "model.predict(x).argmax(axis=1)"),
        ("predict_classes = model.predict_classes(x)", "argmax", "predict_classes = model.predict(x).argmax(axis=1)"),
        ("from keras.utils import np_utils as u", "to_categorical", "from keras import utils as np_utils"),
        ("import keras.utils.np_utils", "to_categorical", "import keras.utils as np_utils\nnp_utils.to_categorical(y)"),
        (
            "m.predict_classes(x)",
            "argmax",
            "class Net:\n    def predict_classes(self, x):\n        return x\nNet().predict_classes(x)",
        ),
        ("from keras.constraints import *\nmaxnorm(2)", "MaxNorm", "def f(maxnorm):\n    return maxnorm"),
    ],
)
def test_a_spelling_of_keras_2(old: str, modern: str, near: str) -> None:
    (hint,) = hints(source=old, measured=HIGH)
    assert hint.rule == "keras2_spelling"
    assert modern in hint.attempt
    assert rules(source=near, measured=HIGH) == []


def test_a_failure_over_an_old_spelling_is_named() -> None:
    error = Failure("keras2", "", "", "", {"old": "keras.wrappers", "new": "scikeras"})
    (hint,) = hints(error=error)
    assert ("keras.wrappers" in hint.seen, "scikeras" in hint.attempt) == (True, True)
