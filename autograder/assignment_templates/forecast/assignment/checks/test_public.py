"""What students may check at home with `autograder check`. A hidden check of the same name counts in its place."""

import pytest

from autograder.checks import assert_output_shapes


@pytest.mark.points(40)
def test_architecture(structure):
    """The layers are the ones asked for, in their order, with their settings."""
    assert_output_shapes(structure, [(14, 1), (16,), (1,), (1,)])
