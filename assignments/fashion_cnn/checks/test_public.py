import pytest

from autograder.checks import assert_output_shapes, assert_stated_parameters


@pytest.mark.points(40)
def test_architecture(structure):
    """The layers are the ones asked for, in their order, with their settings."""
    assert_output_shapes(structure, [(28, 28, 32), (14, 14, 32), (14, 14, 64), (7, 7, 64), (3136,), (100,), (10,)])


@pytest.mark.points(20)
def test_parameters(structure):
    """The network has 333,526 parameters, all of which learn."""
    assert_stated_parameters(structure, [320, 18496, 313700, 1010])
