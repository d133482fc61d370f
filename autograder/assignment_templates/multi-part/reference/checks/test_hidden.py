"""What is graded, part by part. The reference is the solution, which is run as submissions are."""

import pytest

from autograder.checks import assert_metric, assert_same_architecture, assert_same_values


@pytest.mark.part("line")
@pytest.mark.points(10)
def test_line(structure, reference):
    """The first model has the layers asked for."""
    assert_same_architecture(structure, reference.structure)


@pytest.mark.part("line")
@pytest.mark.points(10)
def test_error_of_the_line(predictions, data, reference):
    """The first model tells the demand of hours that it has never seen."""
    assert_metric(predictions, data, reference, "rmse", at_most=75.0)


@pytest.mark.part("hidden")
@pytest.mark.points(10)
def test_hidden_layer(structure, reference):
    """The second model has the layers asked for."""
    assert_same_architecture(structure, reference.structure)


@pytest.mark.part("hidden")
@pytest.mark.points(30)
def test_better(predictions, data, reference):
    """The second model is better than the first one."""
    assert_metric(predictions, data, reference, "rmse", better_than="line")


@pytest.mark.part("error")
@pytest.mark.points(20)
def test_rmse(functions, reference):
    """`rmse` is the root of the mean squared error."""
    assert_same_values(functions, reference, "rmse", rtol=1e-6, atol=1e-9)
