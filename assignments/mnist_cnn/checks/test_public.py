import pytest

from autograder.checks import assert_output_shapes, assert_stated_parameters


@pytest.mark.points(40)
def test_architecture(structure):
    """The layers are the ones asked for, in their order, with their settings."""
    assert_output_shapes(structure, [(26, 26, 32), (24, 24, 64), (12, 12, 64), (9216,), (128,), (10,)])


@pytest.mark.points(20)
def test_parameters(structure):
    """The network has 1,199,882 parameters, all of which learn."""
    assert_stated_parameters(structure, [320, 18496, 1179776, 1290])
