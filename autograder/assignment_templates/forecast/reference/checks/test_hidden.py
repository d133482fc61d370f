"""What is graded. The reference is the solution, which is run as submissions are."""

import pytest

from autograder.checks import assert_same_architecture, assert_score


@pytest.mark.points(40)
def test_architecture(structure, reference):
    """The layers are the ones asked for, in their order, with their settings."""
    assert_same_architecture(structure, reference.structure)


@pytest.mark.points(60)
def test_forecast(predictions, data, reference):
    """The network tells days that nobody has seen yet better than "as today"."""
    assert_score(predictions, data, reference)
