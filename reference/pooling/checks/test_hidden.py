import pytest

from autograder.checks import assert_same_architecture, assert_same_values


@pytest.mark.points(30)
def test_max_pool2d(functions, reference):
    """`max_pool2d` agrees with Keras."""
    assert_same_values(functions, reference, "max_pool2d")


@pytest.mark.points(30)
def test_avg_pool2d(functions, reference):
    """`avg_pool2d` agrees with Keras; padding does not count."""
    assert_same_values(functions, reference, "avg_pool2d")


@pytest.mark.points(40)
def test_architecture(structure, reference):
    """The model uses both pooling layers as asked for."""
    assert_same_architecture(structure, reference.structure, trainable=False)
