"""Hints on the network: its loss, its output, its layers."""

from __future__ import annotations

import pytest

from autograder.records import (
    Failure,
)
from tests.checks.hints.given import (
    DATA,
    HIGH,
    TRAINS,
    assignment,
    hints,
    network,
    rules,
)

RANK = "Arguments `target` and `output` must have the same rank (ndim). Received: "
NUMBERS = "Argument `output` must have rank (ndim) `target.ndim - 1`. Received: "
SHAPE = "Arguments `target` and `output` must have the same shape. Received: "
UNTIL = "Arguments `target` and `output` must have the same shape up until the last dimension: "


@pytest.mark.parametrize(
    ("message", "rule", "words"),
    [
        (RANK + "target.shape=(32,), output.shape=(32, 10)", "wrong_loss", "expects one-hot vectors"),
        (RANK + "target.shape=(None,), output.shape=(None, 2)", "wrong_loss", "expects one-hot vectors"),
        (SHAPE + "target.shape=(32, 1), output.shape=(32, 10)", "wrong_loss", "expects one-hot vectors"),
        (NUMBERS + "target.shape=(32, 10), output.shape=(32, 10)", "wrong_loss", "expects class numbers"),
        (NUMBERS + "target.shape=(32, 2), output.shape=(32, 10)", "wrong_loss", "the shape (2,)"),
        (SHAPE + "target.shape=(32, 10), output.shape=(32, 9)", "wrong_loss", "the shape (10,)"),
        (SHAPE + "target.shape=(32, 10), output.shape=(64, 10)", "wrong_loss", "32 labels"),
        (UNTIL + "target.shape=(32,), output.shape=(1152, 10)", "wrong_loss", "1152 outputs"),
        (RANK + "target.shape=(32, 784), output.shape=(32, 28, 28, 1)", "wrong_loss", "the shape (784,)"),
        (RANK + "target.shape=(32, 28, 28, 1), output.shape=(32, 784)", "wrong_loss", "the shape (28, 28, 1)"),
        (RANK + "target.shape=(32,), output.shape=(32, 6, 6, 10)", "missing_flatten", "(6, 6, 10)"),
        (RANK + "target.shape=(32, 1), output.shape=(32, 6, 6, 10)", "missing_flatten", "a single number"),
        (RANK + "target.shape=(32, 10), output.shape=(32, 6, 6, 10)", "missing_flatten", "one row of 10"),
        (NUMBERS + "target.shape=(32,), output.shape=(32, 6, 6, 10)", "missing_flatten", "(6, 6, 10)"),
        (NUMBERS + "target.shape=(None, 10), output.shape=(None, 50, 10)", "missing_flatten", "(50, 10)"),
        (
            "Received a label value of 9 which is outside the valid range of [0, 9).  Label values: 6 6 9",
            "wrong_loss",
            "9 outputs",
        ),
    ],
)
def test_a_loss_that_refuses_the_labels(message: str, rule: str, words: str) -> None:
    (hint,) = hints(error=Failure("exception", f"ValueError: {message}"))
    assert hint.rule == rule
    assert words in hint.seen


@pytest.mark.parametrize(
    "message",
    [
        "shapes (3,) and (4,) not aligned",
        RANK,
        RANK + "target.shape=(32,)",
        NUMBERS + "target.shape=(), output.shape=()",
    ],
)
def test_an_error_that_tells_no_shapes_is_not_read(message: str) -> None:
    assert rules(error=Failure("exception", f"ValueError: {message}")) == []


