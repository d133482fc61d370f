"""Images become what a model takes, and a submission's own scaling is recognised."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.probe.transform import SCALINGS, MisfitError, recognise, transform

IMAGES = np.random.default_rng(1).integers(0, 17, size=(5, 8, 8)).astype(np.float64)


@pytest.mark.parametrize(
    ("shape", "found"),
    [
        ((8, 8, 1), (5, 8, 8, 1)),
        ((64,), (5, 64)),
        ((8, 8), (5, 8, 8)),
        ((None, None, 1), (5, 8, 8, 1)),
        ((1, 64), (5, 1, 64)),
    ],
)
def test_images_take_the_shape_that_the_model_asks_for(shape: tuple[int | None, ...], found: tuple[int, ...]) -> None:
    result = transform(IMAGES, 16.0, shape, scaling="unit")
    assert result.shape == found
    assert result.dtype == np.float32
    assert result.max() <= 1.0


@pytest.mark.parametrize("shape", [(28, 28, 1), (63,), (None, None, 3)])
def test_images_that_do_not_fit_say_so_with_both_shapes(shape: tuple[int | None, ...]) -> None:
    with pytest.raises(MisfitError) as caught:
        transform(IMAGES, 16.0, shape, scaling="unit")
    assert caught.value.failure.kind == "wrong_input_shape"
    assert caught.value.failure.details == {"images": "(8, 8)", "found": str(shape)}


@given(st.sampled_from(sorted(SCALINGS.keys() - {"imagenet"})), st.sampled_from([(8, 8, 1), (64,), (8, 8)]))
def test_every_usual_scaling_is_recognised(scaling: str, shape: tuple[int, ...]) -> None:
    assert recognise(IMAGES, 16.0, transform(IMAGES, 16.0, shape, scaling=scaling)) == scaling


def test_the_preprocessing_of_vgg16_is_recognised_on_colour_images() -> None:
    preprocess_input = pytest.importorskip("keras").applications.vgg16.preprocess_input
    images = np.random.default_rng(1).integers(0, 256, (4, 32, 32, 3)).astype(np.uint8)
    assert recognise(images, 255.0, preprocess_input(images.astype("float32"))) == "imagenet"


@pytest.mark.parametrize("shape", [(3, 4, 5), (3, None, None)])
def test_channels_are_moved_where_the_model_takes_them_first(shape: tuple[int | None, ...]) -> None:
    images = np.arange(2 * 4 * 5 * 3).reshape(2, 4, 5, 3)
    moved = transform(images, 255.0, shape, scaling="raw")
    np.testing.assert_array_equal(moved[:, 1], images[..., 1])
    assert recognise(images, 255.0, moved / np.float32(255)) == "unit"


def test_another_scaling_is_the_submissions_own() -> None:
    usual = transform(IMAGES, 16.0, (64,), scaling="unit")
    assert recognise(IMAGES, 16.0, usual[::-1]) is None
    assert recognise(IMAGES, 16.0, usual[:, :32]) is None
    assert recognise(IMAGES, 16.0, usual * 0.9) is None
