import pytest

from autograder.checks import assert_output_shapes, assert_stated_parameters


@pytest.mark.points(40)
def test_architecture(structure):
    """The layers are the ones asked for, in their order, with their settings."""
    assert_output_shapes(structure, [(32, 32, 32), (16, 16, 32), (16, 16, 64), (8, 8, 64), (4096,), (128,), (10,)])


@pytest.mark.points(20)
def test_parameters(structure):
    """The network has 582,026 parameters, all of which learn."""
    assert_stated_parameters(structure, [896, 18496, 36928, 524416, 1290])
