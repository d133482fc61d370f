"""A model rebuilt from its file is described as the one that was saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder import networks
from autograder.frameworks.keras.describe import describe
from autograder.frameworks.keras.rebuilding import rebuilt


def network() -> Any:
    import keras

    layers = keras.layers
    return keras.Sequential([keras.Input((4,)), layers.Dense(3, "relu"), layers.Dense(2, "softmax")])


def two_headed() -> Any:
    import keras

    seen = keras.Input((4,))
    heads = [keras.layers.Dense(2, name=name)(seen) for name in ("left", "right")]
    return keras.Model(seen, heads)


def uncompiled() -> Any:
    return network()


def by_name() -> Any:
    model = network()
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def with_objects() -> Any:
    import keras

    model = network()
    rate = keras.optimizers.schedules.ExponentialDecay(0.1, 100, 0.9)
    model.compile(
        keras.optimizers.SGD(rate, momentum=0.9, nesterov=True),
        keras.losses.CategoricalCrossentropy(label_smoothing=0.1),
        metrics=[keras.metrics.TopKCategoricalAccuracy(2)],
        weighted_metrics=["mae"],
    )
    return model


def trained_with_a_lower_rate() -> Any:
    model = by_name()
    model.fit(np.ones((8, 4)), np.zeros(8), verbose=0)
    model.optimizer.learning_rate = 0.0003
    return model


def with_two_losses() -> Any:
    model = two_headed()
    model.compile("rmsprop", {"left": "mse", "right": "mae"}, loss_weights={"left": 1.0, "right": 0.5})
    return model


@pytest.mark.filterwarnings("ignore:Skipping variable loading for optimizer")  # Keras loads its state, we do not
@pytest.mark.parametrize("made", [uncompiled, by_name, with_objects, trained_with_a_lower_rate, with_two_losses])
def test_a_rebuilt_model_is_described_as_keras_would_load_it(made: Callable[[], Any], tmp_path: Path) -> None:
    import keras

    model = made()
    model.save(tmp_path / "model.keras")
    made = rebuilt(tmp_path / "model.keras")
    found = made.model
    assert (made.code, made.problem) == ((), None)
    expected = keras.models.load_model(tmp_path / "model.keras")
    assert networks.to_json(describe(found)) == networks.to_json(describe(expected))
    for weights, others in zip(found.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(weights, others)


def with_own_loss() -> Any:
    def my_loss(y_true: Any, y_pred: Any) -> Any:
        return (y_true - y_pred) ** 2

    model = network()
    model.compile("adam", my_loss, metrics=["accuracy"])
    return model


def with_a_lambda() -> Any:
    import keras

    model = network()
    model.compile("adam", "mse", metrics=[keras.metrics.MeanMetricWrapper(lambda y, z: y - z)])
    return model


@pytest.mark.filterwarnings("ignore:The object being serialized includes a `lambda`")
@pytest.mark.parametrize(("made", "code"), [(with_own_loss, "my_loss"), (with_a_lambda, "lambda")])
def test_settings_that_are_a_submissions_code_are_named_and_never_run(
    made: Callable[[], Any], code: str, tmp_path: Path
) -> None:
    made().save(tmp_path / "model.keras")
    found = rebuilt(tmp_path / "model.keras")
    assert (found.code, found.problem) == ((code,), None)
    assert describe(found.model).compiled is not None


@pytest.mark.parametrize(
    ("settings", "setting", "found", "close"),
    [
        ({"loss": "categorical_crossentrpy"}, "loss", "categorical_crossentrpy", "categorical_crossentropy"),
        ({"loss": "catagorical_crossentropy"}, "loss", "catagorical_crossentropy", "categorical_crossentropy"),
        ({"loss": "sparse_categorical_cross_entropy"}, "loss", "sparse_categorical_cross_entropy", None),
        ({"loss": "crossentropy_of_mine"}, "loss", "crossentropy_of_mine", None),
        ({"loss": ["binary_crossentopy"]}, "loss", "binary_crossentopy", "binary_crossentropy"),
        ({"loss": "mse", "metrics": ["acuracy"]}, "metrics", "acuracy", "accuracy"),  # codespell:ignore
        ({"loss": "mse", "metrics": [["accurancy"]]}, "metrics", "accurancy", "accuracy"),  # codespell:ignore
    ],
)
def test_a_misspelt_setting_is_the_submissions_and_the_network_is_described(
    settings: dict[str, Any], setting: str, found: str, close: str | None, tmp_path: Path
) -> None:
    model = network()
    model.compile("adam", **settings)
    model.save(tmp_path / "model.keras")
    made = rebuilt(tmp_path / "model.keras")
    assert made.problem is not None
    assert made.problem.kind == ("misspelt_setting" if "close" in made.problem.details else "unknown_setting")
    assert (made.problem.details["setting"], made.problem.details["found"]) == (setting, found)
    if close:
        assert made.problem.details["close"] == close
    assert describe(made.model).parameters.total == 23
