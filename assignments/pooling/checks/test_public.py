import numpy as np
import pytest

from autograder.checks import assert_output_shapes, assert_stated_values


@pytest.mark.points(30)
def test_max_pool2d(functions):
    """`max_pool2d` agrees with Keras."""
    expected = {
        "4×4, pool 2": np.array([[5.0, 7.0], [13.0, 15.0]]).reshape(1, 2, 2, 1),
        "3×3, pool 2, same": np.array([[4.0, 5.0], [7.0, 8.0]]).reshape(1, 2, 2, 1),
    }
    assert_stated_values(functions, "max_pool2d", expected)


@pytest.mark.points(30)
def test_avg_pool2d(functions):
    """`avg_pool2d` agrees with Keras; padding does not count."""
    expected = {
        "4×4, pool 2": np.array([[2.5, 4.5], [10.5, 12.5]]).reshape(1, 2, 2, 1),
        "3×3, pool 2, same": np.array([[2.0, 3.5], [6.5, 8.0]]).reshape(1, 2, 2, 1),
    }
    assert_stated_values(functions, "avg_pool2d", expected)


@pytest.mark.points(40)
def test_architecture(structure):
    """The model uses both pooling layers as asked for."""
    assert_output_shapes(structure, [(4, 4, 1), (4, 4, 1), (16,), (10,)])
