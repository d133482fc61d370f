"""What students may check at home with `autograder check`. A hidden check of the same name counts in its place."""

import numpy as np
import pytest

from autograder.checks import assert_output_shapes, assert_stated_values


@pytest.mark.part("line")
@pytest.mark.points(10)
def test_line(structure):
    """The first model has the layers asked for."""
    assert_output_shapes(structure, [(4,), (1,)])


@pytest.mark.part("hidden")
@pytest.mark.points(10)
def test_hidden_layer(structure):
    """The second model has the layers asked for."""
    assert_output_shapes(structure, [(4,), (32,), (1,)])


@pytest.mark.part("error")
@pytest.mark.points(20)
def test_rmse(functions):
    """`rmse` is the root of the mean squared error."""
    assert_stated_values(functions, "rmse", {"two hours, 3 MW and 4 MW off": np.sqrt(12.5)})
