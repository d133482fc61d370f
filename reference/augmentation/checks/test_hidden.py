from dataclasses import replace

import pytest

from autograder.checks import assert_same_values


@pytest.mark.points(20)
def test_in_use(functions, reference):
    """In use images stay as they are."""
    used = tuple(value for value in reference.values if value.case.startswith("in use"))
    assert_same_values(functions, replace(reference, values=used), "augment")
