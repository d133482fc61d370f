"""What is graded: the same calls of the student's function and of the solution's."""

import pytest

from autograder.checks import assert_same_values


@pytest.mark.points(60)
def test_softmax(functions, reference):
    """`softmax` turns scores into probabilities, large ones too."""
    assert_same_values(functions, reference, "softmax", rtol=1e-6, atol=1e-9)
