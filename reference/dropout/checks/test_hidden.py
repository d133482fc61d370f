import math
from dataclasses import replace

import numpy as np
import pytest

from autograder.checks import assert_dropout_behaviour, assert_same_architecture, assert_same_values, values_of
from autograder.i18n import gettext as _


@pytest.mark.points(15)
def test_in_use(functions, reference):
    """In use, and with rate 0, `dropout` changes nothing."""
    same = tuple(v for v in reference.values if v.case.endswith(("in use", "rate 0")))
    assert_same_values(functions, replace(reference, values=same), "dropout")


@pytest.mark.points(35)
def test_in_training(functions):
    """In training the right share is switched off, and what stays is scaled."""
    for rate in (0.1, 0.5, 0.8, 0.99):
        assert_share(drawn(functions, f"ones, rate {rate}, hidden", (200, 200)), np.ones((200, 200)), rate)
    assert_share(drawn(functions, "negative values", (5000,)), np.linspace(-3, -1, 5000), 0.3)
    first, again, other = (drawn(functions, case, (1000,)) for case in ("draw 1", "draw 1 again", "draw 2"))
    assert np.array_equal(first, again), _("The same generator should give the same draw: use `rng` and nothing else.")
    assert not np.array_equal(first, other), _("Another generator should give another draw: use `rng`.")


@pytest.mark.points(30)
def test_architecture(structure, reference, behaviour):
    """The model has one dropout layer between its two dense layers."""
    assert_same_architecture(structure, reference.structure, trainable=False)
    assert_dropout_behaviour(behaviour)


def assert_share(found, x, rate):
    """Check what stayed, and how much."""
    kept = found != 0
    assert np.allclose(found[kept], x[kept] / (1 - rate)), _(
        "With rate {rate} what stays should be multiplied by {factor}."
    ).format(rate=rate, factor=round(1 / (1 - rate), 4))
    share = 1 - kept.mean()
    assert abs(share - rate) < 6 * math.sqrt(rate * (1 - rate) / found.size), _(
        "With rate {rate} about that share should be switched off, found {share}."
    ).format(rate=rate, share=round(share, 3))


def drawn(functions, case, shape):
    """Return what dropout gave in a case, as an array of the right shape."""
    array = np.asarray(values_of(functions, "dropout", case)[case])
    assert array.shape == shape, _("dropout should keep the shape {shape}, found {found}.").format(
        shape=shape, found=array.shape
    )
    return array
