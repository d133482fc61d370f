import pytest

from autograder.checks import assert_output_shapes, assert_stated_parameters


@pytest.mark.points(40)
def test_architecture(structure):
    """The layers are the ones asked for, in their order, with their settings."""
    assert_output_shapes(structure, [(512,), (10,)])


@pytest.mark.points(20)
def test_parameters(structure):
    """The network has 407,050 parameters, all of which learn."""
    assert_stated_parameters(structure, [401920, 5130])
