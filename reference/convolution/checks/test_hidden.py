from dataclasses import replace

import pytest

from autograder.checks import assert_same_values


@pytest.mark.points(20)
def test_output_size(functions, reference):
    """`output_size` counts the places of a kernel."""
    assert_same_values(functions, reference, "output_size")


@pytest.mark.points(40)
def test_valid(functions, reference):
    """`conv2d` agrees with Keras without padding."""
    assert_same_values(functions, only(reference, "same", wanted=False), "conv2d", rtol=1e-4, atol=1e-5)


@pytest.mark.points(40)
def test_same(functions, reference):
    """`conv2d` agrees with Keras with `same` padding."""
    assert_same_values(functions, only(reference, "same", wanted=True), "conv2d", rtol=1e-4, atol=1e-5)


def only(reference, word, *, wanted):
    """Keep the cases with `same` padding, or the others."""
    kept = tuple(value for value in reference.values if (word in value.case or "padded" in value.case) is wanted)
    return replace(reference, values=kept)
