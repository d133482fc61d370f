"""Arrays from a box: numbers of the expected type and shape, checked before a byte is allocated."""

from __future__ import annotations

import io
import pickle
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.errors import WireError
from autograder.wire import DTYPES, decode_arrays, decode_npy, encode_arrays, encode_npy

shapes = hnp.array_shapes(min_dims=0, max_dims=5, min_side=0, max_side=4)
arrays = st.sampled_from(DTYPES).flatmap(lambda name: hnp.arrays(name, shapes))


def npy(array, **kwargs):
    file = io.BytesIO()
    np.lib.format.write_array(file, array, **kwargs)
    return file.getvalue()


def header(text, *, version=b"\x01\x00", body=b""):
    return b"\x93NUMPY" + version + len(text).to_bytes(2, "little") + text.encode("latin-1") + body


@given(arrays)
def test_what_was_encoded_comes_back(array):
    back = decode_npy(encode_npy(array), max_items=10_000)
    assert back.dtype == array.dtype
    assert back.shape == array.shape
    np.testing.assert_array_equal(back, array)


@given(st.lists(arrays, max_size=4))
def test_several_arrays_come_back_in_order(many):
    back = decode_arrays(encode_arrays(many), max_items=10_000)
    assert len(back) == len(many)
    for found, expected in zip(back, many, strict=True):
        np.testing.assert_array_equal(found, expected)


@given(arrays, st.data())
def test_a_changed_byte_gives_an_array_or_a_wire_error(array, data):
    raw = bytearray(encode_npy(array))
    raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        back = decode_npy(bytes(raw), max_items=10_000)
    except WireError:
        return
    assert back.nbytes <= len(raw)


@given(st.binary(max_size=300))
def test_any_bytes_after_the_magic_give_an_array_or_a_wire_error(tail):
    for data in (tail, b"\x93NUMPY\x01\x00" + tail):
        try:
            decode_arrays(data, max_items=1_000)
        except WireError:
            continue


def test_byte_order_and_memory_order_are_made_our_own():
    array = np.arange(6, dtype=">f8").reshape(2, 3)
    back = decode_npy(npy(np.asfortranarray(array)), max_items=6)
    assert back.dtype == np.dtype("float64")
    assert back.dtype.isnative
    assert back.flags.c_contiguous
    np.testing.assert_array_equal(back, array)


def test_the_array_is_a_copy_that_may_be_written_to():
    back = decode_npy(encode_npy(np.zeros(3)), max_items=3)
    back[0] = 1
    assert back.flags.owndata


def test_bytes_other_than_0_and_1_become_true():
    data = header("{'descr': '|b1', 'fortran_order': False, 'shape': (3,), }\n", body=b"\x00\x02\xff")
    assert decode_npy(data, max_items=3).view(np.uint8).tolist() == [0, 1, 1]


PLAIN = "{'descr': '<f4', 'fortran_order': False, 'shape': (%s), }\n"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "version 1.0"),
        (b"PK\x03\x04" + bytes(40), "version 1.0"),
        (header(PLAIN % "1,", version=b"\x02\x00", body=bytes(4)), "version 1.0"),
        (npy(np.array([{}], dtype=object), allow_pickle=True), "plain header"),
        (header(PLAIN.replace("<f4", "|O") % "1,", body=pickle.dumps([1])), "plain header"),
        (npy(np.zeros(2, dtype=[("a", "f4"), ("b", "i4")])), "plain header"),
        (npy(np.array(["text"])), "plain header"),
        (npy(np.zeros(2, dtype=complex)), "plain header"),
        (npy(np.zeros(2, dtype="M8[s]")), "plain header"),
        (header(PLAIN.replace("<f4", "<f1") % "1,", body=b"1"), "found f1"),
        (header(PLAIN.replace("<f4", "<b2") % "1,", body=b"12"), "found b2"),
        (header(PLAIN % "-1,"), "plain header"),
        (header(PLAIN % "1.5,"), "plain header"),
        (header(PLAIN % "__import__('os'),"), "plain header"),
        (header(PLAIN % ("9" * 60)), "plain header"),
        (header(PLAIN % ("1" * 400 + "x")), "plain header"),
        (header(PLAIN % ("1, " * 130 + "x")), "plain header"),
        (header(PLAIN % "999999999999, 999999999999"), "at most 1000 elements"),
        (header(PLAIN % "0, 999999999999"), "at most 1000 elements"),
        (header(PLAIN % "1, 1, 1, 1, 1, 1, 1, 1, 1"), "at most 1000 elements"),
        (header("(" * 30_000), "plain header"),
        (header(PLAIN % "4,", body=bytes(15)), "expected .* bytes"),
        (header(PLAIN % "4,", body=bytes(17)), "expected .* bytes"),
        (b"\x93NUMPY\x01\x00\xff\xff" + b" " * 20, "plain header"),
    ],
)
def test_hostile_headers_are_refused_with_their_reason(data, reason):
    with pytest.raises(WireError, match=reason):
        decode_npy(data, max_items=1_000)


def test_a_header_that_claims_terabytes_allocates_nothing():
    tracemalloc.start()
    with pytest.raises(WireError):
        decode_npy(header(PLAIN % "999999999999,"), max_items=10**12)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100_000


@pytest.mark.parametrize(
    ("shape", "fits"), [((2, 3), True), ((None, 3), True), ((3, 2), False), ((2,), False), ((2, 3, None), False)]
)
def test_the_shape_is_checked_axis_by_axis(shape, fits):
    data = encode_npy(np.zeros((2, 3)))
    if fits:
        assert decode_npy(data, max_items=6, shape=shape).shape == (2, 3)
    else:
        with pytest.raises(WireError, match="expected shape"):
            decode_npy(data, max_items=6, shape=shape)


def test_another_type_than_expected_is_refused():
    with pytest.raises(WireError, match=r"predictions\.npy: expected float32, found float64"):
        decode_npy(encode_npy(np.zeros(2)), max_items=2, dtypes=("float32",), what="predictions.npy")


def test_all_arrays_share_one_budget():
    data = encode_arrays([np.zeros(6), np.zeros(6)])
    with pytest.raises(WireError, match="number 1: expected at most 4 elements"):
        decode_arrays(data, max_items=10)
    with pytest.raises(WireError, match="expected at most 1 arrays"):
        decode_arrays(data, max_items=100, max_arrays=1)


@pytest.mark.parametrize("array", [np.array([None]), np.array(["a"]), np.zeros((1,) * 9), np.zeros(1, dtype=complex)])
def test_what_is_not_numbers_is_not_encoded(array):
    with pytest.raises(WireError, match="array of numbers"):
        encode_npy(array)
