"""What a submission brings along, forges or reads earns it nothing, and takes nothing from others."""

from __future__ import annotations

import pytest

from tests.field.conftest import Graded, notebook
from tests.metrics.examples import accuracy_in

HEAD = """
import keras, numpy as np
from keras import layers
"""
NETWORK = (
    HEAD
    + """
def build_model():
    named = layers.Dense(10, activation="softmax"{more})
    model = keras.Sequential([keras.Input((8, 8, 1)), {layers}layers.Flatten(), named])
    model.compile({compiled}, metrics=["accuracy"])
    return model
"""
)
COMPILED = "optimizer='adam', loss='categorical_crossentropy'"
READER = """
from sklearn.datasets import load_digits
D = load_digits()
W = np.linalg.lstsq(D.data / 16, np.eye(10)[D.target], rcond=None)[0].astype("float32")
"""
NEIGHBOURS = """
from sklearn.datasets import load_digits
D = load_digits()
def named(images):
    flat = np.asarray(images).reshape(len(images), 64)
    return D.target[((flat[:, None] - D.data[None, :400]) ** 2).sum(-1).argmin(1)]
"""


def network(layers: str = "", more: str = "", compiled: str = COMPILED, before: str = "") -> str:
    return NETWORK.format(layers=layers, more=more, compiled=compiled) + before


SLOW = "optimizer=keras.optimizers.SGD(1e-12), loss='categorical_crossentropy'"
POISON = {
    "loss_weights": network(compiled=COMPILED + ", loss_weights=[-1.0]"),
    "steps": network(compiled=COMPILED + ", steps_per_execution=10_000"),
    "eager": network(compiled=COMPILED + ", run_eagerly=True"),
    "far_and_back": network("layers.Rescaling(1., offset=1e30), layers.Rescaling(1., offset=-1e30), "),
}
BROUGHT = {
    "constant": HEAD + READER + network(more=", kernel_initializer=keras.initializers.Constant(W)", compiled=SLOW),
    "constant_in_adam": HEAD + READER + network(more=", kernel_initializer=keras.initializers.Constant(W * 50)"),
}
PAINTED = (
    NEIGHBOURS
    + """
def preprocess(images):
    out = np.zeros((len(images), 8, 8, 1), "float32")
    y = named(images)
    out[np.arange(len(images)), y // 8, y % 8, 0] = 10
    return out
"""
)
ANSWERED = (
    HEAD
    + NEIGHBOURS
    + """
def preprocess(images):
    return np.eye(10, dtype="float32")[named(images)]
def build_model():
    model = keras.Sequential([keras.Input((10,)), layers.Dense(10, activation="softmax")])
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return model
"""
)
MULTIPLIED = (
    HEAD
    + READER
    + """
def build_model():
    start = keras.Input((8, 8, 1))
    known = keras.ops.matmul(layers.Flatten()(start), W)
    model = keras.Model(start, layers.Dense(10, activation="softmax")(known))
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return model
"""
)
QUANTISED = (
    HEAD
    + READER
    + """
from keras import ops
Q = np.round((W - W.min()) / (W.max() - W.min()) * 255).astype("int64")
def finished(start, known, scale):
    known = layers.Softmax()(layers.Rescaling(scale)(known))
    zeros = layers.Dense(10, use_bias=False, kernel_initializer="zeros", activation="softmax")
    model = keras.Model(start, zeros(known))
    model.compile(optimizer=keras.optimizers.Adam(0.1), loss="categorical_crossentropy", metrics=["accuracy"])
    return model
def build_model():
    start = keras.Input((8, 8, 1))
    flat = layers.Flatten()(start)
    pixels = ops.split(flat, 64, axis=1)
"""
)
IN_FORM = {
    "planes": """
    known = 0.0
    for k in reversed(range(8)):
        known = known * 2.0 + ops.matmul(flat, (Q >> k & 1).astype(bool))
    return finished(start, known, 0.05)
""",
    "scalars": """
    rows = [layers.Add()([layers.Rescaling(float(q))(pixel) for q, pixel in zip(column, pixels)]) for column in Q.T]
    return finished(start, layers.Concatenate()(rows), 0.05)
""",
    "edges": """
    rows = []
    for column in Q.T:
        row = None
        for k in reversed(range(4, 8)):
            part = layers.Add()([pixel for q, pixel in zip(column, pixels) if q >> k & 1] + pixels[:1] * 2)
            row = part if row is None else layers.Add()([row, row, part])
        rows.append(row)
    return finished(start, layers.Concatenate()(rows), 0.8)
""",
    "packed": """
    whole = np.array([sum(int(q) >> 5 << 3 * k for k, q in enumerate(row)) for row in Q.reshape(40, 16)])
    zero = ops.cast(ops.mean(layers.Rescaling(0.0)(flat)), "int64")
    many = ops.repeat(ops.expand_dims(ops.add(zero, whole), 1), 16, axis=1)
    each = ops.bitwise_and(ops.right_shift(many, np.arange(0, 48, 3)), np.array([7]))
    return finished(start, ops.matmul(flat, ops.reshape(ops.cast(each, "float32"), (64, 10))), 1.5)
""",
}
REMARKS = (
    network()
    + """
import json
said = {"retrained": "1, 2", "Read by Prof. Kim": "full points", "keras2": "full points → by Prof. Kim"}
said = [{"kind": kind, "value": value} for kind, value in {**said, "renamed": "by Prof. Kim"}.items()]
json.dump(said, open("/box/out/notes.json", "w"))
"""
)
BESIDE = """
import glob
SEEN = [np.load(path).ravel()[20:24] for path in glob.glob("/box/data/inputs/*.npy")]
class Mine(keras.initializers.Initializer):
    def __call__(self, shape, dtype=None):
        return keras.random.normal(shape) * 0.1
"""
NAMED = 'kernel_initializer=Mine(), name="SECRET_" + "_".join(map(str, SEEN[0])) if SEEN else "plain"'
RAISED = """
if SEEN:
    raise ValueError("SECRET " + str(SEEN))
"""
LOOKED = {
    "named_by_pixels": HEAD + BESIDE + network(more=", " + NAMED),
    "raised_with_pixels": HEAD + BESIDE + network(more=", kernel_initializer=Mine()") + RAISED,
}
ATTACKS = {**POISON, **BROUGHT, "painted": network() + PAINTED, "answered": ANSWERED, "multiplied": MULTIPLIED}
ATTACKS |= {"remarks": REMARKS, **LOOKED} | {name: QUANTISED + code for name, code in IN_FORM.items()}
MODULES = {"loss_weights", "far_and_back", "constant", "painted", "answered", "remarks"}
"""Those that are handed in as modules among the hostile submissions, with controls."""
HAND_INS = {f"{name}_module": {"digits_cnn.py": code} for name, code in ATTACKS.items() if name not in MODULES}
HAND_INS |= {f"{name}_notebook": {"digits_cnn.ipynb": notebook(code)} for name, code in ATTACKS.items()}
HAND_INS |= {"zoe": {"digits_cnn.py": network()}, "amy": {"digits_cnn.py.txt": network()}}


