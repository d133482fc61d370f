"""Arguments and results of functions travel as JSON and arrays and come back as they were."""

from __future__ import annotations

import enum
import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.errors import WireError
from autograder.wire import (
    DTYPES,
    Rng,
    decode_arrays,
    decode_json,
    decode_tree,
    encode_arrays,
    encode_json,
    encode_tree,
)
from autograder.wire.tree import MAX_KEYS

plain_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
keys = plain_text | st.sampled_from(["$array", "$tuple", "$"]) | st.integers(-9, 9) | st.booleans() | st.none()
arrays = st.sampled_from(DTYPES).flatmap(lambda name: hnp.arrays(name, hnp.array_shapes(min_dims=0, max_side=3)))
integers = st.integers() | st.integers(1 - 2**1020, 2**1020 - 1)
leaves = st.none() | st.booleans() | integers | st.floats() | plain_text | arrays
trees = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=4) | st.lists(inner, max_size=4).map(tuple) | st.dictionaries(keys, inner, max_size=4)
    ),
    max_leaves=15,
)


def travel(value, **options):
    tree = encode_tree(value)
    json = decode_json(encode_json(tree.json))
    return decode_tree(json, decode_arrays(encode_arrays(tree.arrays), max_items=100_000), **options)


def same(one, other):
    if type(one) is not type(other):
        return False
    if isinstance(one, (np.ndarray, np.generic)):
        return one.dtype == other.dtype and one.shape == other.shape and np.array_equal(one, other, equal_nan=True)
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other or (isinstance(one, float) and math.isnan(one) and math.isnan(other))


@given(trees)
def test_every_value_comes_back_with_its_types(value):
    assert same(travel(value), value)


@pytest.mark.parametrize("scalar", [np.float32(0.5), np.int8(-3), np.bool_(True), np.float64("nan"), np.float16(2)])
def test_numpy_scalars_keep_their_type(scalar):
    assert same(travel([scalar]), [scalar])


def test_a_generator_is_given_by_its_seed():
    rng = travel((Rng(7), 1), allow_rng=True)[0]
    assert rng.random(3).tolist() == np.random.default_rng(7).random(3).tolist()


def test_a_result_cannot_hold_a_generator():
    with pytest.raises(WireError, match="Generator"):
        encode_tree([np.random.default_rng(1)])
    with pytest.raises(WireError, match="'\\$rng'"):
        decode_tree({"$rng": 1}, ())


def test_what_offers_itself_as_an_array_is_one():
    class Tensor:
        def __array__(self, dtype=None, copy=None):
            return np.arange(3, dtype="float32")

    assert same(travel(Tensor()), np.arange(3, dtype="float32"))


def test_enumerations_and_text_of_numpy_are_plain():
    class Size(enum.IntEnum):
        SMALL = 3

    assert same(travel([Size.SMALL, np.str_("x")]), [3, "x"])


def cycle():
    value = []
    value.append(value)
    return value


def laughs():
    value = [0] * 9
    for _ in range(12):
        value = [value] * 9
    return value


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (cycle(), "at most 16 levels"),
        (laughs(), "100000 parts"),
        (2**1020, "1020 bits"),
        ({2**64: 1}, "keys"),
        ({(1, 2): 1}, "keys"),
        ({1, 2}, "found set"),
        (object(), "found object"),
        (print, "found builtin"),
        (1j, "found complex"),
        (np.array([object()]), "array of numbers"),
        (np.array(["text"]), "array of numbers"),
        ([np.zeros(1)] * 1001, "at most 1000 arrays"),
    ],
)
def test_what_has_no_plain_form_is_refused_by_name(value, reason):
    with pytest.raises(WireError, match=reason):
        encode_tree(value)


@pytest.mark.parametrize(
    "tree",
    [
        {"$array": 1},
        {"$array": -1},
        {"$array": True},
        {"$array": "0"},
        {"$array": [0]},
        {"$array": 0, "more": 1},
        {"$scalar": 0},
        {"$tuple": {"a": 1}},
        {"$tuple": "abc"},
        {"$float": "1e5"},
        {"$float": ["nan"]},
        {"$dict": {"a": 1}},
        {"$dict": [[1]]},
        {"$dict": [[1, 2], [True, 3]]},
        {"$dict": [[[1], 2]]},
        {"$dict": [["a", 1], ["a", 2]]},
        {"$model": "x"},
        {"$": 1},
        {"$rng": -1},
        [[[[[[[[[[[[[[[[[[0]]]]]]]]]]]]]]]]]],
        [0] * 100_000,
        {"key": object()},
        {"$dict": [[key, 0] for key in range(MAX_KEYS + 1)]},
        [{"$dict": [[key / 2, 0] for key in range(100)]}] * (MAX_KEYS // 100 + 1),
    ],
    ids=lambda tree: str(tree).partition(" object at")[0][:60],
)
def test_hostile_trees_are_refused(tree):
    with pytest.raises(WireError):
        decode_tree(tree, (np.zeros(2),), allow_rng=True)


def test_as_many_keys_are_written_as_are_read():
    most = dict.fromkeys(range(MAX_KEYS), 0)
    assert decode_tree(encode_tree(most).json, ()) == most
    text = {str(key): 0 for key in range(2 * MAX_KEYS)} | {1: 2}
    assert decode_tree(encode_tree(text).json, ()) == text
    with pytest.raises(WireError, match="at most 4,096 keys of dicts that are numbers"):
        encode_tree(dict.fromkeys(range(MAX_KEYS + 1), 0))


def test_the_package_imports_numpy_only():
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, autograder.wire; print(*{name.split('.')[0] for name in sys.modules})"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert "numpy" in loaded
    assert not {"PIL", "nbformat", "pydantic", "keras", "tensorflow", "jinja2"} & set(loaded)
