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
LINEAR = """
class Linear(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = units
    def build(self, shape):
        self.w = self.add_weight(shape=(shape[-1], self.units), initializer="glorot_uniform")
        self.b = self.add_weight(shape=(self.units,), initializer="zeros")
    def call(self, x):
        return tf.matmul(x, self.w) + self.b
"""
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
    settings: str = COMPILE

    def notebook(self) -> str:
        return notebook(*filter(None, [HEAD, self.define, "" if self.functions else DATA, *self.cells()]))

    def module(self) -> str:
        return "\n".join([HEAD, self.define, "" if self.functions else DATA, *self.cells()])

    def cells(self) -> list[str]:
        if self.functions:
            build = f"def build_model():\n    model = {self.make}\n    model.{self.settings}\n    return model"
            return [PREPROCESS, build, TRAIN]
        fit = self.fit or f"history = {self.name}.{FIT}"
        return [f"{self.name} = {self.make}\n{self.name}.{self.settings}" if self.make else "", fit]


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
    "dense layers by hand": Form(
        LINEAR,
        "keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(10, 3, activation='relu'), layers.MaxPooling2D(2), "
        "layers.Flatten(), Linear(50), layers.ReLU(), Linear(10), layers.Softmax()])",
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
        told="the one that was trained last was graded",
    ),
    "overwritten by its history": Form(make=ROW, fit=f"model = model.{FIT}", told="The name of your model was given"),
}
STUDENT_OF = {f"{form} {kind}".replace(" ", "-"): (form, kind) for form in FORMS for kind in ("notebook", "module")}


@pytest.fixture(scope="module", params=["digits_cnn", pytest.param("digits_student", marks=pytest.mark.slow)])
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
    assert form.told in one.page


STEP = (
    NET
    + """
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = self.compute_loss(x, y, self(x, training=True))
        self.optimizer.apply_gradients(zip(tape.gradient(loss, self.trainable_weights), self.trainable_weights))
        for metric in self.metrics:
            metric.update_state(loss) if metric.name == "loss" else metric.update_state(y, self(x))
        return {metric.name: metric.result() for metric in self.metrics}
"""
)
OWN_LOSS = """
def distance(y_true, y_pred):
    return keras.losses.categorical_crossentropy(y_true, y_pred)
"""
VALUES = NET.replace("        return x\n", "        return x if float(ops.sum(x)) > -1e9 else -x\n") + (
    "\ndef made():\n    net = Net()\n    net.run_eagerly = True\n    net(np.zeros((1, 8, 8, 1)))\n    return net"
)
BESIDE: Mapping[str, tuple[Form, Mapping[str, str]]] = {
    "step": (Form(STEP, "Net()", functions=True), {"digits_cnn": "self_reported", "digits_student": "rebuilt"}),
    "loss": (
        Form(OWN_LOSS, ROW, functions=True, settings='compile("adam", distance, metrics=["accuracy"])'),
        {"digits_cnn": "self_reported", "digits_student": "rebuilt"},
    ),
    "values": (
        Form(VALUES, "made()", functions=True, settings=COMPILE.replace(")", ", run_eagerly=True)")),
        {"digits_cnn": "self_reported", "digits_student": "self_reported"},
    ),
}
"""What needs the submission's code: the form, and who made what is judged by assignment."""


@pytest.fixture(scope="module", params=["digits_cnn", pytest.param("digits_student", marks=pytest.mark.slow)])
def beside(request: pytest.FixtureRequest, grade_class: GradeClass) -> tuple[str, Mapping[str, Graded]]:
    hand_ins = {
        f"{name}-{kind}": {file: getattr(form, kind)()}
        for name, (form, _) in BESIDE.items()
        for kind, file in (("notebook", "homework.ipynb"), ("module", "homework.py"))
    }
    return request.param, grade_class(hand_ins, request.param)


@pytest.mark.parametrize("kind", ["notebook", "module"])
@pytest.mark.parametrize("name", BESIDE)
def test_what_needs_the_submissions_code_is_trained_beside_it_and_labelled(
    name: str, kind: str, beside: tuple[str, Mapping[str, Graded]]
) -> None:
    assignment, graded = beside
    one, trust = graded[f"{name}-{kind}"], BESIDE[name][1][assignment]
    assert one.error in {"", "a person will look at this"}
    assert (one.result["trust"], one.state) == (trust, "needs_review" if trust == "self_reported" else "graded")
    earned = {check["id"]: check["earned"] for check in one.result["checks"]}
    assert earned["test_accuracy"] == 40.0, one.page
    assert earned["test_parameters"] == 20.0
    assert earned["test_architecture"] == 40.0 or name == "values"