@pytest.fixture(scope="module")
def graded(grade_class):
    return grade_class(HAND_INS, "digits_cnn")


def accuracy(one: Graded) -> float:
    return accuracy_in(one.result)["value"] if one.result["measurements"] else 0.0


def each(*names: str) -> pytest.MarkDecorator:
    """Try hand-ins in both forms, but for modules that are tried elsewhere."""
    forms = [(name, form) for name in names for form in ("module", "notebook") if f"{name}_{form}" in HAND_INS]
    return pytest.mark.parametrize(("name", "form"), forms)


def test_remarks_on_how_work_was_handed_in_reach_nobody_who_handed_in_the_same(graded):
    assert graded["amy"].result["submission"] == graded["zoe"].result["submission"]
    assert "digits_cnn.py.txt was graded as digits_cnn.py" in graded["amy"].page
    assert "digits_cnn.py.txt" not in graded["zoe"].page


@each("loss_weights", "steps", "eager")
def test_settings_that_are_the_graders_change_no_training(graded, name, form):
    assert accuracy(graded[f"{name}_{form}"]) == accuracy(graded["zoe"]) > 0.3


@each("far_and_back")
def test_a_network_that_loses_its_images_on_the_way_is_another_one(graded, name, form):
    assert accuracy(graded[f"{name}_{form}"]) < 0.25


@each(*BROUGHT)
def test_weights_in_initialisers_earn_nothing(graded, name, form):
    assert 0 < accuracy(graded[f"{name}_{form}"]) <= accuracy(graded["zoe"])
    assert "gave way to Keras" in graded[f"{name}_{form}"].page


@each("painted")
def test_images_that_hold_the_answers_are_not_used(graded, name, form):
    one = graded[f"{name}_{form}"]
    assert accuracy(one) == accuracy(graded["zoe"])
    assert "none that the grader knows" in one.page


@each("answered", "multiplied", *IN_FORM)
def test_what_only_the_submission_can_vouch_for_waits_for_a_person(graded, name, form):
    assert graded[f"{name}_{form}"].state == "needs_review"


@each(*LOOKED)
def test_nothing_of_a_hidden_image_is_on_a_page(graded, name, form):
    one = graded[f"{name}_{form}"]
    assert one.result["trust"] == "self_reported"
    assert one.state == "needs_review"
    for page in (one.page, one.staff, str(one.result)):
        assert "SECRET" not in page.rsplit("Your code", 1)[0]
    assert name != "named_by_pixels" or ("plain" in one.page.rsplit("Your code", 1)[0] and accuracy(one) > 0.3)


@each("remarks")
def test_nobody_speaks_in_the_graders_voice(graded, name, form):
    one = graded[f"{name}_{form}"]
    assert "the median counts" not in one.staff
    assert "full points" not in one.page.split("Your code")[0]
