"""What students may check at home with `autograder check`. A hidden check of the same name counts in its place."""

import pytest

from autograder.checks import assert_output_shapes, assert_stated_parameters


@pytest.mark.points(40)
def test_architecture(structure):
    """The layers are the ones asked for, in their order, with their settings."""
    assert_output_shapes(structure, [(6, 6, 8), (3, 3, 8), (72,), (32,), (10,)])


@pytest.mark.points(20)
def test_parameters(structure):
    """The network has 2,746 parameters, all of which learn."""
    assert_stated_parameters(structure, [80, 2336, 330])
