"""A right network counts in every form that Keras has, by notebook and by module, trained by the grader or the student.

One cell of the matrix is a form, handed in one way, in one mode. Four batches grade all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from tests.field.conftest import GradeClass, Graded, notebook

HEAD = """
import numpy as np
import keras
import tensorflow as tf
from keras import layers, ops
"""
DATA = """
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
digits = load_digits()
x_train, x_test, y_train, y_test = train_test_split(digits.images / 16, digits.target, test_size=0.3, random_state=777)
x_train, y_train = x_train.reshape(-1, 8, 8, 1).astype("float32"), keras.utils.to_categorical(y_train)
"""
LAYERS = """[layers.Conv2D(10, 3), layers.Activation("relu"), layers.MaxPooling2D(2),
            layers.Flatten(), layers.Dense(50, activation="relu"), layers.Dense(10, activation="softmax")]"""
COMPILE = 'compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])'
FIT = "fit(x_train, y_train, epochs=4, batch_size=50, verbose=0)"
ROW = f"keras.Sequential([keras.Input((8, 8, 1))] + {LAYERS})"
PREPROCESS = """
def preprocess(images):
    return (images / 16).astype("float32").reshape(-1, 8, 8, 1)
"""
TRAIN = """
def train(model, x_train, y_train):
    return model.fit(x_train, keras.utils.to_categorical(y_train), epochs=4, batch_size=50, verbose=0)
"""
NET = f"""
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.parts = {LAYERS}

    def call(self, x):
        for part in self.parts:
            x = part(x)
        return x
"""
BLOCK = """
class Block(layers.Layer):
    def __init__(self, filters, **kwargs):
        super().__init__(**kwargs)
        self.filters = filters
        self.conv = layers.Conv2D(filters, 3)
    def call(self, x):
        return tf.nn.relu(self.conv(x))
"""
WITH_CONFIG = (
    BLOCK.replace("class", '@keras.saving.register_keras_serializable("mine")\nclass', 1)
    + """    def get_config(self):
        return {**super().get_config(), "filters": self.filters}
