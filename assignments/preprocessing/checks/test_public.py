import numpy as np
import pytest

from autograder.checks import assert_stated_values, values_of
from autograder.i18n import gettext as _


@pytest.mark.points(15)
def test_flatten_images(functions):
    """`flatten_images` makes one row of each image."""
    assert_stated_values(functions, "flatten_images", {"two small images": np.arange(12).reshape(2, 6)})


@pytest.mark.points(15)
def test_scale(functions):
    """`scale` gives float32 from 0 to 1."""
    assert_stated_values(
        functions, "scale", {"black to white": np.array([[[0, 0.2], [0.4, 1]]], np.float32)}, same_dtype=True
    )


@pytest.mark.points(25)
def test_min_max_scale(functions):
    """`min_max_scale` brings each feature to 0–1, and a constant one to 0."""
    expected = {
        "two features": np.array([[0, 0], [0.5, 1 / 3], [1, 1]]),
        "a constant feature": np.array([[0.0, 0.0], [0.0, 1.0]]),
    }
    assert_stated_values(functions, "min_max_scale", expected)


@pytest.mark.points(20)
def test_one_hot(functions):
    """`one_hot` gives a row with a single 1 for each label."""
    assert_stated_values(functions, "one_hot", {"three labels": np.eye(4)[[2, 0, 3]]})


@pytest.mark.points(25)
def test_split(functions):
    """`split` puts each image on one side, with its label, the same way for the same seed."""
    parts = values_of(functions, "split", "once")["once"]
    assert isinstance(parts, list | tuple) and len(parts) == 4, _(
        "split should return x_train, x_val, y_train, y_val; found something else."
    )
    x_train, x_val, y_train, y_val = (np.asarray(part) for part in parts)
    assert len(x_val) == 5, _("5 of 20 images should be for validation, found {n}.").format(n=len(x_val))
    assert sorted([*y_train, *y_val]) == list(range(20)), _("Each image should be on exactly one side.")
    together = np.concatenate([x_train, x_val]).reshape(-1)
    assert (together == np.concatenate([y_train, y_val]) * 10).all(), _("Images should keep their labels.")