@pytest.mark.parametrize("loss", ["mean_squared_error", "binary_crossentropy", "mean_absolute_error"])
def test_a_loss_for_another_task(loss: str) -> None:
    assert rules(structure=network(loss=loss), source=TRAINS, measured=HIGH) == ["loss_of_another_task"]
    for near in (
        {"structure": network(loss="sparse_categorical_crossentropy")},
        {"structure": network(loss=loss, width=1)},
        {"structure": network(loss=loss), "asked": network(loss=loss)},
        {"structure": network("dense relu dense", loss=loss), "of": assignment(data="")},
        {"structure": network("dense relu dense sigmoid", loss=loss), "of": assignment(data="")},
    ):
        assert rules(source=TRAINS, measured=HIGH, **near) == []
    of = assignment(data="")
    hot = "model.fit(x / 255, keras.utils.to_categorical(y), epochs=3)"
    assert rules(structure=network(loss=loss), source=TRAINS, of=of) == ["loss_of_another_task"]
    assert rules(structure=network("dense relu dense sigmoid", loss=loss), source=hot, of=of) == [
        "loss_of_another_task"
    ]


def test_outputs_that_are_no_classes_are_not_called_classes() -> None:
    decoder = network("dense relu dense sigmoid", loss="binary_crossentropy", width=64)
    assert rules(structure=decoder, source=TRAINS, data=DATA) == []
    assert rules(structure=network(loss="binary_crossentropy"), source=TRAINS, data=DATA) == ["loss_of_another_task"]


@pytest.mark.parametrize("loss", ["categorical_crossentropy", "sparse_categorical_crossentropy"])
@pytest.mark.parametrize("end", ["dense", "dense relu", "dense tanh"])
def test_a_missing_softmax(loss: str, end: str) -> None:
    assert rules(structure=network(f"dense relu {end}", loss=loss), source=TRAINS, measured=HIGH) == ["missing_softmax"]
    assert rules(structure=network(f"dense relu {end}", loss=loss, logits=True), source=TRAINS, measured=HIGH) == []
    assert rules(structure=network(f"dense relu {end} softmax", loss=loss), source=TRAINS, measured=HIGH) == []
    assert rules(structure=network(f"dense relu {end} softmax reshape", loss=loss), source=TRAINS, measured=HIGH) == []


def test_an_uncompiled_network_is_not_told_about_its_loss() -> None:
    assert rules(structure=network("dense relu dense", loss=None), source=TRAINS, measured=HIGH) == []


def test_softmax_twice() -> None:
    assert rules(structure=network("dense relu dense softmax softmax"), source=TRAINS) == ["double_softmax"]
    assert rules(structure=network("dense relu dense softmax dropout softmax"), source=TRAINS)[0] == "double_softmax"
    assert rules(structure=network(), source=TRAINS) == []


def test_softmax_before_a_loss_that_is_told_logits_is_not_called_applied_twice() -> None:
    (hint,) = hints(structure=network(logits=True), source=TRAINS)
    assert hint.rule == "softmax_for_logits"
    assert "takes the numbers before softmax" in hint.why
    assert rules(structure=network("dense relu dense", logits=True), source=TRAINS) == []


def test_softmax_on_a_hidden_layer() -> None:
    assert rules(structure=network("conv2d softmax reshape dense softmax"), source=TRAINS) == ["hidden_softmax"]
    (hint,) = hints(structure=network("dense softmax dropout dense softmax"), source=TRAINS)
    assert "softmax_1" in hint.seen
    assert rules(structure=network("conv2d relu reshape dense softmax"), source=TRAINS) == []


def test_softmax_on_a_hidden_layer_that_was_asked_for() -> None:
    asked = network("dense softmax dense softmax")
    assert rules(structure=asked, asked=asked, source=TRAINS) == []


@pytest.mark.parametrize(
    "operations",
    [
        "conv2d average_pooling2d flatten dense relu dense softmax",
        "conv2d relu reshape dense dropout dense softmax",
        "dense dense softmax",
        "conv2d batch_normalization conv2d relu reshape dense softmax",
    ],
)
def test_a_forgotten_activation(operations: str) -> None:
    assert rules(structure=network(operations), source=TRAINS) == ["forgotten_activation"]


