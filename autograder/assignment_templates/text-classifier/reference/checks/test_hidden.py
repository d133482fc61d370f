"""What is graded. The reference is the solution, which is run as submissions are."""

import pytest

from autograder.checks import assert_accuracy, assert_same_architecture


@pytest.mark.points(40)
def test_architecture(structure, reference):
    """The layers are the ones asked for, in their order, with their settings."""
    assert_same_architecture(structure, reference.structure)


@pytest.mark.points(60)
def test_accuracy(predictions, data, reference):
    """The network tells what people thought of films whose reviews it has never read."""
    assert_accuracy(predictions, data, reference)
