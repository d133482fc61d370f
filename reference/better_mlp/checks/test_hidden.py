import pytest

from autograder.checks import assert_accuracy, assert_same_values


@pytest.mark.points(10)
def test_shift(functions, reference):
    """`shift` moves images and fills with 0."""
    assert_same_values(functions, reference, "shift")


@pytest.mark.points(10)
def test_ensemble(functions, reference):
    """`ensemble` names the class of the mean output."""
    assert_same_values(functions, reference, "ensemble")


@pytest.mark.points(20)
def test_accuracy(predictions, data, reference):
    """The network reads digits that it has never seen, over 0.98 of them."""
    assert_accuracy(predictions, data, reference, bar=0.98 if data.data == "mnist" else None)
