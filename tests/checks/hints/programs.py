"""Programs that prepare images and train on them, in many spellings; each has its wrong twin."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

LOADS = (
    "from keras.datasets import mnist\n({x}, {y}), ({x}_test, {y}_test) = mnist.load_data()",
    "import keras\n({x}, {y}), ({x}_test, {y}_test) = keras.datasets.fashion_mnist.load_data()",
    "from sklearn.datasets import load_digits\ndigits = load_digits()\n{x} = digits.images\n{y} = digits.target",
    "from sklearn.datasets import load_digits\n{x}, {y} = load_digits(return_X_y=True)",
    "from tensorflow.keras.datasets import mnist as source\ndata = source.load_data()\n{x}, {y} = data[0]",
    "from keras.datasets.cifar10 import load_data\n[{x}, {y}], _rest = load_data()",
)
"""What binds {x} and {y} to raw images and labels."""

FORMS = (
    "{0} / 255",
    "({0} / 255).reshape(-1, 8, 8, 1)",
    "{0}.astype('float32') / 16",
    "np.expand_dims({0} / 255.0, -1)",
    "preprocess({0})",
    "(lambda images: images / 255)({0})",
    "np.array([one / 255 for one in {0}])",
    "np.stack([preprocess(one) for one in {0}])",
)
"""Expressions that scale {0}; `preprocess` is defined before."""

COURSE = """
class Course:
    def __init__(self, {x}):
        self.images = {x} / 255

    def train(self, model, {y}):
        return model.fit(self.images, {y}, epochs=2)
"""
FUNCTIONS = """
import numpy as np
import tensorflow as tf
import matplotlib.pyplot as plt

def preprocess({x}):
    scaled = {x} / 255
    return scaled.reshape(-1, 8, 8, 1)

def run(model, {x}, {y}):
    return model.fit({x}, {y}, epochs=2)

