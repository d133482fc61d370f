"""What students may check at home with `autograder check`. A hidden check of the same name counts in its place."""

import numpy as np
import pytest

from autograder.checks import assert_stated_values


@pytest.mark.points(60)
def test_softmax(functions):
    """`softmax` turns scores into probabilities."""
    assert_stated_values(functions, "softmax", {"three equal scores": np.full((1, 3), 1 / 3)})
