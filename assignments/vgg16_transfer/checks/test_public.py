import pytest

from autograder.checks import assert_output_shapes, assert_stated_parameters

VGG16 = [1792, 36928, 73856, 147584, 295168, 590080, 590080, 1180160, 2359808, 2359808, 2359808, 2359808, 2359808]


@pytest.mark.points(30)
def test_architecture(structure):
    """The layers are the ones asked for, in their order, with their settings."""
    assert_output_shapes(structure, [
            (32, 32, 64),
            (16, 16, 64),
            (16, 16, 128),
            (8, 8, 128),
            (8, 8, 256),
            (4, 4, 256),
            (4, 4, 512),
            (2, 2, 512),
            (1, 1, 512),
            (512,),
            (128,),
            (10,),
        ])


@pytest.mark.points(20)
def test_parameters(structure):
    """The network has 14,781,642 parameters."""
    assert_stated_parameters(structure, VGG16 + [65664, 1290], trainable=66954)
