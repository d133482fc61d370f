"""Labels and numbers come to a network in the form that its loss takes."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from autograder.frameworks.keras.targets import TargetsError, labels_for, numbers_for, rows_for

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


NUMBERS = np.linspace(20.0, 300.0, 6)


@pytest.mark.parametrize(("units", "numbers"), [(1, NUMBERS), (1, NUMBERS[:, None]), (2, np.ones((6, 2)))])
def test_numbers_have_the_shape_of_the_outputs(units: int, numbers: Any) -> None:
    found = numbers_for(network(units, "mse"), X, numbers)
    assert found.shape == (6, units)
    assert found.reshape(-1).tolist() == pytest.approx(numbers.reshape(-1).tolist())


def test_a_network_of_one_number_without_an_axis_gets_numbers_without_one() -> None:
    inputs = keras.Input((4,))
    model = keras.Model(inputs, keras.ops.mean(inputs, axis=-1))
    model.compile("sgd", "mae")
    assert numbers_for(model, X, NUMBERS).shape == (6,)


@pytest.mark.parametrize("units", [1, 2, 10])
def test_a_network_of_other_numbers_is_refused(units: int) -> None:
    with pytest.raises(TargetsError) as refused:
        numbers_for(network(units, "mse"), X, np.ones((6, 3)))
    assert refused.value.failure.kind == "numbers"
    assert refused.value.failure.details == {"found": f"({units},)", "wanted": "(3,)"}


@pytest.mark.parametrize("loss", ["binary_crossentropy", keras.losses.CategoricalHinge(), keras.losses.KLDivergence()])
def test_a_loss_of_classes_is_refused_for_numbers(loss: Any) -> None:
    with pytest.raises(TargetsError) as refused:
        numbers_for(network(1, loss), X, NUMBERS)
    assert refused.value.failure.kind == "loss_of_classes"


@pytest.mark.parametrize("loss", ["mse", "mae", "huber", "log_cosh", "poisson", lambda y, x: keras.ops.abs(y - x)])
def test_any_other_loss_trains_with_numbers(loss: Any) -> None:
    assert len(numbers_for(network(1, loss), X, NUMBERS)) == 6


@pytest.mark.parametrize("loss", ["categorical_crossentropy", "sparse_categorical_crossentropy"])
def test_a_loss_of_a_number_for_each_class_is_refused_for_one_number(loss: str) -> None:
    with pytest.raises(TargetsError) as refused:
        labels_for(network(1, loss), X, TWO)
    assert (refused.value.failure.kind, refused.value.failure.details) == ("loss_of_rows", {"loss": loss})


ROWS = np.array([[0, 1, 1], [1, 0, 0]] * 3)


@pytest.mark.parametrize("loss", ["binary_crossentropy", "mse", keras.losses.BinaryFocalCrossentropy()])
def test_rows_of_labels_come_as_they_are(loss: Any) -> None:
    assert rows_for(network(3, loss), X, ROWS).tolist() == ROWS.tolist()


@pytest.mark.parametrize("loss", ["categorical_crossentropy", "sparse_categorical_crossentropy", "kl_divergence"])
def test_a_loss_of_one_class_is_refused_for_rows_of_labels(loss: str) -> None:
    with pytest.raises(TargetsError) as refused:
        rows_for(network(3, loss), X, ROWS)
    assert (refused.value.failure.kind, refused.value.failure.details) == ("loss_of_one_class", {"loss": loss})


def test_a_network_of_another_width_is_refused_for_rows_of_labels() -> None:
    with pytest.raises(TargetsError) as refused:
        rows_for(network(2, "binary_crossentropy"), X, ROWS)
    assert (refused.value.failure.kind, refused.value.failure.details["wanted"]) == ("numbers", "(3,)")
