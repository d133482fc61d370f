"""What is graded: the same calls of the student's functions and of the solution's."""

import pytest

from autograder.checks import assert_same_values


@pytest.mark.points(50)
def test_softmax(functions, reference):
    """`softmax` turns scores into probabilities, large ones too."""
    assert_same_values(functions, reference, "softmax", rtol=1e-6, atol=1e-9)


@pytest.mark.points(50)
def test_cross_entropy(functions, reference):
    """`cross_entropy` is the mean of the negative logarithms, of large scores too."""
    assert_same_values(functions, reference, "cross_entropy", rtol=1e-6, atol=1e-9)
