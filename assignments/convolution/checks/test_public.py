import numpy as np
import pytest

from autograder.checks import assert_stated_values


@pytest.mark.points(20)
def test_output_size(functions):
    """`output_size` counts the places of a kernel."""
    expected = {
        "8, kernel 3, stride 1, valid": 6,
        "8, kernel 3, stride 1, same": 8,
        "7, kernel 2, stride 2, valid": 3,
        "7, kernel 2, stride 2, same": 4,
    }
    assert_stated_values(functions, "output_size", expected)


@pytest.mark.points(40)
def test_valid(functions):
    """`conv2d` agrees with Keras without padding."""
    expected = {
        "the worked example": np.array([[6.0, 8.0], [12.0, 14.0]]).reshape(1, 2, 2, 1),
        "the worked example with bias": np.array([[16.0, 18.0], [22.0, 24.0]]).reshape(1, 2, 2, 1),
    }
    assert_stated_values(functions, "conv2d", expected)


@pytest.mark.points(40)
def test_same(functions):
    """`conv2d` agrees with Keras with `same` padding."""
    padded = np.array([[6.0, 8.0, 3.0], [12.0, 14.0, 6.0], [7.0, 8.0, 9.0]]).reshape(1, 3, 3, 1)
    assert_stated_values(functions, "conv2d", {"the worked example, padded": padded})
