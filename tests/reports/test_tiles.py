from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from autograder.records import FunctionValue
from autograder.reports.tiles import MAX_PICTURES, MAX_TILES, sheet, tile_pictures
from tests.reports.states import PAGES

RANDOM = np.random.default_rng(0)


def value(array, function: str = "conv_weights") -> FunctionValue:
    return FunctionValue("a case", function, array, None, 0.1)


def test_a_kernel_and_feature_maps_are_drawn():
    kernel, maps = RANDOM.random((3, 3, 1, 32)), RANDOM.random((1, 28, 28, 64))
    drawn = tile_pictures((value([kernel, np.zeros(32)]), value(maps, "feature_maps")))
    assert [picture.name for picture in drawn] == ["conv_weights (3, 3, 1, 32)", "feature_maps (1, 28, 28, 64)"]
    assert Image.open(io.BytesIO(drawn[1].png)).size == (8 * 30, 8 * 30)


def test_equal_values_have_an_equal_grey_on_the_whole_sheet():
    tiles = np.zeros((9, 2, 2))
    tiles[0] = 1.0
    paper = sheet(tiles)
    assert paper[1:29, 1:29].min() == 255
    assert set(np.unique(paper[:, 31:])) == {0, 255}


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((3, 3)),
        np.zeros((0, 3, 3, 1)),
        np.zeros((1, 5_000, 5_000, 1), np.uint8),
        np.full((3, 3, 1, 2), np.nan),
        np.full((3, 3, 1, 2), 1e300),
        np.full((3, 3, 1, 2), "x"),
        np.zeros((3, 3, 1, 2), complex),
        {"a": [None, "x", 3]},
        "text",
        None,
    ],
)
def test_other_values_are_not_drawn(array):
    assert tile_pictures((value(array),)) == ()


def test_only_functions_about_filters_are_drawn():
    assert tile_pictures((value(np.zeros((1, 8, 8, 3)), "conv2d"),)) == ()


def test_many_arrays_and_many_channels_stay_few():
    arrays = [RANDOM.random((3, 3, 1, 1_000 + n)) for n in range(30)]
    drawn = tile_pictures((value(arrays[:15]), value(arrays[15:])))
    assert len(drawn) == MAX_PICTURES
    assert Image.open(io.BytesIO(drawn[0].png)).size == (8 * 29, MAX_TILES // 8 * 29)


def test_the_page_shows_them():
    assert "Tiles of feature_maps (1, 28, 28, 32)" in PAGES["feature_maps"]()


def test_what_a_function_gave_for_a_hidden_case_is_not_drawn():
    kernel = RANDOM.random((3, 3, 1, 32))
    assert tile_pictures((FunctionValue("a case", "conv_weights", kernel, None, 0.1, hidden=True),)) == ()
