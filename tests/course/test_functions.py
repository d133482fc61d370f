"""The solutions of the function assignments against Keras's own operations, on random inputs."""

from __future__ import annotations

import math

import keras
import numpy as np
from course_helpers import solution
from hypothesis import given, settings
from hypothesis import strategies as st

CONVOLUTION, POOLING = solution("convolution"), solution("pooling")
PREPROCESSING, DROPOUT = solution("preprocessing"), solution("dropout")

sizes = st.integers(1, 9)
small = st.integers(1, 4)
padding = st.sampled_from(["valid", "same"])


@settings(max_examples=60, deadline=None)
@given(sizes, sizes, small, small, small, small, padding, st.integers(0, 2**32 - 1))
def test_conv2d_agrees_with_keras(
    height: int, width: int, kh: int, kw: int, row_stride: int, column_stride: int, around: str, seed: int
) -> None:
    if around == "valid" and (kh > height or kw > width):
        return
    rng = np.random.default_rng(seed)
    x, kernel = rng.normal(size=(2, height, width, 3)), rng.normal(size=(kh, kw, 3, 4))
    bias = rng.normal(size=4)
    ours = CONVOLUTION.conv2d(x, kernel, bias, (row_stride, column_stride), around)
    theirs = keras.ops.conv(x, kernel, strides=(row_stride, column_stride), padding=around) + bias
    np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-4)
    axes = ((height, kh, row_stride), (width, kw, column_stride))
    assert list(ours.shape[1:3]) == [CONVOLUTION.output_size(n, kernel, stride, around) for n, kernel, stride in axes]


@settings(max_examples=60, deadline=None)
@given(sizes, sizes, small, small, small, small, padding, st.integers(0, 2**32 - 1))
def test_pooling_agrees_with_keras(
    height: int, width: int, ph: int, pw: int, row_stride: int, column_stride: int, around: str, seed: int
) -> None:
    if around == "valid" and (ph > height or pw > width):
        return
    x = np.random.default_rng(seed).normal(-1, 2, size=(2, height, width, 3))
    strides = (row_stride, column_stride)
    for ours, theirs in (
        (POOLING.max_pool2d, keras.ops.max_pool),
        (POOLING.avg_pool2d, keras.ops.average_pool),
    ):
        np.testing.assert_allclose(
            ours(x, (ph, pw), strides, around),
            theirs(x, (ph, pw), strides=strides, padding=around),
            rtol=1e-4,
            atol=1e-5,
        )


@given(st.integers(1, 30), st.integers(2, 12), st.integers(0, 2**32 - 1))
def test_one_hot_and_flatten_agree_with_keras(n: int, classes: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    labels, images = rng.integers(0, classes, n), rng.normal(size=(n, 3, 4))
    np.testing.assert_array_equal(PREPROCESSING.one_hot(labels, classes), keras.utils.to_categorical(labels, classes))
    np.testing.assert_array_equal(PREPROCESSING.flatten_images(images), keras.ops.reshape(images, (n, 12)))


@given(st.integers(2, 60), st.floats(0, 1), st.integers(0, 1000))
def test_split_is_disjoint_complete_and_repeatable(n: int, share: float, seed: int) -> None:
    x, y = np.arange(n) * 2, np.arange(n)
    parts = PREPROCESSING.split(x, y, share, seed)
    assert sorted(np.concatenate(parts[2:])) == list(range(n))
    assert len(parts[1]) == round(n * share)
    for part, labels in ((parts[0], parts[2]), (parts[1], parts[3])):
        np.testing.assert_array_equal(part, labels * 2)
    for part, again in zip(parts, PREPROCESSING.split(x, y, share, seed), strict=True):
        np.testing.assert_array_equal(part, again)


@given(st.integers(1, 20), st.integers(0, 2**32 - 1))
def test_min_max_scale_covers_zero_to_one_and_sends_constants_to_zero(n: int, seed: int) -> None:
    x = np.random.default_rng(seed).normal(3, 10, (n, 4))
    x[:, 1] = 7
    scaled = PREPROCESSING.min_max_scale(x)
    assert (scaled[:, 1] == 0).all()
    assert scaled.min() == 0
    assert scaled.max() == (1 if n > 1 else 0)


@given(st.floats(0, 0.99), st.integers(0, 2**32 - 1))
def test_dropout_keeps_the_expected_value(rate: float, seed: int) -> None:
    ones = DROPOUT.dropout(np.ones(10_000), rate, True, np.random.default_rng(seed))
    assert set(np.round(np.unique(ones), 6)) <= {0.0, round(1 / (1 - rate), 6)}
    assert abs((ones == 0).mean() - rate) < 7 * math.sqrt(max(rate * (1 - rate), 1e-4) / 10_000)
    np.testing.assert_array_equal(DROPOUT.dropout(ones, rate, False, None), ones)
