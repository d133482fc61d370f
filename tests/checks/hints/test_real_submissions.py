"""Rules fire on real submissions, described and trained by Keras, and stay silent on their mended versions."""

from __future__ import annotations

from textwrap import dedent
from typing import Any

import pytest

from autograder.checks.hints import find_hints
from autograder.course.assignment import Assignment, DataSpec
from autograder.records import Evidence, Failure, Outcome, Reference
from tests.metrics import examples

HEAD = """
import keras
import numpy as np
from keras import layers
from sklearn.datasets import load_digits

images, labels = load_digits(return_X_y=True)
x = (images[:400] / 16).reshape(-1, 8, 8, 1)
y = labels[:400]
y_hot = keras.utils.to_categorical(y, 10)
keras.utils.set_random_seed(1)
"""
GOOD = """
model = keras.Sequential([
    keras.Input((8, 8, 1)),
    layers.Conv2D(8, 3, activation="relu"),
    layers.MaxPooling2D(2),
    layers.Flatten(),
    layers.Dropout(0.2),
    layers.Dense(10, activation="softmax"),
])
model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
"""
FIT = "history = model.fit(x, y_hot, epochs=2, batch_size=50, verbose=0)\n"
DEEP = GOOD.replace("    layers.Dropout", '    layers.Dense(16, activation="relu"),\n    layers.Dropout')
BASE = """
base = keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(8, 3, activation="relu"), layers.Flatten()])
base.trainable = False
model = keras.Sequential([base, layers.Dense(10, activation="softmax")])
model.compile("adam", "sparse_categorical_crossentropy")
"""
AVERAGED = GOOD.replace("MaxPooling2D", "AveragePooling2D")
BLOCK = GOOD.replace("    layers.Flatten(),\n", "").strip("\n") + "\n"
LATE = BASE.replace("base.trainable = False\n", "") + "base.trainable = False\n"


def evidence_of(source: str) -> Evidence:
    """Run a source in this process and keep what a box would."""
    from autograder.frameworks.keras.describe import describe

    names: dict[str, Any] = {}
    error = None
    try:
        exec(compile(dedent(source), "main.py", "exec"), names)
    except Exception as problem:  # noqa: BLE001 - submissions raise anything
        error = Failure("exception", f"{type(problem).__name__}: {problem}", "main.py")
    history = names["history"].history if "history" in names else None
    model = names.get("model")
    return Evidence(
        "sha256:1",
        Outcome.OK if error is None else Outcome.CRASHED,
        structure=describe(model) if model is not None and model.built else None,
        history={name: tuple(values) for name, values in history.items()} if history else None,
        error=error,
        source=source,
    )


def rules(source: str, *, accuracy: float = 0.97, asked: str = "") -> list[str]:
    reference = Reference("digits", evidence_of(HEAD + asked).structure, (), None, "") if asked else None
    measured = examples.accuracy(accuracy)
    assignment = Assignment(id="digits", title="", points=100, data=DataSpec(name="digits"))
    return [hint.rule for hint in find_hints(evidence_of(source), assignment, reference=reference, measured=measured)]


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        ("missing_softmax", GOOD.replace(', activation="softmax"', "")),
        ("missing_softmax", GOOD.replace("softmax", "relu")),
        ("double_softmax", GOOD.replace("])\nmodel", "    layers.Softmax(),\n])\nmodel")),
        (
            "softmax_for_logits",
            GOOD.replace('"categorical_crossentropy"', "keras.losses.CategoricalCrossentropy(from_logits=True)"),
        ),
        ("hidden_softmax", GOOD.replace('"relu"', '"softmax"')),
        (
            "forgotten_activation",
            AVERAGED.replace(', activation="relu"', ""),
        ),
        ("forgotten_activation", DEEP.replace('16, activation="relu"', "16")),
        ("dropout_at_the_output", GOOD.replace("])\nmodel", "    layers.Dropout(0.2),\n])\nmodel")),
        ("loss_of_another_task", GOOD.replace("categorical_crossentropy", "mse")),
        ("loss_of_another_task", GOOD.replace("categorical_crossentropy", "binary_crossentropy")),
    ],
)
def test_a_wrong_network_is_told(rule: str, wrong: str) -> None:
    assert wrong not in {GOOD, DEEP}
    assert rules(HEAD + wrong + "def train(m, a, b): ...\n") == [rule]