@pytest.mark.parametrize(
    "operations",
    [
        "conv2d max_pooling2d relu reshape dense softmax",
        "conv2d max_pooling2d flatten dense softmax",
        "depthwise_conv2d conv2d relu flatten dense softmax",
        "conv2d batch_normalization relu conv2d tanh reshape dense softmax",
        "dense softmax",
        "dense some_unknown_operation dense softmax",
    ],
)
def test_an_activation_that_stands_later_counts(operations: str) -> None:
    assert rules(structure=network(operations), source=TRAINS) == []


def test_as_many_linear_pairs_as_asked_are_fine() -> None:
    assert rules(structure=network("dense dense softmax"), asked=network("conv2d conv2d softmax"), source=TRAINS) == []


@pytest.mark.parametrize("end", ["dense dropout softmax", "dense softmax dropout", "dense dropout"])
def test_dropout_at_the_output(end: str) -> None:
    found = network(f"dense relu {end}", logits="softmax" not in end)
    assert rules(structure=found, source=TRAINS) == ["dropout_at_the_output"]
    assert rules(structure=network("dense relu dropout dense softmax"), source=TRAINS) == []


def test_a_forgotten_freeze() -> None:
    asked = network(frozen=1)
    (hint,) = hints(structure=network(), asked=asked, source=TRAINS)
    assert hint.rule == "forgotten_freeze"
    assert "1100 of 1100" in hint.seen
    assert rules(structure=network(frozen=1), asked=asked, source=TRAINS) == []
    assert rules(structure=network(), asked=network(), source=TRAINS) == []


LATE = """
model.compile(optimizer="adam")
base.trainable = False
model.fit(x / 255, y, epochs=3)
"""


@pytest.mark.parametrize(
    "source",
    [
        LATE,
        "model.compile()\nfor layer in base.layers:\n    layer.trainable = False\n",
        "def build_model():\n    model.compile()\n    base.trainable = False\n    return model\n",
        "base.trainable = False\nmodel.compile()\nmodel.fit(x / 255, y, epochs=1)\nbase.trainable = True\n",
        "def show(m):\n    m.summary()\nmodel.compile()\nbase.trainable = True\nshow(model)",
    ],
)
def test_frozen_too_late(source: str) -> None:
    assert rules(source=source, measured=HIGH) == ["frozen_too_late"]


@pytest.mark.parametrize(
    "source",
    [
        "base.trainable = False\nmodel.compile()\nmodel.fit(x / 255, y, epochs=3)",
        LATE + "model.compile(optimizer='adam')\n",
        "def build():\n    model.compile()\n    return model\ndef base():\n    vgg.trainable = False\n    return vgg\n",
        "re.compile\nbase.trainable = False",
        "import re\nword = re.compile('x')\nbase.trainable = False\ntrain(model)",
        "def again(m):\n    m.compile()\nmodel.compile()\nbase.trainable = True\nagain(model)",
        "def a(m):\n    ready(m)\ndef ready(m):\n    m.compile()\nmodel.compile()\nbase.trainable = True\na(model)",
        "base.compile()\nbase.fit(x / 2, y, epochs=1)\nbase.trainable = False\ndef build_model():\n    m.compile()\n",
    ],
)
def test_frozen_in_time(source: str) -> None:
    assert rules(source=source, measured=HIGH) == []


def test_dead_layers() -> None:
    step = {"frozen_moved": [], "trainable_still": ["dense_1"]}
    (hint,) = hints(behaviour={"training_step": step}, source=TRAINS, measured=HIGH)
    assert (hint.rule, "dense_1" in hint.seen) == ("dead_layers", True)
    assert rules(behaviour={"training_step": step | {"trainable_still": []}}, source=TRAINS) == []
    assert rules(behaviour={"training_step": {"problem": "?"}}, source=TRAINS) == []
    assert rules(behaviour={"training_step": 3}, source=TRAINS) == []
