"""Parameters with their arithmetic, and the layer that a difference in the totals comes from."""

from __future__ import annotations

import keras
import pytest
from keras import Input, Sequential, layers
from networks import COURSE, fashion_cnn

from autograder import networks
from autograder.frameworks.keras.describe import describe

ARITHMETIC = [
    ((8, 8, 1), layers.Conv2D(32, 3), "3·3·1·32 + 32 = 320"),
    ((8, 8, 4), layers.Conv2D(6, 3, groups=2), "3·3·2·6 + 6 = 114"),
    ((8, 8, 3), layers.Conv2D(4, (1, 5), use_bias=False), "1·5·3·4 = 60"),
    ((8, 8, 4), layers.DepthwiseConv2D(3), "3·3·4·1 + 4 = 40"),
    ((8, 8, 4), layers.SeparableConv2D(6, 3), "3·3·4·1 + 1·1·4·6 + 6 = 66"),
    ((8, 8, 4), layers.Conv2DTranspose(6, 3), "3·3·6·4 + 6 = 222"),
    ((9, 4), layers.Conv1D(5, 3), "3·4·5 + 5 = 65"),
    ((784,), layers.Dense(512), "784·512 + 512 = 401,920"),
    ((4,), layers.Dense(2, use_bias=False), "4·2 = 8"),
    ((16,), layers.BatchNormalization(), "4·16 = 64"),
    ((16,), layers.BatchNormalization(scale=False, center=False), "2·16 = 32"),
    ((16,), layers.LayerNormalization(), "2·16 = 32"),
    ((5,), layers.Embedding(100, 8), "100·8 = 800"),
    ((7, 8), layers.SimpleRNN(16), "8·16 + 16·16 + 16 = 400"),
    ((7, 8), layers.LSTM(16), "4·(8·16 + 16·16 + 16) = 1,600"),
    ((7, 8), layers.GRU(16), "3·(8·16 + 16·16 + 2·16) = 1,248"),
    ((7, 8), layers.GRU(16, reset_after=False), "3·(8·16 + 16·16 + 16) = 1,200"),
    ((7, 8), layers.LSTM(16, use_bias=False), "4·(8·16 + 16·16) = 1,536"),
    ((7, 8), layers.Bidirectional(layers.LSTM(4)), "2·8·16 + 2·4·16 + 2·16 = 416"),
    ((8,), layers.PReLU(), "8"),
    ((8,), layers.Dropout(0.5), "0"),
]


@pytest.mark.parametrize(("shape", "layer", "text"), ARITHMETIC, ids=[text for _s, _l, text in ARITHMETIC])
def test_arithmetic(shape: tuple[int, ...], layer: keras.layers.Layer, text: str) -> None:
    structure = describe(Sequential([Input(shape), layer]))
    assert networks.arithmetic(structure.layers[0]) == text


def test_attention_is_the_sum_of_its_weights() -> None:
    x = Input((7, 8))
    layer = layers.MultiHeadAttention(2, 4)
    structure = describe(keras.Model(x, layer(x, x)))
    assert networks.arithmetic(structure.layers[0]).endswith(f"= {layer.count_params()}")


@pytest.mark.parametrize("name", [name for name in COURSE if name != "vgg16_transfer"])
def test_every_layer_of_the_course_adds_up(name: str) -> None:
    structure = describe(COURSE[name]())
    assert sum(layer.parameters for layer in structure.layers) == structure.parameters.total
    for layer in structure.layers:
        total = networks.arithmetic(layer).split(" = ")[-1].replace(",", "")
        assert int(total) == layer.parameters


def test_a_difference_is_traced_to_the_layers_that_cause_it() -> None:
    expected = describe(fashion_cnn())
    found = describe(
        Sequential(
            [
                Input((28, 28, 1)),
                layers.Conv2D(32, 3, padding="same", activation="relu", name="a"),
                layers.MaxPooling2D(2),
                layers.Conv2D(32, 3, padding="same", activation="relu", name="b"),
                layers.MaxPooling2D(2),
                layers.Flatten(),
                layers.Dense(100, activation="relu", name="c"),
                layers.Dropout(0.4),
                layers.Dense(10, activation="softmax"),
            ]
        )
    )
    traces = networks.trace_parameters(found, expected)
    assert [(trace.layer, trace.surplus) for trace in traces] == [("b", -9_248), ("c", -156_800)]
    assert traces[0].found_arithmetic == "3·3·32·32 + 32 = 9,248"
    assert traces[0].expected_arithmetic == "3·3·32·64 + 64 = 18,496"
    assert sum(trace.surplus for trace in traces) == found.parameters.total - expected.parameters.total


def test_missing_and_extra_layers_are_traced() -> None:
    one = describe(Sequential([Input((4,)), layers.Dense(4, name="a"), layers.Dense(4, name="b")]))
    other = describe(Sequential([Input((4,)), layers.Dense(4, name="a")]))
    (extra,) = networks.trace_parameters(one, other)
    assert (extra.found, extra.expected) == (20, None)
    (missing,) = networks.trace_parameters(other, one)
    assert (missing.layer, missing.found, missing.expected, missing.found_arithmetic) == ("Dense", None, 20, "")


def test_equal_networks_have_nothing_to_trace() -> None:
    structure = describe(fashion_cnn())
    assert networks.trace_parameters(structure, structure) == ()
