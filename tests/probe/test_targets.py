"""Labels come to a network in the form that its loss takes."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from autograder.frameworks.keras.targets import TargetsError, labels_for

X = np.ones((6, 4), np.float32)
TEN, TWO = np.array([0, 9, 3, 1, 2, 5]), np.array([0, 1, 1, 0, 1, 0])


def network(units: int, loss: Any) -> Any:
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(units)])
    model.compile("sgd", loss)
    return model


@pytest.mark.parametrize(
    ("units", "loss", "labels", "shape"),
    [
        (10, "categorical_crossentropy", TEN, (6, 10)),
        (10, "sparse_categorical_crossentropy", TEN, (6,)),
        (10, keras.losses.SparseCategoricalCrossentropy(), TEN, (6,)),
        (10, "mean_squared_error", TEN, (6, 10)),
        (12, "categorical_crossentropy", TEN, (6, 12)),
        (1, "binary_crossentropy", TWO, (6, 1)),
        (2, "categorical_crossentropy", TWO, (6, 2)),
    ],
)
def test_labels_have_the_form_that_the_loss_takes(units: int, loss: Any, labels: Any, shape: tuple[int, ...]) -> None:
    found = np.asarray(labels_for(network(units, loss), X, labels))
    assert found.shape == shape
    if shape == (6, 1):
        assert found[:, 0].tolist() == labels.tolist()


@pytest.mark.parametrize(("units", "loss"), [(1, "mse"), (7, "categorical_crossentropy"), (1, "binary_crossentropy")])
def test_a_network_with_fewer_outputs_than_classes_is_refused(units: int, loss: str) -> None:
    with pytest.raises(TargetsError) as refused:
        labels_for(network(units, loss), X, TEN)
    assert refused.value.failure.details == {"width": str(units), "classes": "10"}