def show({x}):
    first = {x}[0].reshape(8, 8)
    plt.imshow(first)"""

RIGHT = (
    "history = model.fit({form}, {y}, epochs=2)",
    "history = run(model, {form}, {y})",
    "run(model, {x}={form}, {y}={y})",
    "{x} = {form}\nmodel.fit({x}, {y}, epochs=2)",
    "{x} = {form}\nhistory = run(model, {x}, {y})",
    "{new} = {form}\nmodel.fit({new}, {y}, epochs=2)",
    "{new} = {form}\nhistory = run(model, {new}, {y})",
    "{new} = {form}\nalias = {new}\nmodel.fit(alias, {y}, epochs=2)",
    "{new} = {form}\n{x} = {new}\nmodel.fit({x}, {y}, epochs=2)",
    "{new}, {y} = {form}, {y}\nmodel.fit({new}, {y}, epochs=2)",
    "{new} = {form}\nfor part in [{new}]:\n    model.fit(part, {y}, epochs=2)",
    "model.fit(({new} := {form}), {y}, epochs=2)",
    "if ({new} := {form}) is not None:\n    model.fit({new}, {y}, epochs=2)",
    "{new} = {form}\nmodel.fit({new}[:100], {y}[:100], epochs=2)",
    "{new} = {form}\nboth = {{'x': {new}, 'y': {y}}}\nmodel.fit(both['x'], both['y'], epochs=2)",
    "{new} = {form}\npairs = tf.data.Dataset.from_tensor_slices(({new}, {y})).batch(9)\nmodel.fit(pairs, epochs=2)",
    "{new} = {form}\na, b, c, d = train_test_split({new}, {y})\nmodel.fit(a, c, epochs=2, validation_data=(b, d))",
    "def main():\n    {new} = {form}\n    history = model.fit({new}, {y}, epochs=2)\nmain()",
    "{new} = {form}\ndef main():\n    return model.fit({new}, {y}, epochs=2)\nresult = main()",
    "scores = [run(model, {form}, {y}).history for seed in range(3)]",
    "course = Course({x})\ncourse.train(model, {y})",
    "{new} = []\nfor one in {x}:\n    {new}.append(one / 255)\nmodel.fit(np.array({new}), {y}, epochs=2)",
    "{x} = {form}\nfor {x} in [{x}]:\n    model.fit({x}, {y}, epochs=2)",
    "with tf.device('cpu') as device:\n    {new} = {form}\n    model.fit(x={new}, y={y}, epochs=2)",
    "try:\n    {new} = {form}\nfinally:\n    run(model, {new}, {y})",
    "run(model, *({form}, {y}))",
    "train_it = lambda {x}: model.fit({x}, {y}, epochs=2)\nhistory = train_it({form})",
    "{new} = {form}\nfor {new}_batch in np.array_split({new}, 9):\n    model.train_on_batch({new}_batch, {y})",
)
"""What trains on the prepared images, spelling by spelling."""

WRONG = (
    "{new} = {form}\nmodel.fit({x}, {y}, epochs=2)",
    "{new} = {form}\nprint({new}.shape)\nhistory = model.fit({x}, {y}, epochs=2)",
    "{new} = {form}\nmodel.fit(x={x}, y={y}, epochs=2)",
    "{new} = {form}\nmodel.fit({x}[:500], {y}[:500], epochs=2)",
    "{new} = {form}\nalias = {new}\nassert alias.max() <= 1\nmodel.fit({x}, {y}, epochs=2)",
    "def main({x}):\n    {new} = {form}\n    history = model.fit({x}, {y}, epochs=2)\n    return history\nmain({x})",
    "model.fit({x}, {y}, epochs=2)\n{new} = {form}\nmodel.evaluate({new}, {y})",
    "{new}, other = {form}, 3\nmodel.fit({x}, other, epochs=2)",
)
"""What prepares images and trains on the raw ones."""

WRONG_FORMS = FORMS[:5]
RAW_FORMS = (
    "{0}.reshape(-1, 8, 8, 1)",
    "{0}[..., np.newaxis]",
    "np.expand_dims({0}, -1).astype('float32')",
    "np.array([one.flatten() for one in {0}])",
    "tf.convert_to_tensor({0})",
)
"""Expressions that leave the numbers of {0} as they are."""
EXTRAS = (
    "plt.imshow({x}[0])",
    "show({x})",
    "print({x}.min(), {x}.max())",
    "score = model.evaluate({x} / 255, {y})",
    "named = model.predict({x}.reshape(-1, 8, 8, 1)).argmax(axis=1)",
    "from keras.layers import *",
    "from sklearn.preprocessing import StandardScaler",
    "plt.plot([value / 10 for value in [1, 2]])",
    "loss_mean = 3 / 4",
    "n = len({x}) / 2",
    "history_two = {{'loss': [1.0]}}",
    "images = [one.reshape(8, 8) for one in {x}[:9]]\nfor image in images:\n    plt.imshow(image)",
    "def unused({x}):\n    again = {x} / 255\n    return again",
)
"""Lines that a notebook may have besides; none makes it wrong."""

names = st.sampled_from(["x", "x_train", "images", "X", "data_x", "train_images"])
news = st.sampled_from(["x_scaled", "prepared", "x_norm", "X_train_cnn", "inputs"])


@dataclass(frozen=True)
class Program:
    """A program's parts, with the names of its arrays."""

    load: str
    ending: str
    form: str
    x: str
    new: str
    extras: tuple[str, ...]
    more: str = ""

    @property
    def source(self) -> str:
        ending = self.ending.format(x=self.x, y="labels", new=self.new, form=self.form.format(self.x))
        parts = [self.load, FUNCTIONS, self.more, *self.extras[:2]]
        head = [part.format(x=self.x, y="labels") for part in parts]
        tail = [part.format(x=self.x, y="labels") for part in self.extras[2:]]
        return "\n# %%\n".join([*head, ending, *tail])


def programs(endings: tuple[str, ...], forms: tuple[str, ...], more: str = "") -> st.SearchStrategy[Program]:
    extras = st.lists(st.sampled_from(EXTRAS), max_size=4, unique=True).map(tuple)
    return st.builds(
        Program,
        st.sampled_from(LOADS),
        st.sampled_from(endings),
        st.sampled_from(forms),
        names,
        news,
        extras,
        st.just(more),
    )


right_programs = programs(RIGHT, FORMS, COURSE)
TRACED = tuple(end for end in RIGHT if "{form}" in end and "*(" not in end and "train_on_batch" not in end)
raw_programs = programs(TRACED, RAW_FORMS)
wrong_programs = programs(WRONG, WRONG_FORMS)
