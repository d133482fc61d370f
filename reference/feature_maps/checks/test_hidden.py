import pytest

from autograder.checks import assert_same_values


@pytest.mark.points(25)
def test_conv_weights(functions, reference):
    """`conv_weights` gives kernel and bias of the convolution asked for."""
    assert_same_values(functions, reference, "conv_weights")


@pytest.mark.points(20)
def test_weight_statistics(functions, reference):
    """`weight_statistics` gives mean and standard deviation of kernel and bias."""
    assert_same_values(functions, reference, "weight_statistics", rtol=1e-3, atol=1e-5)


@pytest.mark.points(35)
def test_feature_maps(functions, reference):
    """`feature_maps` gives what a convolution makes of an image."""
    assert_same_values(functions, reference, "feature_maps", rtol=1e-3, atol=1e-4)
