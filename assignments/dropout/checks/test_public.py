import math

import numpy as np
import pytest

from autograder.checks import assert_output_shapes, assert_stated_parameters, assert_stated_values, values_of
from autograder.i18n import gettext as _


@pytest.mark.points(15)
def test_in_use(functions):
    """In use, and with rate 0, `dropout` changes nothing."""
    x = np.arange(1.0, 13.0).reshape(3, 4)
    assert_stated_values(functions, "dropout", {"in use": x, "rate 0": x})


@pytest.mark.points(35)
def test_in_training(functions):
    """In training the right share is switched off, and what stays is scaled."""
    for rate in (0.25, 0.5):
        ones = drawn(functions, f"ones, rate {rate}", (100, 100))
        kept = ones[ones != 0]
        assert np.allclose(kept, 1 / (1 - rate)), _("With rate {rate} what stays should be multiplied by {factor}.").format(
            rate=rate, factor=round(1 / (1 - rate), 4)
        )
        share = 1 - len(kept) / ones.size
        assert abs(share - rate) < 6 * math.sqrt(rate * (1 - rate) / ones.size), _(
            "With rate {rate} about that share should be switched off, found {share}."
        ).format(rate=rate, share=round(share, 3))


@pytest.mark.points(30)
def test_architecture(structure):
    """The model has one dropout layer between its two dense layers."""
    assert_output_shapes(structure, [(64,), (10,)])
    assert_stated_parameters(structure, [4160, 650])
    names = [layer.class_name for layer in structure.layers]
    assert names.count("Dropout") == 1, _("Expected one Dropout layer, found {n}.").format(n=names.count("Dropout"))


@pytest.mark.points(20)
@pytest.mark.claimed
def test_compare(functions, figures):
    """Training with and without dropout is compared, in numbers and in a figure."""
    curves = values_of(functions, "compare", "a small problem")["a small problem"]
    assert isinstance(curves, dict) and set(curves) == {"with", "without"}, _(
        'compare should return {"with": [...], "without": [...]}.'
    )
    assert all(len(curve) == 4 for curve in curves.values()), _("Each curve should have one loss for each epoch.")
    assert curves["with"][-1] > curves["without"][-1], _(
        "With dropout the training loss should stay higher; is the rate used?"
    )


def drawn(functions, case, shape):
    """Return what dropout gave in a case, as an array of the right shape."""
    array = np.asarray(values_of(functions, "dropout", case)[case])
    assert array.shape == shape, _("dropout should keep the shape {shape}, found {found}.").format(
        shape=shape, found=array.shape
    )
    return array