"""
)
BEHIND_BLOCK = """layers.MaxPooling2D(2), layers.Flatten(), layers.Dense(50, activation="relu"),
        layers.Dense(10, activation="softmax")"""


@dataclass(frozen=True)
class Form:
    """A way to make the model: code that defines things, an expression or statements that make it, how it is used."""

    define: str = ""
    make: str = ""
    name: str = "model"
    fit: str = ""
    told: str = ""
    functions: bool = False

    def notebook(self) -> str:
        return notebook(*filter(None, [HEAD, self.define, "" if self.functions else DATA, *self.cells()]))

    def module(self) -> str:
        return "\n".join([HEAD, self.define, "" if self.functions else DATA, *self.cells()])

    def cells(self) -> list[str]:
        if self.functions:
            build = f"def build_model():\n    model = {self.make}\n    model.{COMPILE}\n    return model"
            return [PREPROCESS, build, TRAIN]
        fit = self.fit or f"history = {self.name}.{FIT}"
        return [f"{self.name} = {self.make}\n{self.name}.{COMPILE}" if self.make else "", fit]


FORMS: Mapping[str, Form] = {
    "sequential": Form(make=ROW),
    "functional": Form(
        "def wired():\n    given = keras.Input((8, 8, 1))\n    x = given\n"
        f"    for part in {LAYERS}:\n        x = part(x)\n    return keras.Model(given, x)",
        "wired()",
    ),
    "deferred sequential": Form(make=f"keras.Sequential({LAYERS})"),
    "deferred from a function": Form(make=f"keras.Sequential({LAYERS})", functions=True),
    "subclass with call only": Form(NET, "Net()"),
    "subclass from a function": Form(NET, "Net()", functions=True),
    "subclass that is built": Form(
        NET + "\ndef made():\n    net = Net()\n    net.build((None, 8, 8, 1))\n    return net", "made()"
    ),
    "subclass built by a function": Form(
        NET + "\ndef made():\n    net = Net()\n    net.build((None, 8, 8, 1))\n    return net", "made()", functions=True
    ),
    "subclass that was called": Form(
        NET + "\ndef made():\n    net = Net()\n    net(np.zeros((1, 8, 8, 1)))\n    return net",
        "made()",
        functions=True,
    ),
    "nested subclass": Form(
        f"class Body(keras.Model):\n    def __init__(self):\n        super().__init__()\n"
        f"        self.net = {ROW}\n    def call(self, x, training=None):\n"
        "        return self.net(x, training=training)",
        "Body()",
    ),
    "nested in a row": Form(
        make="keras.Sequential([keras.Input((8, 8, 1)), keras.Sequential([layers.Conv2D(10, 3), layers.ReLU()]), "
        f"{BEHIND_BLOCK}])",
    ),
    "custom layer": Form(BLOCK, f"keras.Sequential([keras.Input((8, 8, 1)), Block(10), {BEHIND_BLOCK}])"),
    "custom layer with configuration": Form(
        WITH_CONFIG, f"keras.Sequential([keras.Input((8, 8, 1)), Block(10), {BEHIND_BLOCK}])"
    ),
    "custom layer from a function": Form(
        BLOCK, f"keras.Sequential([keras.Input((8, 8, 1)), Block(10), {BEHIND_BLOCK}])", functions=True
    ),
    "lambda": Form(
        make="keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(10, 3), layers.Lambda(lambda x: tf.nn.relu(x)), "
        f"{BEHIND_BLOCK}])",
    ),
    "class of sequential": Form(
        "class Mine(keras.Sequential):\n    def __init__(self):\n"
        f"        super().__init__([keras.Input((8, 8, 1))] + {LAYERS})",
        "Mine()",
    ),
    "clone": Form(f"first = keras.models.clone_model({ROW})", "keras.models.clone_model(first)"),
    "layers of another": Form(
        f"base = {ROW}",
        "keras.Sequential([keras.Input((8, 8, 1))] + base.layers[:-1] + [layers.Dense(10, activation='softmax')])",
    ),
    "loaded from a file": Form(
        f"saved = {ROW}\nsaved.save('net.keras')\ndel saved", "keras.models.load_model('net.keras')"
    ),
    "another name": Form(make=ROW, name="net", told="net"),
    "attribute of a module": Form(make=ROW, name="tf.model", told="tf.model"),
    "attribute of an object": Form(
        f"class Classifier:\n    def __init__(self):\n        self.model = {ROW}\n        self.model.{COMPILE}",
        fit=f"mine = Classifier()\nmine.model.{FIT}\nprint('done')",
        told="mine.model",
    ),
    "list": Form(f"nets = [{ROW}]", fit=f"for net in nets:\n    net.{COMPILE}\n    net.{FIT}\ndel net", told="nets[0]"),
    "dictionary": Form(f"nets = {{'cnn': {ROW}}}", fit=f"nets['cnn'].{COMPILE}\nnets['cnn'].{FIT}", told="nets['cnn']"),
    "estimator": Form(
        "class Estimator:\n    def fit(self, x, y):\n"
        f"        self.model_ = {ROW}\n        self.model_.{COMPILE}\n        self.model_.{FIT}\n        return self",
        fit="pipe = [('net', Estimator().fit(x_train, y_train))]",
        told="pipe[0][1].model_",
    ),
    "fitted inside a function": Form(
        "",
        fit=f"def run():\n    net = {ROW}\n    net.{COMPILE}\n    return net.{FIT}.history['loss'][-1]\nloss = run()",
        told="fit()",
    ),
    "named by its history": Form(make=ROW, fit=f"model = model.{FIT}", told="fit()"),
}
STUDENT_OF = {f"{form} {kind}".replace(" ", "-"): (form, kind) for form in FORMS for kind in ("notebook", "module")}


@pytest.fixture(scope="module", params=["digits_cnn", "digits_student"])
def graded(request: pytest.FixtureRequest, grade_class: GradeClass) -> Mapping[str, Graded]:
    hand_ins: dict[str, Any] = {}
    for student, (form, kind) in STUDENT_OF.items():
        made = FORMS[form]
        hand_ins[student] = (
            {"homework.ipynb": made.notebook()} if kind == "notebook" else {"homework.py": made.module()}
        )
    return grade_class(hand_ins, request.param)


@pytest.mark.parametrize("student", STUDENT_OF)
def test_a_right_network_counts_in_every_form(student: str, graded: Mapping[str, Graded]) -> None:
    form, one = FORMS[STUDENT_OF[student][0]], graded[student]
    assert one.error == "", one.error
    assert one.state == "graded", one.staff
    assert one.result["trust"] == "rebuilt"
    assert one.result["parameters"]["total"] == 5160
    assert one.earned == 100.0, one.page
    if form.told and form.told != "fit()":
        assert form.told in one.page
