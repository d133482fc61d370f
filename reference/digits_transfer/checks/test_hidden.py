import pytest

from autograder.checks import assert_accuracy, assert_frozen, assert_same_architecture


@pytest.mark.points(25)
def test_architecture(structure, reference):
    """A new head stands on the base of the course."""
    assert_same_architecture(structure, reference.structure, trainable=False)


@pytest.mark.points(20)
def test_frozen(structure):
    """The base is frozen: 325 parameters learn."""
    assert_frozen(structure, trainable=325)


@pytest.mark.points(35)
def test_accuracy(predictions, data, reference):
    """The network reads digits that its base has never seen."""
    assert_accuracy(predictions, data, reference)
