"""What a model does is observed on the model itself, with near misses beside each mistake."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from autograder.checks import assert_dropout_behaviour, assert_frozen
from autograder.frameworks.keras.behaviour import PROBES, observe


@pytest.fixture(scope="module")
def images() -> NDArray[np.float32]:
    return np.random.default_rng(0).random((64, 8, 8, 1), dtype=np.float32)


def model(*layers: Any) -> Any:
    import keras

    keras.utils.set_random_seed(0)
    return keras.Sequential([keras.Input((8, 8, 1)), *layers])


def small(end: str | None = "softmax", *, dropout: float = 0.0, activation: str = "relu") -> Any:
    from keras import layers

    drop = [layers.Dropout(dropout, name="drop")] if dropout else []
    hidden = layers.Dense(16, activation=activation, name="hidden")
    return model(layers.Flatten(), hidden, *drop, layers.Dense(10, activation=end, name="end"))


@pytest.mark.parametrize(("end", "adds_up"), [("softmax", True), (None, False), ("sigmoid", False)])
def test_outputs_that_add_up_are_told_from_others(images: NDArray[np.float32], end: str | None, adds_up: bool) -> None:
    finding = observe(small(end), images, probes=["output"])["output"]
    assert (finding["width"], finding["finite"], finding["sums_to_one"]) == (10, True, adds_up)
    assert finding["lowest"] < finding["highest"]


def test_dropout_is_measured(images: NDArray[np.float32]) -> None:
    finding = observe(small(dropout=0.25), images, probes=["dropout"])["dropout"]
    assert (finding["training_differs"], finding["inference_differs"]) == (True, False)
    (layer,) = finding["layers"]
    assert (layer["name"], layer["rate"]) == ("drop", 0.25)
    assert abs(layer["found"] - 0.25) <= layer["tolerance"] < 0.03
    assert_dropout_behaviour({"dropout": finding})


def test_dropout_over_channels_is_measured(images: NDArray[np.float32]) -> None:
    from keras import layers

    network = model(layers.Conv2D(4, 3), layers.SpatialDropout2D(0.4), layers.Flatten(), layers.Dense(10))
    (layer,) = observe(network, images, probes=["dropout"])["dropout"]["layers"]
    assert abs(layer["found"] - 0.4) <= layer["tolerance"]


def test_a_network_without_dropout_is_told(images: NDArray[np.float32]) -> None:
    finding = observe(small(), images, probes=["dropout"])["dropout"]
    assert finding == {"layers": [], "training_differs": False, "inference_differs": False}


def test_dropout_that_is_switched_off_and_dropout_that_never_is(images: NDArray[np.float32]) -> None:
    import keras
    from keras import layers

    class Always(keras.Model):
        def __init__(self, training: bool) -> None:
            super().__init__()
            self.flatten, self.drop, self.end = layers.Flatten(), layers.Dropout(0.5), layers.Dense(10)
            self.drops = training

        def call(self, inputs: Any) -> Any:
            return self.end(self.drop(self.flatten(inputs), training=self.drops))

    for training, message in ((False, "dropout does nothing"), (True, "must be off")):
        finding = observe(Always(training), images, probes=["dropout"])["dropout"]
        assert (finding["training_differs"], finding["inference_differs"]) == (training, training)
        with pytest.raises(AssertionError, match=message):
            assert_dropout_behaviour({"dropout": finding})


def frozen_base(images: NDArray[np.float32], *, frozen: bool) -> tuple[Any, dict[str, Any]]:
    import keras
    from keras import layers

    base = model(layers.Conv2D(4, 3, name="conv"), layers.BatchNormalization(name="norm"), layers.Flatten())
    base.trainable = not frozen
    network = keras.Sequential([base, layers.Dense(10, activation="softmax", name="head")])
    network.build((None, 8, 8, 1))
    return network, observe(network, images, probes=["training_step"])


def test_a_step_moves_what_learns_and_leaves_what_is_frozen(images: NDArray[np.float32]) -> None:
    from autograder.frameworks.keras.describe import describe

    network, behaviour = frozen_base(images, frozen=True)
    assert behaviour == {"training_step": {"frozen_moved": [], "trainable_still": []}}
    assert_frozen(describe(network), behaviour=behaviour)
    assert frozen_base(images, frozen=False)[1] == behaviour


def test_a_layer_without_gradient_is_named(images: NDArray[np.float32]) -> None:
    network = small()
    network.get_layer("hidden").set_weights([np.full((64, 16), -1.0), np.zeros(16)])
    finding = observe(network, images, probes=["training_step"])["training_step"]
    assert "hidden" in finding["trainable_still"]
    assert observe(small(), images, probes=["training_step"])["training_step"]["trainable_still"] == []


def test_a_network_that_can_learn_memorises_and_a_dead_one_does_not(images: NDArray[np.float32]) -> None:
    assert observe(small(), images, probes=["memorising"])["memorising"]["learns"]
    dead = small()
    dead.trainable = False
    assert not observe(dead, images, probes=["memorising"])["memorising"].get("learns")


def test_a_model_that_cannot_be_tried_says_why(images: NDArray[np.float32]) -> None:
    findings = observe(small(), images[:, :4], probes=PROBES)
    assert findings.keys() == PROBES.keys()
    assert all(":" in finding["problem"] for finding in findings.values())


def test_one_unit_is_tried_too(images: NDArray[np.float32]) -> None:
    from keras import layers

    network = model(layers.Flatten(), layers.Dense(1, activation="sigmoid"))
    findings = observe(network, images, probes=PROBES)
    assert not [name for name, finding in findings.items() if "problem" in finding]


def test_a_model_is_given_back_as_it_was(images: NDArray[np.float32]) -> None:
    from keras import layers

    network = model(layers.BatchNormalization(), layers.Flatten(), layers.Dropout(0.2), layers.Dense(10, "softmax"))
    network.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    before = [weights.copy() for weights in network.get_weights()]
    findings = observe(network, images, probes=PROBES)
    assert not [name for name, finding in findings.items() if "problem" in finding]
    assert all(np.array_equal(a, b) for a, b in zip(before, network.get_weights(), strict=True))
    assert network.loss == "categorical_crossentropy"
    assert type(network.optimizer).__name__ == "Adam"