@pytest.mark.parametrize(
    "right",
    [
        GOOD,
        DEEP,
        GOOD.replace(', activation="softmax"', "").replace(
            '"categorical_crossentropy"', "keras.losses.SparseCategoricalCrossentropy(from_logits=True)"
        ),
        GOOD.replace(', activation="relu"', "").replace("    layers.Max", "    layers.ReLU(),\n    layers.Max"),
        GOOD.replace("    layers.Max", "    layers.BatchNormalization(),\n    layers.Max"),
        GOOD.replace(', activation="relu"', ""),
    ],
)
def test_a_right_network_is_left_alone(right: str) -> None:
    assert rules(HEAD + right + "def train(m, a, b): ...\n") == []


def test_freezing_in_time_too_late_and_never() -> None:
    end = "def train(m, a, b): ...\n"
    assert rules(HEAD + BASE + end, asked=BASE) == []
    assert rules(HEAD + LATE + end, asked=BASE) == ["frozen_too_late"]
    assert rules(HEAD + BASE.replace("base.trainable = False\n", "") + end, asked=BASE) == ["forgotten_freeze"]


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        ("wrong_loss", FIT.replace("y_hot", "y")),
        ("wrong_loss", 'model.compile("adam", "sparse_categorical_crossentropy")\n' + FIT),
        ("missing_flatten", BLOCK + FIT),
        ("missing_flatten", BLOCK + FIT.replace("y_hot", "y")),
        ("missing_flatten", BLOCK.replace('"categorical', '"sparse_categorical') + FIT.replace("y_hot", "y")),
        (
            "missing_channel_axis",
            "m = keras.Sequential([layers.Conv2D(4, 3)])\nm.compile('adam', 'mse')\nm.fit(x[..., 0], y, epochs=1)",
        ),
    ],
)
def test_what_stopped_the_run_is_told(rule: str, wrong: str) -> None:
    assert rules(HEAD + GOOD + wrong) == [rule]


@pytest.mark.parametrize("channels", ["np.expand_dims(x, -1)", "x.reshape(-1, 8, 8, 1)"])
def test_the_wrong_array_is_told_while_keras_says_nothing(channels: str) -> None:
    source = HEAD.replace(".reshape(-1, 8, 8, 1)", ".reshape(-1, 8, 8)") + f"x_CNN = {channels}\n" + GOOD
    assert rules(source + FIT) == ["fitted_the_wrong_array"]
    assert rules(source + FIT.replace("fit(x,", "fit(x_CNN,")) == []


@pytest.mark.parametrize(("array", "told"), [("x.reshape(len(x), -1)", []), ("x / 4", ["fitted_the_wrong_array"])])
def test_a_network_that_flattens_needs_no_array_in_another_form(array: str, told: list[str]) -> None:
    convolution = '    layers.Conv2D(8, 3, activation="relu"),\n    layers.MaxPooling2D(2),\n'
    assert convolution in GOOD
    network = GOOD.replace(convolution, "")
    assert rules(f"{HEAD}x_other = {array}\n{network}{FIT}") == told


def test_training_that_ends_too_early() -> None:
    assert rules(HEAD + GOOD + FIT, accuracy=0.5) == ["too_few_epochs"]
    assert rules(HEAD + GOOD + FIT, accuracy=0.97) == []


@pytest.mark.parametrize("optimizer", ["Adam(5.0)", "SGD(10.0)"])
def test_steps_that_are_too_large(optimizer: str) -> None:
    large = GOOD.replace('"adam"', f"keras.optimizers.{optimizer}")
    assert rules(HEAD + large + FIT.replace("epochs=2", "epochs=6"), accuracy=0.2) == ["learning_rate_too_high"]


@pytest.mark.parametrize("optimizer", ["Adam(1e-5)", "SGD(1e-4)"])
def test_steps_that_are_too_small(optimizer: str) -> None:
    small = GOOD.replace('"adam"', f"keras.optimizers.{optimizer}")
    assert rules(HEAD + small + FIT.replace("epochs=2", "epochs=6"), accuracy=0.2) == ["learning_rate_too_low"]


def test_usual_steps() -> None:
    usual = GOOD.replace('"adam"', "keras.optimizers.Adam(0.05)")
    assert rules(HEAD + usual + FIT.replace("epochs=2", "epochs=6"), accuracy=0.94) in ([], ["too_few_epochs"])
