"""Constraints instead of a reference."""

from __future__ import annotations

import keras
from keras import Input, Sequential, layers
from networks import better_mlp, fashion_cnn, mnist_cnn

from autograder.frameworks.keras.describe import describe
from autograder.networks import constraints as ask
from autograder.records import Structure

CNN = describe(mnist_cnn())
FASHION = describe(fashion_cnn())


def messages(found: ask.Found) -> list[str]:
    return [difference.message for difference in found]


def test_parameters_have_a_cap_and_a_floor() -> None:
    assert ask.at_most_parameters(CNN, 1_199_882) == ()
    (difference,) = ask.at_most_parameters(CNN, 1_199_881)
    assert difference.message == "Expected at most 1,199,881 parameters, found 1,199,882."
    assert "1,179,776" in difference.consequence
    assert ask.at_least_parameters(CNN, 1_199_882) == ()
    assert len(ask.at_least_parameters(CNN, 1_199_883)) == 1


def test_operations_are_counted_however_they_are_written() -> None:
    assert ask.at_least(CNN, "conv2d", 2) == ()
    assert messages(ask.at_least(CNN, "conv2d", 3)) == ["Expected at least 3 × Conv2D, found 2."]
    assert ask.at_least(CNN, "relu", 3) == ()
    assert ask.at_most(CNN, "dropout", 2) == ()
    (difference,) = ask.at_most(CNN, "dropout", 1)
    assert difference.layer == CNN.layers[6].name
    assert ask.at_most(CNN, "batch_normalization", 0) == ()


def test_settings_lie_between_two_values() -> None:
    assert ask.between(CNN, "dropout", "rate", 0.2, 0.5) == ()
    (difference,) = ask.between(CNN, "dropout", "rate", 0.3, 0.5)
    assert difference.layer == CNN.layers[3].name
    assert "between 0.3 and 0.5, found 0.25" in difference.message
    assert ask.between(CNN, "conv2d", "kernel_size", 3, 5) == ()
    assert len(ask.between(CNN, "conv2d", "kernel_size", 4, 5)) == 2


def test_order_allows_anything_between() -> None:
    assert ask.in_order(FASHION, "conv2d", "max_pooling2d", "flatten", "dense", "dropout", "softmax") == ()
    assert messages(ask.in_order(FASHION, "flatten", "conv2d")) == ["Expected Conv2D after Flatten, found none there."]
    assert messages(ask.in_order(FASHION, "lstm")) == ["Expected LSTM, found none."]
    assert ask.in_order(describe(better_mlp()), "batch_normalization", "relu", "dropout") == ()


def test_a_model_ends_as_asked() -> None:
    assert ask.ends_with(CNN, "softmax") == ()
    bare = describe(Sequential([Input((4,)), layers.Dense(3, name="top")]))
    assert messages(ask.ends_with(bare, "softmax")) == ['layer 1 "top" (Dense): expected the model to end in softmax.']
    x = Input((4,))
    assert len(ask.ends_with(describe(keras.Model(x, layers.Identity()(x))), "softmax")) == 1


def test_inputs_and_outputs_have_shapes() -> None:
    assert ask.takes(CNN, (28, 28, 1)) == ()
    assert messages(ask.takes(CNN, (28, 28))) == [
        "The model takes (28, 28, 1), expected (28, 28) (without the batch axis)."
    ]
    assert ask.gives(CNN, (10,)) == ()
    assert len(ask.gives(CNN, (1,))) == 1


def test_constraints_compose() -> None:
    def asked(structure: Structure) -> ask.Found:
        return ask.all_of(
            ask.at_most_parameters(structure, 500_000),
            ask.at_least(structure, "conv2d", 2),
            ask.between(structure, "dropout", "rate", 0.2, 0.5),
        )

    assert asked(FASHION) == ()
    assert [difference.layer for difference in asked(CNN)] == [CNN.layers[5].name]
